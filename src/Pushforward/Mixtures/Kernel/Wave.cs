namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// Parts of a block that are scored together, and what is kept of them until they are counted: for every row the tiles of components in which it has
/// responsibility.
/// </summary>
internal sealed unsafe class Wave<T>(LaneLayout layout) : IDisposable
    where T : unmanaged
{
    // Bytes of responsibilities of a wave at the most, if none were left out.
    private const long LargestBytes = 64 << 20;

    private KeptTiles[] _kept = [];
    private AlignedBuffer<T>? _tiles;
    private AlignedBuffer<int>? _rows;

    /// <summary>The parts of the wave under way.</summary>
    public ArraySegment<BitCodes.Part> Parts { get; private set; }

    /// <summary>How many rows fit into a wave.</summary>
    public long MostRows => LargestBytes / ((long)layout.Tiles * LaneLayout.TileBytes);

    /// <summary>What is kept of a part.</summary>
    public KeptTiles Kept(int part) => _kept[part];

    /// <summary>The tiles kept of a part. Shape [kept, tile lanes], with room for all tiles of all rows and one more.</summary>
    public T* Tiles(int part) => _tiles!.Pointer + _kept[part].Offset * layout.TileLanes;

    /// <summary>The row of each of them.</summary>
    public int* Rows(int part) => _rows!.Pointer + _kept[part].Offset;

    /// <summary>Makes room for the tiles of other parts.</summary>
    public void Begin(ArraySegment<BitCodes.Part> parts)
    {
        Parts = parts;
        if (_kept.Length < parts.Count)
            _kept = [.. _kept, .. Enumerable.Range(_kept.Length, parts.Count - _kept.Length).Select(_ => new KeptTiles(layout.Tiles))];
        long tiles = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            _kept[part].Offset = tiles;
            // Scoring writes one tile past those it keeps.
            tiles += (long)parts[part].Rows * layout.Tiles + 1;
        }
        if (_tiles is null || _tiles.Length < tiles * layout.TileLanes)
        {
            Dispose();
            _tiles = AlignedBuffer<T>.Uninitialized(tiles * layout.TileLanes);
            _rows = AlignedBuffer<int>.Uninitialized(tiles);
        }
    }

    public void Dispose()
    {
        _tiles?.Dispose();
        _rows?.Dispose();
    }
}

/// <summary>
/// The tiles kept of a part. Its rows were scored in chunks, each tile by tile; they lie chunk after chunk and, within a chunk, tile after tile.
/// </summary>
internal sealed class KeptTiles(int tiles)
{
    private int[] _ends = [];

    /// <summary>Where the part's begin among those of the wave.</summary>
    public long Offset { get; set; }

    /// <summary>In how many chunks the rows were scored.</summary>
    public int Chunks { get; private set; }

    /// <summary>The log-likelihood of the part's rows.</summary>
    public double LogLikelihood { get; set; }

    public void Begin(int chunks)
    {
        Chunks = chunks;
        if (_ends.Length < chunks * tiles)
            _ends = new int[chunks * tiles];
    }

    /// <summary>Notes where the tiles kept of one tile of components end.</summary>
    public void End(int chunk, int tile, int end) => _ends[chunk * tiles + tile] = end;

    /// <summary>Where those of one tile of components lie, for the rows of a chunk.</summary>
    public (int First, int Count) Of(int chunk, int tile)
    {
        int place = chunk * tiles + tile, first = place == 0 ? 0 : _ends[place - 1];
        return (first, _ends[place] - first);
    }
}
