using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data.Tables;

namespace Pushforward.Tests.Data.Tables;

public class TableRoundTripTests
{
    // Values with everything that quoting must carry; 'é' and the clef take two and four bytes.
    private static readonly Gen<string> Value = Gen.Elements(
        "", "0", "1", "2", "no", "yes", "a,b", "a\tb", "a\"b", "\"", "two\nlines", "two\r\nlines", "é", "\U0001D11E", "x y", "1e3", "sep=;", "#x");

    [Fact]
    public void Any_table_of_text_comes_back_as_it_was_written()
    {
        var tables = from rows in Gen.Choose(1, 12)
                     from columns in Gen.Choose(1, 6)
                     from values in Value.ArrayOf(rows * columns)
                     from separator in Gen.Elements(',', '\t')
                     from lineEnd in Gen.Elements("\n", "\r\n")
                     from header in Gen.Elements(true, false)
                     select (Values: values.Chunk(columns).ToArray(), separator, lineEnd, header);
        Prop.ForAll(tables.ToArbitrary(), written =>
        {
            var lines = written.Values.Select(row => string.Join(written.separator, row.Select(Quote)));
            if (written.header)
                lines = lines.Prepend(string.Join(written.separator, written.Values[0].Select((_, i) => $"column {i}")));
            string text = string.Join(written.lineEnd, lines) + written.lineEnd;

            var table = TableTests.Read(text, new() { Header = written.header ? TableHeader.Yes : TableHeader.No });
            var values = Enumerable.Range(0, table.Rows)
                .Select(row => table.Columns.Select(c => c[row] < 0 ? "" : c.Levels[c[row]]).ToArray());
            Assert.Equal(written.Values, values);
        }).QuickCheckThrowOnFailure();
    }

    // Every field in quotes, so that a lone column's empty value is no empty line and no separator is guessed from the values.
    private static string Quote(string value) => $"\"{value.Replace("\"", "\"\"")}\"";
}
