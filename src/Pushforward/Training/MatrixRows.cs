namespace Pushforward.Training;

/// <summary>Rows that lie in one array.</summary>
public sealed class MatrixRows : IRowSource
{
    private readonly ReadOnlyMemory<float> _values;

    /// <summary>Wraps an array, not copied.</summary>
    /// <param name="values">Row-major. Shape [rows, columns].</param>
    /// <param name="columns">Numbers of a row; at least 1.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows.</exception>
    public MatrixRows(ReadOnlyMemory<float> values, int columns, string name = "data")
    {
        if (columns < 1)
            throw new ArgumentOutOfRangeException(nameof(columns), columns, $"{name}: expected rows of at least 1 number, got {columns}.");
        if (values.Length % columns != 0)
            throw new ArgumentException($"{name}: {values.Length} numbers are no whole number of rows of {columns}.", nameof(values));
        (_values, Columns, Rows, Name) = (values, columns, values.Length / columns, name);
    }

    /// <inheritdoc/>
    public int Rows { get; }

    /// <inheritdoc/>
    public int Columns { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public void CopyRow(int row, Span<float> destination) => _values.Span.Slice(row * Columns, Columns).CopyTo(destination);
}
