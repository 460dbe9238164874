using System.Runtime.CompilerServices;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// How components lie in memory: padded to whole tiles of one cache line (16 single or 8 double lanes). Scores and statistics of a mixture are
/// arrays [columns, lanes], so that what the kernel reads and writes for one column is contiguous.
/// </summary>
internal readonly record struct LaneLayout
{
    /// <summary>A tile: a cache line, and the widest vector.</summary>
    public const int TileBytes = 64;

    private LaneLayout(int components, int elementBytes)
    {
        Components = components;
        TileLanes = TileBytes / elementBytes;
        Tiles = (components + TileLanes - 1) / TileLanes;
    }

    public int Components { get; }

    public int TileLanes { get; }

    public int Tiles { get; }

    /// <summary>Components with the padding.</summary>
    public int Lanes => Tiles * TileLanes;

    public static LaneLayout For<T>(int components)
        where T : unmanaged => new(components, Unsafe.SizeOf<T>());
}
