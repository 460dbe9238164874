using System.Runtime.CompilerServices;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// How components lie in memory: padded to whole tiles, each tile a run of lanes. Parameters and statistics of a mixture are
/// arrays [columns, lanes], so that what the kernel reads and writes for one column is contiguous.
/// </summary>
internal readonly record struct LaneLayout
{
    private LaneLayout(int components, int tileBytes, int elementBytes)
    {
        Components = components;
        TileBytes = tileBytes;
        TileLanes = tileBytes / elementBytes;
        Tiles = (components + TileLanes - 1) / TileLanes;
    }

    public int Components { get; }

    public int TileBytes { get; }

    public int TileLanes { get; }

    public int Tiles { get; }

    /// <summary>Components with the padding.</summary>
    public int Lanes => Tiles * TileLanes;

    public static LaneLayout For<T>(int components)
        where T : unmanaged
    {
        int bytes = Unsafe.SizeOf<T>();
        bool narrow = components * bytes <= TileWalk<float>.NarrowTileBytes;
        return new LaneLayout(components, narrow ? TileWalk<float>.NarrowTileBytes : TileWalk<float>.WideTileBytes, bytes);
    }
}
