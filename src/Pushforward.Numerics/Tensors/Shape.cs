using System.Globalization;

namespace Pushforward.Numerics.Tensors;

/// <summary>
/// The shape of a tensor: a scalar [], a vector [n] or a matrix [rows, columns]. Elements lie row by row without gaps, so every range
/// of rows and every reshape is a view.
/// </summary>
public readonly record struct Shape
{
    private Shape(int rank, int rows, int columns)
    {
        if (rows < 0 || columns < 0)
            throw new ArgumentException($"shape: expected sizes of at least 0, got [{rows}, {columns}].");
        if ((long)rows * columns > Array.MaxLength)
        {
            throw new ArgumentException(
                $"shape: [{rows}, {columns}] has {(long)rows * columns} elements; a tensor holds at most {Array.MaxLength}. Work in " +
                $"batches.");
        }
        Rank = rank;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The shape [] of a single number.</summary>
    public static Shape Scalar { get; } = new(0, 1, 1);

    /// <summary>How many sizes the shape has: 0, 1 or 2.</summary>
    public int Rank { get; }

    /// <summary>The number of rows: 1 for scalars and vectors.</summary>
    public int Rows { get; }

    /// <summary>The number of columns: the length of a vector, 1 for a scalar.</summary>
    public int Columns { get; }

    /// <summary>The number of elements.</summary>
    public int Length => Rows * Columns;

    /// <summary>The shape [length].</summary>
    /// <param name="length">At least 0.</param>
    /// <exception cref="ArgumentException">The length is negative.</exception>
    public static Shape Vector(int length) => new(1, 1, length);

    /// <summary>The shape [rows, columns].</summary>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    /// <exception cref="ArgumentException">A size is negative, or there are more elements than an array holds.</exception>
    public static Shape Matrix(int rows, int columns) => new(2, rows, columns);

    /// <summary>As in messages: <c>[]</c>, <c>[10]</c>, <c>[128, 784]</c>.</summary>
    public override string ToString() => Rank switch
    {
        0 => "[]",
        1 => string.Create(CultureInfo.InvariantCulture, $"[{Columns}]"),
        _ => string.Create(CultureInfo.InvariantCulture, $"[{Rows}, {Columns}]"),
    };
}
