using System.Runtime.InteropServices;
using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>
/// A table as rows that are read when they are needed. Its text is read once, from its beginning to its end, and its codes go to a temporary file
/// (<see cref="CodePages"/>). When all levels are known, so is how answers lie in bits: these go to another, from which rows are read, and the first is gone. In memory
/// are the names of the levels, a page of rows, and eight bytes a row if rows have weights.
/// </summary>
public sealed class TableBitSource : IBitSource, IDisposable
{
    private readonly TemporaryFile _file;

    private TableBitSource(TemporaryFile file, Table table, IReadOnlyList<ColumnLevels> schema, BitLayout layout)
    {
        (_file, Name, Rows, Layout) = (file, table.Name, table.Rows, layout);
        (Schema, Weights, Warnings) = (schema, table.Weights, table.Warnings());
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Rows { get; }

    /// <inheritdoc/>
    public int Columns => Layout.Columns;

    /// <inheritdoc/>
    public BitLayout Layout { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ColumnLevels> Schema { get; }

    /// <inheritdoc/>
    public double[]? Weights { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Reads a table to its end.</summary>
    /// <param name="path">Comma- or tab-separated text, gzip or not.</param>
    /// <param name="options">Header, missing values, choice of columns, weights.</param>
    /// <param name="levels">How many levels columns may have.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">
    /// The text is no table or was written to meanwhile, a value is not allowed, or a column has no answer at all or more levels than it may; the message names line and column.
    /// </exception>
    /// <exception cref="ArgumentException">The options name a column that is not there.</exception>
    /// <exception cref="IOException">It cannot be read, or the folder for temporary files is full.</exception>
    public static TableBitSource Open(
        string path, TableOptions? options = null, ColumnLevelLimit levels = ColumnLevelLimit.Any, CancellationToken cancellation = default)
    {
        TableBitSource? source = null;
        try
        {
            return DataFile.Read(path, content => source = Open(content, path, options, levels, cancellation));
        }
        catch
        {
            source?.Dispose();
            throw;
        }
    }

    /// <summary>Reads a table to its end from a stream, and leaves that open.</summary>
    /// <param name="stream">Comma- or tab-separated text; need not be seekable.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">Header, missing values, choice of columns, weights.</param>
    /// <param name="levels">How many levels columns may have.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">
    /// The text is no table, a value is not allowed, or a column has no answer at all or more levels than it may; the message names line and column.
    /// </exception>
    /// <exception cref="ArgumentException">The options name a column that is not there.</exception>
    /// <exception cref="IOException">It cannot be read, or the folder for temporary files is full.</exception>
    public static TableBitSource Open(
        Stream stream, string name, TableOptions? options = null, ColumnLevelLimit levels = ColumnLevelLimit.Any, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new();
        using var pages = new CodePages(name);
        var table = new TableReader(name, options, cancellation, pages).Read(stream);
        table.RequireAtMost(levels);
        var schema = options.Schema ?? table.Schema;
        var layout = table.LayoutIn(schema);
        var file = new TemporaryFile(name);
        try
        {
            foreach (var codes in pages.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = new CategoricalRows(codes[0].Count, layout);
                table.Pack(codes, rows);
                file.Append(MemoryMarshal.AsBytes(rows.Bits.Words));
            }
            file.Flush();
            return new TableBitSource(file, table, schema, layout);
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
        var bits = new BitMatrix(count, Layout.Bits);
        _file.Read(MemoryMarshal.AsBytes(bits.Words), (long)firstRow * bits.WordsPerRow * sizeof(ulong));
        return bits;
    }

    /// <summary>Closes and removes the temporary file.</summary>
    public void Dispose() => _file.Dispose();
}
