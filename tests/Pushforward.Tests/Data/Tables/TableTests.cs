using System.Text;
using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Data.Tables;

public class TableTests
{
    [Theory]
    [InlineData("A,B\n0,1\n1,0\n")]
    [InlineData("A\tB\n0\t1\n1\t0\n")]
    [InlineData("A,B\r\n0,1\r\n1,0\r\n")]
    [InlineData("A,B\n0,1\n1,0")]
    [InlineData("\uFEFFA,B\n0,1\n1,0\n")]
    [InlineData("\"A\",\"B\"\n\"0\",\"1\"\n\"1\",\"0\"\n")]
    [InlineData("A, B\n0, 1\n1, 0\n")]
    [InlineData("A,B\n0,1\n1,0\n\n\n")]
    public void Separators_line_ends_marks_quotes_and_spaces_do_not_change_a_table(string text)
    {
        var table = Read(text);
        Assert.Equal(["A", "B"], table.Columns.Select(c => c.Name));
        Assert.Equal([[0, 1], [1, 0]], Codes(table));
        Assert.Null(table.Weights);
    }

    [Theory]
    [InlineData("0,1\n1,0\n", "1,2")]
    [InlineData("no,yes\nyes,no\n", "1,2")]
    [InlineData("0,NA\n1,0\n", "1,2")]
    [InlineData("red,0\nblue,1\n", "1,2")]
    [InlineData("id,2019\n1,0\n", "id,2019")]
    [InlineData("sex,smokes\nman,yes\n", "sex,smokes")]
    [InlineData("A,B,C\n,,1\n", "A,B,C")]
    public void The_header_is_found_where_there_is_one(string text, string names) =>
        Assert.Equal(names.Split(','), Read(text, new() { MissingToken = "NA" }).Columns.Select(c => c.Name));

    [Fact]
    public void The_user_can_say_whether_there_is_a_header()
    {
        Assert.Equal(["0", "1"], Read("0,1\n1,0\n", new() { Header = TableHeader.Yes }).Columns.Select(c => c.Name));
        var table = Read("A,B\n1,0\n", new() { Header = TableHeader.No });
        Assert.Equal((2, "1"), (table.Rows, table.Columns[0].Name));
    }

    [Theory]
    [InlineData("0,1,1,0", "0,1", "0,1,1,0")]
    [InlineData("2,1,2", "1,2", "1,0,1")]
    [InlineData("yes,no", "no,yes", "1,0")]
    [InlineData("False,True", "False,True", "0,1")]
    [InlineData("YES,NO", "NO,YES", "1,0")]
    [InlineData("10,9,10", "9,10", "1,0,1")]
    [InlineData("-1,1", "-1,1", "0,1")]
    [InlineData("b,a", "a,b", "1,0")]
    [InlineData("b,c,a,b", "a,b,c", "1,2,0,1")]
    [InlineData("0,0", "0,1", "0,0")]
    [InlineData("1,1", "0,1", "1,1")]
    [InlineData("2,2", "1,2", "1,1")]
    [InlineData("No", "No,Yes", "0")]
    [InlineData("1.0,0.0,1,0,1.0", "0,1", "1,0,1,0,1")]
    [InlineData("1.0,1.0", "0,1", "1,1")]
    [InlineData("-1.00,1", "-1,1", "0,1")]
    [InlineData("1.5,1.0", "1,1.5", "1,0")]
    [InlineData("v1.0,.0,1.", ".0,1.,v1.0", "2,0,1")]
    [InlineData("x", "x", "0")]
    public void The_lower_of_two_levels_is_0(string values, string levels, string codes)
    {
        var column = Read("A\n" + values.Replace(',', '\n') + "\n", new() { Header = TableHeader.Yes }).Columns[0];
        Assert.Equal(levels.Split(','), column.Levels);
        Assert.Equal(codes.Split(',').Select(int.Parse), Enumerable.Range(0, column.Rows).Select(row => column[row]));
    }

    [Fact]
    public void A_column_of_ones_alone_counts_as_the_other_columns_do()
    {
        Assert.Equal(["0", "1"], Read("A,B\n1,0\n1,1\n").Columns[0].Levels);
        Assert.Equal(["1", "2"], Read("A,B\n1,2\n1,1\n").Columns[0].Levels);
    }

    [Fact]
    public void Empty_fields_and_the_token_are_missing_and_an_inner_empty_line_is_where_there_is_one_column()
    {
        var table = Read("A,B\n,1\nNA,0\n1,\"\"\n", new() { MissingToken = "NA" });
        Assert.Equal([[-1, 1], [-1, 0], [1, -1]], Codes(table));
        Assert.Equal((3, 2), (table.Missing, table.Columns[0].Missing));

        Assert.Equal([[-1], [1], [-1], [-1], [0]], Codes(Read("\n\nA\n\n1\n\n\"\"\n0\n\n\n")));
        Assert.Equal([[1], [-1], [0]], Codes(Read("1\n\n0\n")));
    }

    [Fact]
    public void Chosen_columns_come_in_their_order_and_weights_apart()
    {
        var table = Read("A,B,n,C\n0,1,2.5,x\n1,0,0,y\n", new() { Columns = ["C", "A"], Weights = "n" });
        Assert.Equal(["C", "A"], table.Columns.Select(c => c.Name));
        Assert.Equal([2.5, 0], table.Weights!);
        Assert.Equal(["A", "B", "C"], Read("A,B,n,C\n0,1,1,x\n", new() { Weights = "n" }).Columns.Select(c => c.Name));
        Assert.Equal(["2"], Read("0,1,3\n1,0,4\n", new() { Columns = ["2"], Weights = "3" }).Columns.Select(c => c.Name));
    }

    [Theory]
    [InlineData("", "t.csv: expected a table, found an empty file")]
    [InlineData("\n\n", "t.csv: expected a table, found an empty file")]
    [InlineData("A,B\n", "t.csv: expected at least one row of data below the header")]
    [InlineData("A,B\n0,1\n1\n", "t.csv, line 3: expected 2 fields as in the first row, found 1")]
    [InlineData("A,B\n0,1\n1,0,1\n", "t.csv, line 3: expected 2 fields as in the first row, found 3")]
    [InlineData("A,B\n0,1\n\n1,0\n", "t.csv, line 3: expected 2 fields as in the first row, found an empty line")]
    [InlineData("A,B,A\n0,1,1\n", "t.csv, line 1: columns 1 and 3 are both named 'A'")]
    [InlineData("A,,C\n0,1,1\n", "t.csv, line 1: column 2 has no name")]
    [InlineData("A,B\n0,1\n1,NaN\n", "t.csv, line 3, column 'B': expected a value (or empty for missing), found 'NaN'. If it means missing, say so with --na NaN")]
    [InlineData("A,B\n\"x\n\ny\",1\n1,nan\n", "t.csv, line 5, column 'B': expected a value")]
    [InlineData("A,B\n0,1\n1,\"0\n1,1\n", "t.csv, line 3: the quoting is broken")]
    [InlineData("A,B\n0,1\n1,a\"b\n", "t.csv, line 3: the quoting is broken")]
    [InlineData("A,B\n0,1\n1,x\0y\n", "t.csv, line 3, column 'B': expected text in UTF-8")]
    public void What_is_no_table_is_an_error_with_its_place(string text, string message)
    {
        var e = Assert.Throws<InvalidDataException>(() => Read(text));
        Assert.StartsWith(message, e.Message);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_an_error_with_its_place()
    {
        var e = Assert.Throws<InvalidDataException>(() => Table.Read(new MemoryStream([.. "A\n"u8, 0xE4, (byte)'\n']), "t.csv"));
        Assert.StartsWith("t.csv, line 2, column 'A': expected text in UTF-8", e.Message);
    }

    [Theory]
    [InlineData("A,w\n1,-1\n", "t.csv, line 2, column 'w': expected a weight of at least 0, found '-1'")]
    [InlineData("A,w\n1,1\n1,\n", "t.csv, line 3, column 'w': expected a weight of at least 0, found ''")]
    [InlineData("A,w\n1,Infinity\n", "t.csv, line 2, column 'w': expected a weight of at least 0, found 'Infinity'")]
    [InlineData("A,w\n1,0\n0,0\n", "t.csv, line 3, column 'w': expected some weight greater than 0")]
    public void Weights_must_be_finite_not_negative_and_not_all_zero(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => Read(text, new() { Weights = "w" })).Message);

    [Theory]
    [InlineData("Z", null, "--columns: t.csv has no column 'Z'; it has A, B, w.")]
    [InlineData("A,A", null, "--columns: 'A' is named 2 times")]
    [InlineData("A,w", "w", "--columns: 'w' holds the weights")]
    [InlineData("A", "v", "--weights: t.csv has no column 'v'; it has A, B, w.")]
    public void Columns_that_are_not_there_are_wrong_usage(string columns, string? weights, string message)
    {
        var e = Assert.Throws<ArgumentException>(() => Read("A,B,w\n0,1,1\n", new() { Columns = columns.Split(','), Weights = weights }));
        Assert.StartsWith(message, e.Message);
    }

    [Theory]
    [InlineData("A,B\n0,1\n1,0\n0,2\n", "t.csv, line 4, column 'B': expected 0 or 1 (or empty for missing), found '2'. For items with more than two answers use --emission categorical.")]
    [InlineData("A\n2\n0\n1\n", "t.csv, line 2, column 'A': expected 0 or 1 (or empty for missing), found '2'")]
    [InlineData("A\n0\n2\n", "t.csv, line 3, column 'A': expected 0 or 1 (or empty for missing), found '2'")]
    [InlineData("A\n2\n1\n3\n", "t.csv, line 4, column 'A': expected 1 or 2 (or empty for missing), found '3'")]
    [InlineData("A\nyes\nmaybe\nno\n", "t.csv, line 3, column 'A': expected no or yes (or empty for missing), found 'maybe'")]
    [InlineData("A\nx\ny\nz\n", "t.csv, line 4, column 'A': expected x or y (or empty for missing), found 'z'")]
    [InlineData("A,B\n0,1\n1,\n0,\n", "t.csv, line 3, column 'B': the value is missing (as are 1 more in this column)")]
    public void What_is_not_binary_is_an_error_with_its_first_place(string text, string message)
    {
        var table = Read(text, new() { Header = TableHeader.Yes });
        Assert.StartsWith(message, Assert.Throws<InvalidDataException>(table.ToBits).Message);
    }

    [Fact]
    public void Bits_are_the_codes()
    {
        var random = new Random(5);
        int[][] values = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 70).Select(_ => random.Next(2)).ToArray())];
        var bits = Read(string.Join('\n', values.Select(row => string.Join(',', row.Select(v => v + 1))))).ToBits();
        Assert.Equal(values, Enumerable.Range(0, bits.Rows).Select(r => Enumerable.Range(0, bits.Columns).Select(c => bits[r, c] ? 1 : 0).ToArray()));
    }

    [Theory]
    [InlineData("1\n", 1, 1)]
    [InlineData("0,1,0\n", 1, 3)]
    [InlineData("A\n0\n", 1, 1)]
    public void One_row_and_one_column_are_tables(string text, int rows, int columns)
    {
        var bits = Read(text).ToBits();
        Assert.Equal((rows, columns), (bits.Rows, bits.Columns));
    }

    [Fact]
    public void A_schema_gives_values_the_codes_they_had_before()
    {
        var schema = Read("A,B\n1,x\n2,y\n").Schema;
        var same = Read("B,C,A\ny,0,2\nz,0,2\n", new() { Schema = schema });
        Assert.Equal(["A", "B"], same.Columns.Select(c => c.Name));
        Assert.Equal([[1, 1], [1, 2]], Codes(same));
        Assert.Equal(["x", "y", "z"], same.Columns[1].Levels);
        Assert.Equal([[1, 1]], Codes(Read("2,y\n", new() { Schema = schema, Header = TableHeader.No })));

        Assert.Contains("expected a column 'B' as in the training data; it has A, D",
            Assert.Throws<InvalidDataException>(() => Read("A,D\n1,2\n", new() { Schema = schema })).Message);
        Assert.Contains("expected 2 columns as in the training data, found 3",
            Assert.Throws<InvalidDataException>(() => Read("1,2,1\n", new() { Schema = schema })).Message);

        var binary = Read("A\n0\n1\n").Schema;
        Assert.Contains("line 3, column 'A': expected 0 or 1 (or empty for missing), found '2'",
            Assert.Throws<InvalidDataException>(() => Read("A\n1\n2\n", new() { Schema = binary }).ToBits()).Message);
    }

    [Fact]
    public void A_table_larger_than_every_buffer_is_read_to_its_last_row()
    {
        const int rows = 30_000, columns = 50;
        var text = new StringBuilder();
        for (int row = 0; row < rows; row++)
            text.AppendJoin(',', Enumerable.Range(0, columns).Select(c => (row * 31 + c * 17) % 7 < 3 ? '1' : '0')).Append('\n');
        var bits = Read(text.ToString()).ToBits();
        Assert.Equal(rows, bits.Rows);
        for (int row = 0; row < rows; row += 101)
            Assert.All(Enumerable.Range(0, columns), c => Assert.Equal((row * 31 + c * 17) % 7 < 3, bits[row, c]));
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Table.Read(new MemoryStream("A\n1\n"u8.ToArray()), "t.csv", null, source.Token));
    }

    [SharedDataTheory("lca")]
    [InlineData("carcinoma", 118, 7, 0)]
    [InlineData("values", 216, 4, 0)]
    [InlineData("cheating", 319, 5, 4)]
    public void The_latent_class_tables_are_read(string name, int rows, int columns, int missing)
    {
        var table = Table.Read(SharedData.Path($"lca/{name}.csv"));
        Assert.Equal((rows, columns, missing), (table.Rows, table.Columns.Count, table.Missing));
        Assert.All(table.Columns.Take(4), column => Assert.Equal(["1", "2"], column.Levels));
    }

    internal static Table Read(string text, TableOptions? options = null) =>
        Table.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "t.csv", options);

    internal static int[][] Codes(Table table) =>
        [.. Enumerable.Range(0, table.Rows).Select(row => table.Columns.Select(column => column[row]).ToArray())];
}
