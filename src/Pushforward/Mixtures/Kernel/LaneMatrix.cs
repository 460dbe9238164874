namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// A number for every column and component. What the kernel reads and writes of one tile of components lies together: shape [tiles, columns,
/// tile lanes].
/// </summary>
internal sealed class LaneMatrix(LaneLayout layout, int columns)
{
    /// <summary>How components lie.</summary>
    public LaneLayout Layout => layout;

    public int Columns => columns;

    /// <summary>All numbers.</summary>
    public double[] Values { get; } = new double[checked(columns * layout.Lanes)];

    /// <summary>The number of one column and component.</summary>
    public ref double this[int column, int component]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)columns, nameof(column));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)component, (uint)layout.Lanes, nameof(component));
            int tile = component / layout.TileLanes;
            return ref Values[(tile * columns + column) * layout.TileLanes + component - tile * layout.TileLanes];
        }
    }

    /// <summary>All columns of a tile. Shape [columns, tile lanes].</summary>
    public Span<double> Tile(int tile) => Lanes(tile, 0, columns);

    /// <summary>Some columns of a tile. Shape [count, tile lanes].</summary>
    public Span<double> Lanes(int tile, int firstColumn, int count) =>
        Values.AsSpan((tile * columns + firstColumn) * layout.TileLanes, count * layout.TileLanes);
}
