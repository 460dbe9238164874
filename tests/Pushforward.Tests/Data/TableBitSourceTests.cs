using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Tests.Mixtures;

namespace Pushforward.Tests.Data;

public sealed class TableBitSourceTests : IDisposable
{
    private static readonly TableOptions Weighted = new() { MissingToken = "?", Weights = "weight" };

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(9)]
    [InlineData(CodePages.PageRows - 1)]
    [InlineData(CodePages.PageRows)]
    [InlineData(2 * CodePages.PageRows)]
    [InlineData(2 * CodePages.PageRows + 77)]
    public void Rows_of_a_stream_are_those_of_the_table_in_memory_in_chunks_of_any_size(int rows)
    {
        string path = _folder.File("survey.csv", SurveyTables.Text(rows, 1));
        var stored = DataSource.Open(path, new DataOptions { Table = Weighted }).ToCategorical(DataSplit.Train);
        using var streamed = TableBitSource.Open(path, Weighted);
        AssertSame(stored, streamed);
        foreach (int chunk in (int[])[1, 63, 4096, 5000, rows])
        {
            // Every row of one chunk size, but single rows only here and there.
            for (int first = 0; first < rows; first += chunk == 1 ? 61 : chunk)
            {
                var bits = streamed.Read(first, Math.Min(chunk, rows - first));
                for (int row = 0; row < bits.Rows; row++)
                    Assert.Equal(stored.Answers.Bits.Row(first + row), bits.Row(row));
            }
        }
    }

    [Fact]
    public void Held_out_rows_are_read_in_the_levels_of_the_training_rows()
    {
        string train = _folder.File("train.csv", SurveyTables.Text(300, 1)), test = _folder.File("test.csv", SurveyTables.Text(90, 2).Replace("green", "?"));
        var set = DataSource.Open(train, null, test, new DataOptions { Table = Weighted });
        using var first = TableBitSource.Open(train, Weighted);
        using var second = TableBitSource.Open(test, Weighted with { Schema = first.Schema });
        var stored = set.ToCategorical(DataSplit.Test);
        AssertSame(stored, second);
        for (int row = 0; row < second.Rows; row++)
            Assert.Equal(stored.Answers.Bits.Row(row), second.Read(row, 1).Row(0));
    }

    [Theory]
    [InlineData("A,B\n0,1\n1\n", "t.csv, line 3: expected 2 fields as in the first row, found 1")]
    [InlineData("A,B\n0,1\n1,0,2\n", "t.csv, line 3: expected 2 fields as in the first row, found 3")]
    [InlineData("A,B\n0,1\n1,\"0\n1,1\n", "t.csv, line 3: the quoting is broken")]
    [InlineData("A,B\n0,\n1,\n", "t.csv, line 2, column 'B': every answer is missing")]
    [InlineData("A,B\n0,1\n1,0\n1,7\n", "t.csv, line 4, column 'B': expected 0 or 1 (or empty for missing), found '7'")]
    [InlineData("A,A\n0,1\n", "t.csv, line 1: columns 1 and 2 are both named 'A'")]
    [InlineData("A,B\n", "t.csv: expected at least one row")]
    public void What_is_wrong_is_what_is_wrong_in_memory(string text, string message)
    {
        string path = _folder.File("t.csv", text);
        var streamed = Assert.Throws<InvalidDataException>(() => TableBitSource.Open(path, levels: ColumnLevelLimit.Plausible));
        Assert.StartsWith(message, streamed.Message.Replace(path, "t.csv"));
        var stored = Assert.Throws<InvalidDataException>(() => DataSource.Open(path).ToCategorical(DataSplit.Train, levels: ColumnLevelLimit.Plausible));
        Assert.Equal(stored.Message, streamed.Message);
    }

    [Fact]
    public void A_level_that_the_training_rows_lack_is_named_with_its_place()
    {
        string train = _folder.File("train.csv", "A,B\n0,x\n1,y\n0,z\n"), test = _folder.File("test.csv", "A,B\n0,x\n1,w\n");
        using var first = TableBitSource.Open(train);
        var error = Assert.Throws<InvalidDataException>(() => TableBitSource.Open(test, new TableOptions { Schema = first.Schema }));
        Assert.Contains("line 3, column 'B': expected x, y, z (or empty for missing) as in the training data, found 'w'", error.Message);
    }

    [Fact]
    public void No_more_than_a_page_of_codes_is_ever_held()
    {
        const int rows = 3 * CodePages.PageRows + 5;
        using var pages = new CodePages("survey");
        var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(SurveyTables.Text(rows, 1)));
        var table = new TableReader("survey", Weighted, CancellationToken.None, pages).Read(text);
        // Columns give their codes away when they have a page of them, and at the end: they hold none, and what they gave were pages.
        Assert.Equal(rows, table.Rows);
        Assert.All(table.Columns, column => Assert.Equal(0, column.Codes.Count));
        Assert.Equal([CodePages.PageRows, CodePages.PageRows, CodePages.PageRows, 5], pages.Read().Select(page => page[0].Count));
    }

    [Fact]
    public void Rows_without_answers_are_told_and_those_of_a_single_column_may_be_empty_lines()
    {
        string path = _folder.File("t.csv", "A\n1\n\n0\n\n\n2\n");
        using var source = TableBitSource.Open(path);
        Assert.Equal(6, source.Rows);
        Assert.Contains("line 3: every answer is missing, as in 2 more rows", Assert.Single(source.Warnings));
        var stored = DataSource.Open(path).ToCategorical(DataSplit.Train);
        var bits = source.Read(0, 6);
        for (int row = 0; row < 6; row++)
            Assert.Equal(stored.Answers.Bits.Row(row), bits.Row(row));
    }

    [Fact]
    public void A_table_comes_from_a_stream_that_can_be_read_once()
    {
        using var source = (TableBitSource)DataSource.OpenRows("-", new DataOptions { StandardInput = new MemoryStream("A,B\n0,x\n1,y\n0,z\n"u8.ToArray()) });
        Assert.Equal((3, 2, 4), (source.Rows, source.Columns, source.Layout.Bits));
    }

    [Fact]
    public void A_file_that_is_written_to_while_it_is_read_is_refused()
    {
        string path = _folder.File("t.csv", "A,B\n0,1\n1,0\n");
        var error = Assert.Throws<InvalidDataException>(() => DataFile.Read(path, _ =>
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write("1,1\n"u8);
            return 0;
        }));
        Assert.Contains("t.csv: the file was changed while it was being read, from 12 bytes to 16", error.Message);
    }

    [Fact]
    public void Files_of_other_kinds_and_sets_by_name_are_no_rows()
    {
        Assert.Contains("got no file", Assert.Throws<ArgumentException>(() => DataSource.OpenRows("digits")).Message);
        string images = _folder.File("images", [0, 0, 8, 3, 0, 0, 0, 0]);
        Assert.Contains("another kind", Assert.Throws<ArgumentException>(() => DataSource.OpenRows(images)).Message);
    }

    [Fact]
    public void Reading_ends_when_it_is_told_to()
    {
        string path = _folder.File("t.csv", "A,B\n0,1\n1,0\n");
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => TableBitSource.Open(path, cancellation: stopped.Token));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertSame(CategoricalData stored, TableBitSource streamed)
    {
        Assert.Equal(stored.Rows, streamed.Rows);
        Assert.Equal(stored.Schema!.Select(column => (column.Name, string.Join(' ', column.Levels))), streamed.Schema.Select(column => (column.Name, string.Join(' ', column.Levels))));
        Assert.Equal(stored.Answers.Layout.Levels, streamed.Layout.Levels);
        Assert.Equal(
            Enumerable.Range(0, stored.Columns).Select(stored.Answers.Layout.IsSingle), Enumerable.Range(0, streamed.Columns).Select(streamed.Layout.IsSingle));
        Assert.Equal(stored.Weights!, streamed.Weights!);
        Assert.Equal(stored.Warnings, streamed.Warnings);
    }
}
