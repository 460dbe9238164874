using System.Numerics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// The expected counts of a wave: each tile of components from the rows that have any responsibility in it, tiles in parallel, and where they are few each in
/// several segments of the wave. Counts of a unit, a few parts, are rounded so that further sums are exact: any order, any number of threads and, a
/// unit being counted by one of them, of ranks gives the same bits.
/// </summary>
internal sealed unsafe class WaveCounter<T>(BitCodes codes, LaneLayout layout, ThreadTeam team, Wave<T> wave) : IPartitionedWork, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Tiles times segments that are counted in parallel.
    private const int CountingParts = 8;

    private readonly CountTable<T>?[] _tables = new CountTable<T>?[team.Size];
    private readonly ExactSum _exact = new(codes.TotalWeight);
    private readonly ExactSum _exactRest = new(new ExactSum(codes.TotalWeight).Quantum * Math.Max(1, codes.Rows));
    private IReadOnlyList<Range> _units = [];
    private SufficientStatistics[] _segments = [];
    private SufficientStatistics[] _targets = [];

    /// <summary>Adds the wave's counts to the statistics.</summary>
    /// <param name="units">The wave's parts by unit.</param>
    /// <param name="statistics">Added to.</param>
    public void Count(IReadOnlyList<Range> units, SufficientStatistics statistics)
    {
        _units = units;
        // With many tiles there is work enough for all threads; with few, each is counted in several segments.
        int segments = Math.Clamp(CountingParts / layout.Tiles, 1, units.Count);
        if (segments == 1)
        {
            _targets = [statistics];
        }
        else
        {
            if (_segments.Length < segments || _segments[0].OnesRest is null != statistics.OnesRest is null)
                _segments = [.. Enumerable.Range(0, segments).Select(_ => new SufficientStatistics(layout, codes.Columns, statistics.OnesRest is not null))];
            _targets = _segments[..segments];
            foreach (var target in _targets)
                target.Clear();
        }
        team.Run(segments * layout.Tiles, this);
        if (segments > 1)
        {
            foreach (var target in _targets)
                statistics.Add(target);
        }
    }

    /// <summary>Counts one tile in one segment.</summary>
    public void Execute(int part, int worker)
    {
        // Tiles in another order in every segment: the last, which is not full, then does not fall to one worker every time.
        int segment = part / layout.Tiles, tile = (part + segment) % layout.Tiles;
        if (PassKernels.AreWide)
            Count<Tile512<T>, Tile512<double>>(segment, tile, worker);
        else
            Count<Tile256<T>, Tile256<double>>(segment, tile, worker);
    }

    public void Dispose()
    {
        foreach (var table in _tables)
            table?.Dispose();
    }

    private void Count<TTile, TDouble>(int segment, int tile, int worker)
        where TTile : struct, ITile<TTile, T>
        where TDouble : struct, ITile<TDouble, double>
    {
        var table = _tables[worker] ??= new CountTable<T>(codes.Book, layout);
        int end = (int)((long)_units.Count * (segment + 1) / _targets.Length);
        for (int unit = (int)((long)_units.Count * segment / _targets.Length); unit < end; unit++)
        {
            bool any = false;
            for (int p = _units[unit].Start.Value; p < _units[unit].End.Value; p++)
                any |= Count<TTile, TDouble>(table, p, tile);
            if (any)
                table.MoveTo<TDouble>(_targets[segment], tile, _exact, _exactRest);
        }
    }

    private bool Count<TTile, TDouble>(CountTable<T> table, int index, int tile)
        where TTile : struct, ITile<TTile, T>
        where TDouble : struct, ITile<TDouble, double>
    {
        var (part, kept) = (wave.Parts[index], wave.Kept(index));
        bool any = false;
        fixed (uint* codes = part.Codes)
        fixed (int* starts = part.Starts, ends = part.Ends)
        {
            for (int chunk = 0; chunk < kept.Chunks; chunk++)
            {
                var (first, count) = kept.Of(chunk, tile);
                T* tiles = wave.Tiles(index) + (nint)first * layout.TileLanes;
                table.Count<TDouble>(tiles, count);
                TileWalk<T, TTile>.Scatter(table.ByWord.Pointer, codes, starts, ends, tiles, wave.Rows(index) + first, count);
                any |= count > 0;
            }
        }
        return any;
    }
}
