namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// A number for every column and component. What the kernel reads and writes of one tile of components lies together: shape [tiles, columns,
/// tile lanes].
/// </summary>
internal sealed class LaneMatrix
{
    private readonly double[] _array;
    private readonly int _start;

    /// <summary>A matrix of zeros.</summary>
    public LaneMatrix(LaneLayout layout, int columns)
        : this(layout, columns, new double[Length(layout, columns)], 0)
    {
    }

    /// <summary>A matrix that is part of something larger.</summary>
    /// <param name="layout">How components lie.</param>
    /// <param name="columns">Columns of the data.</param>
    /// <param name="array">Where its numbers are, as many as <see cref="Length"/> says.</param>
    /// <param name="start">The first of them.</param>
    public LaneMatrix(LaneLayout layout, int columns, double[] array, int start) => (Layout, Columns, _array, _start) = (layout, columns, array, start);

    /// <summary>How components lie.</summary>
    public LaneLayout Layout { get; }

    public int Columns { get; }

    /// <summary>All numbers.</summary>
    public Span<double> Values => _array.AsSpan(_start, Length(Layout, Columns));

    /// <summary>How many numbers a matrix has.</summary>
    public static int Length(LaneLayout layout, int columns) => checked(columns * layout.Lanes);

    /// <summary>The number of one column and component.</summary>
    public ref double this[int column, int component]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)component, (uint)Layout.Lanes, nameof(component));
            int tile = component / Layout.TileLanes;
            return ref _array[_start + (tile * Columns + column) * Layout.TileLanes + component - tile * Layout.TileLanes];
        }
    }

    /// <summary>All columns of a tile. Shape [columns, tile lanes].</summary>
    public Span<double> Tile(int tile) => Lanes(tile, 0, Columns);

    /// <summary>Some columns of a tile. Shape [count, tile lanes].</summary>
    public Span<double> Lanes(int tile, int firstColumn, int count) =>
        _array.AsSpan(_start + (tile * Columns + firstColumn) * Layout.TileLanes, count * Layout.TileLanes);
}
