using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>
/// A table of binary columns without holes as rows that are read when they are needed. Its text is read once; of each value a bit goes to a temporary file, which is
/// gone when this is disposed, and rows are read from there. In memory are the names of the levels alone.
/// </summary>
public sealed class TableBitSource : IBitSource, IDisposable
{
    // Bytes that are written or read at once.
    private const int BufferBytes = 1 << 22;

    private readonly SafeFileHandle _file;
    private readonly ulong[] _buffer;
    private readonly int _wordsPerRow;

    // Bits whose values appeared in the order opposite to their levels'.
    private readonly ulong[] _turned;

    private TableBitSource(SafeFileHandle file, Table table, ulong[] buffer, ulong[] turned)
    {
        (_file, _buffer, _turned, _wordsPerRow) = (file, buffer, turned, turned.Length);
        (Name, Rows, Columns, Schema) = (table.Name, table.Rows, table.Columns.Count, table.Schema);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Rows { get; }

    /// <inheritdoc/>
    public int Columns { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ColumnLevels> Schema { get; }

    /// <summary>Reads a table to its end.</summary>
    /// <param name="path">Comma- or tab-separated text, gzip or not.</param>
    /// <param name="options">Header, choice of columns; each row counts once.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The text is no table, a value is missing, or a column has more than two levels; the message names line and column.</exception>
    /// <exception cref="ArgumentException">The options name a column that is not there, or weights.</exception>
    /// <exception cref="IOException">It cannot be read, or the folder for temporary files is full.</exception>
    public static TableBitSource Open(string path, TableOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        if (options.Weights is { } weights)
            throw new ArgumentException($"weights: rows of a stream count once each, got the column '{weights}'. Read the table into memory.");
        using var content = DataFile.OpenContent(path);
        string temporary = Path.Combine(Path.GetTempPath(), $"pushforward-{Guid.NewGuid():N}.bits");
        var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        try
        {
            var writer = new Writer(file);
            var table = new TableReader(path, options, cancellation, writer.Add).Read(content);
            writer.Flush();
            foreach (var column in table.Columns)
                column.RequireBinary("Fit such a table without --stream, or leave the column out with --columns.");
            if (options.Schema is { } schema)
            {
                foreach (var (column, known) in table.Columns.Zip(schema))
                    column.RequireLevels(known.Levels);
            }
            return new TableBitSource(file, table, writer.Buffer, writer.Turned(table));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public BitMatrix Read(int firstRow, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)firstRow + count, Rows);
        var bits = new BitMatrix(count, Columns);
        int rowsAtOnce = _buffer.Length / _wordsPerRow;
        for (int done = 0; done < count; done += rowsAtOnce)
        {
            int rows = Math.Min(rowsAtOnce, count - done);
            var words = _buffer.AsSpan(0, rows * _wordsPerRow);
            Fill(MemoryMarshal.AsBytes(words), ((long)firstRow + done) * _wordsPerRow * sizeof(ulong));
            for (int row = 0; row < rows; row++)
            {
                var source = words.Slice(row * _wordsPerRow, _wordsPerRow);
                var target = bits.MutableRow(done + row);
                for (int i = 0; i < source.Length; i++)
                    target[i] = source[i] ^ _turned[i];
            }
        }
        return bits;
    }

    /// <summary>Closes and removes the temporary file.</summary>
    public void Dispose() => _file.Dispose();

    private void Fill(Span<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(_file, destination, offset);
            if (read == 0)
                throw new IOException($"{Name}: the temporary file of its bits has been cut. Is the folder {Path.GetTempPath()} being cleared?");
            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>Packs rows as they come: column c is bit c modulo 64 of word c / 64, as in a <see cref="BitMatrix"/>.</summary>
    private sealed class Writer(SafeFileHandle file)
    {
        private ColumnBuilder[] _columns = [];
        private int _used;
        private long _written;

        public ulong[] Buffer { get; private set; } = [];

        private int WordsPerRow => (_columns.Length + 63) / 64;

        public void Add(ColumnBuilder[] columns)
        {
            if (_columns.Length == 0)
            {
                _columns = columns;
                Buffer = new ulong[Math.Max(1, BufferBytes / sizeof(ulong) / WordsPerRow) * WordsPerRow];
            }
            var words = Buffer.AsSpan(_used, WordsPerRow);
            words.Clear();
            // What is missing or of a third level is refused at the end, with its place.
            for (int c = 0; c < columns.Length; c++)
                words[c >> 6] |= (ulong)(columns[c].Last & 1) << (c & 63);
            _used += WordsPerRow;
            if (_used == Buffer.Length)
                Flush();
        }

        public void Flush()
        {
            var bytes = MemoryMarshal.AsBytes(Buffer.AsSpan(0, _used));
            RandomAccess.Write(file, bytes, _written);
            _written += bytes.Length;
            _used = 0;
        }

        public ulong[] Turned(Table table)
        {
            var turned = new ulong[WordsPerRow];
            for (int c = 0; c < _columns.Length; c++)
            {
                if (table.Columns[c].Levels[0] != _columns[c].Levels[0])
                    turned[c >> 6] |= 1UL << (c & 63);
            }
            return turned;
        }
    }
}
