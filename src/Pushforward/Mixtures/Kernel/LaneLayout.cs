using System.Runtime.CompilerServices;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// How components lie in memory: padded to whole tiles of one cache line (16 single or 8 double lanes). What is known of every column and component is a
/// <see cref="LaneMatrix"/>, which has one tile after the other.
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

    /// <summary>How many lanes of a tile are components, and not padding.</summary>
    public int UsedLanes(int tile) => Math.Min(TileLanes, Components - tile * TileLanes);

    public static LaneLayout For<T>(int components)
        where T : unmanaged => new(components, Unsafe.SizeOf<T>());
}
