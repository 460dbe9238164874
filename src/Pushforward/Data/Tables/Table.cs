namespace Pushforward.Data.Tables;

/// <summary>
/// A table of categorical columns, of which those with two levels are binary: from comma- or tab-separated text through CsvHelper,
/// packed. Values are text; a column's levels are the distinct ones.
/// </summary>
public sealed class Table
{
    internal Table(string name, int rows, IReadOnlyList<TableColumn> columns, double[]? weights) =>
        (Name, Rows, Columns, Weights) = (name, rows, columns, weights);

    /// <summary>Where it came from, as errors name it.</summary>
    public string Name { get; }

    /// <summary>How many rows; at least 1.</summary>
    public int Rows { get; }

    /// <summary>The columns, that of the weights left out; at least 1.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>How many times each row counts; null when each counts once.</summary>
    public double[]? Weights { get; }

    /// <summary>How many values are missing.</summary>
    public long Missing => Columns.Sum(column => (long)column.Missing);

    /// <summary>The columns and their levels, to read other tables alike.</summary>
    public IReadOnlyList<ColumnLevels> Schema => [.. Columns.Select(column => new ColumnLevels(column.Name, column.Levels))];

    /// <summary>Reads a file, gzip or not.</summary>
    /// <param name="path">Comma- or tab-separated text.</param>
    /// <param name="options">Header, missing values, choice of columns, weights.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The text is no table, or a value is not allowed; the message names line and column.</exception>
    /// <exception cref="ArgumentException">The options name a column that is not there.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Table Read(string path, TableOptions? options = null, CancellationToken cancellation = default)
    {
        using var content = DataFile.OpenContent(path);
        return Read(content, path, options, cancellation);
    }

    /// <summary>Reads a stream, once from its position to its end, and leaves it open.</summary>
    /// <param name="stream">Comma- or tab-separated text; need not be seekable.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">Header, missing values, choice of columns, weights.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The text is no table, or a value is not allowed; the message names line and column.</exception>
    /// <exception cref="ArgumentException">The options name a column that is not there.</exception>
    public static Table Read(Stream stream, string name, TableOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new TableReader(name, options ?? new(), cancellation).Read(stream);
    }

    /// <summary>The table as bits: the code of each value. Shape [rows, columns].</summary>
    /// <exception cref="InvalidDataException">A value is missing, or a column has more than two levels; the message names the first such line.</exception>
    public BitMatrix ToBits()
    {
        foreach (var column in Columns)
            column.RequireBinary();

        var bits = new BitMatrix(Rows, Columns.Count);
        for (int row = 0; row < Rows; row++)
        {
            var words = bits.MutableRow(row);
            for (int c = 0; c < Columns.Count; c++)
                words[c >> 6] |= (ulong)Columns[c][row] << (c & 63);
        }
        return bits;
    }
}
