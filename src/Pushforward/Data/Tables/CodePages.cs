using System.Runtime.InteropServices;

namespace Pushforward.Data.Tables;

/// <summary>
/// The codes of a table that memory does not hold, in a temporary file. They are written page after page while the table is read, when the levels that codes stand for are
/// not all known, and read back once they are. In memory is one page.
/// </summary>
/// <param name="name">What errors call the table.</param>
internal sealed class CodePages(string name) : IDisposable
{
    /// <summary>Rows of a page, but for the last.</summary>
    public const int PageRows = 4096;

    private readonly TemporaryFile _file = new(name);
    private int _rows;
    private int _columns;

    /// <summary>Writes a page: of every column the width of its codes, then the codes. The columns' codes are cleared.</summary>
    /// <exception cref="IOException">The disk is full, or writing failed.</exception>
    public void Write(ColumnBuilder[] columns)
    {
        if (columns[0].Codes.Count == 0)
            return;
        (_rows, _columns) = (checked(_rows + columns[0].Codes.Count), columns.Length);
        foreach (var column in columns)
        {
            _file.Append([(byte)column.Codes.Shift]);
            _file.Append(MemoryMarshal.AsBytes(column.Codes.Words));
            column.Codes.Clear();
        }
    }

    /// <summary>The pages in the order in which they were written, of each the codes of every column.</summary>
    /// <exception cref="IOException">Reading failed.</exception>
    public IEnumerable<PackedCodes[]> Read()
    {
        _file.Flush();
        long offset = 0;
        for (int first = 0; first < _rows; first += PageRows)
        {
            var page = new PackedCodes[_columns];
            for (int c = 0; c < page.Length; c++)
                page[c] = ReadColumn(Math.Min(PageRows, _rows - first), ref offset);
            yield return page;
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose() => _file.Dispose();

    private PackedCodes ReadColumn(int rows, ref long offset)
    {
        byte shift = 0;
        _file.Read(new Span<byte>(ref shift), offset++);
        var words = new ulong[PackedCodes.WordsOf(rows, shift)];
        var bytes = MemoryMarshal.AsBytes(words.AsSpan());
        _file.Read(bytes, offset);
        offset += bytes.Length;
        return PackedCodes.Of(words, shift, rows);
    }
}
