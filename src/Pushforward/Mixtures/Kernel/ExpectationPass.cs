using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// One pass over the data: responsibilities r_nk = p(k | x_n) of every row (E-step), and the expected counts that the M-step needs. The data are
/// taken in waves. Of each, parts of rows are scored in parallel, tile of components by tile; then tiles are counted in parallel, each from
/// the rows that have any responsibility in it. Counts of a unit, a few parts of one block, are rounded so that further sums are exact: the result is the
/// same bits for any number of threads and, a unit being counted by one of them, of ranks.
/// </summary>
/// <remarks>
/// Where all components of a tile are less than 2^-25 times as probable as the row's best, they get no responsibility (in double precision: where
/// e^-745 rounds to zero). EM with responsibilities so restricted still climbs, namely the bound of Neal &amp; Hinton (1998), which then lies below
/// the log-likelihood by at most K 2^-25 nats a row: less than single precision resolves. Late in a fit nearly all tiles of a row are left out.
/// </remarks>
internal sealed unsafe class ExpectationPass<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Bytes of responsibilities of a wave at the most, if none were left out.
    private const long WaveBytes = 64 << 20;

    // Tiles times segments of rows that are counted in parallel.
    private const int CountingParts = 8;

    // Parts of a batch of stepwise EM: enough rows for the tables, built anew for each, to be worth their making.
    private const int BatchParts = 4;

    // Parts of a unit at the most. A block of images then has eight: enough for two to four ranks to have about the same number, and few enough
    // for folding the tables after each to cost little.
    private const int UnitParts = 4;

    // No row is less likely than this many nats a bit (means are bounded) and for its component's weight (which is no less than the smallest double).
    private const double NatsPerBit = 24, NatsOfWeight = 1000;

    private static readonly T Reach = typeof(T) == typeof(float) ? T.CreateTruncating(25 * 0.69314718) : T.CreateTruncating(745);

    private readonly BitCodes _codes;
    private readonly LaneLayout _layout;
    private readonly ThreadTeam _team;
    private readonly ScoreTables<T> _tables;
    private readonly Scratch?[] _scratch;
    private readonly CountTable<T>?[] _countTables;
    private readonly PartWork _scoring, _counting;
    private readonly ICollective _ranks;
    private readonly Shard _shard;
    private readonly ExactSum _exactCount, _exactCountRest, _exactLogLikelihood, _exactRest;
    private SufficientStatistics[] _segments = [];

    // The wave under way: its parts, and what is kept of each. Tiles kept lie part after part and, within a part, tile after tile.
    private ArraySegment<BitCodes.Part> _parts;
    private readonly List<Range> _units = [];
    private Kept[] _kept = [];
    private AlignedBuffer<T>? _tiles;
    private AlignedBuffer<int>? _keptRows;
    private SufficientStatistics[] _targets = [];
    private double[]? _logProb, _responsibilities;

    /// <summary>Prepares a pass.</summary>
    /// <param name="codes">The data.</param>
    /// <param name="layout">How components lie.</param>
    /// <param name="team">Who works.</param>
    /// <param name="ranks">The processes that share the rows of an E-step; null for this one alone.</param>
    public ExpectationPass(BitCodes codes, LaneLayout layout, ThreadTeam team, ICollective? ranks = null)
    {
        _ranks = ranks ?? SingleProcess.Instance;
        _shard = new Shard(_ranks.Rank, _ranks.Size);
        _exactCount = new ExactSum(codes.TotalWeight);
        _exactCountRest = new ExactSum(_exactCount.Quantum * Math.Max(1, codes.Rows));
        _exactLogLikelihood = new ExactSum(codes.TotalWeight * (codes.Columns * NatsPerBit + NatsOfWeight));
        _exactRest = new ExactSum(_exactLogLikelihood.Quantum * Math.Max(1, codes.Rows));
        (_codes, _layout, _team) = (codes, layout, team);
        _tables = new ScoreTables<T>(codes.Book, layout);
        _scratch = new Scratch?[team.Size];
        _countTables = new CountTable<T>?[team.Size];
        bool wide = Vector512.IsHardwareAccelerated && KernelSelection.Current == InstructionSet.Avx512;
        _scoring = wide ? new PartWork(ScorePart<Tile512<T>>) : new PartWork(ScorePart<Tile256<T>>);
        _counting = wide ? new PartWork(CountPart<Tile512<T>>) : new PartWork(CountPart<Tile256<T>>);
    }

    /// <summary>The largest magnitude from which the sums of the last call started; rounding is relative to it.</summary>
    public double LargestBaseline => _tables.LargestBaseline;

    /// <summary>E-step: fills <paramref name="statistics"/>.</summary>
    /// <param name="scores">The model.</param>
    /// <param name="statistics">Filled with what all ranks counted together.</param>
    /// <param name="stopping">Whether this rank was asked to stop, which the statistics then tell all of them.</param>
    public void Expect(BitScores scores, SufficientStatistics statistics, bool stopping = false)
    {
        _tables.Build(scores, _team);
        statistics.Clear();
        foreach (var block in _codes.BlocksOf(_shard))
        {
            int units = (block.Parts.Length + UnitParts - 1) / UnitParts;
            for (int first = 0, end; first < units; first = end)
            {
                for (end = first; end < units && _shard.Owns(block.FirstRow, block.Place.Length, end, units, _codes.Rows); end++)
                {
                }
                AddStatistics(block.Parts, first, end, units, statistics);
                end += end == first ? 1 : 0;
            }
        }
        statistics.AllReduce(_ranks, stopping);
        Unflip(statistics);
    }

    /// <summary>E-step batch by batch, for stepwise EM: fills <paramref name="statistics"/> from some thousand rows, then lets the scores be changed.</summary>
    public void ExpectBatches(BitScores scores, SufficientStatistics statistics, Action afterBatch)
    {
        foreach (var block in _codes.Blocks)
        {
            for (int first = 0; first < block.Parts.Length; first += BatchParts)
            {
                _tables.Build(scores, _team);
                statistics.Clear();
                // Every rank walks every batch: the scores change after each.
                var batch = new ArraySegment<BitCodes.Part>(block.Parts, first, Math.Min(BatchParts, block.Parts.Length - first));
                AddStatistics(batch, 0, 1, 1, statistics);
                statistics.Settle();
                Unflip(statistics);
                afterBatch();
            }
        }
    }

    /// <summary>log p(x_n) of every row.</summary>
    public double[] LogProb(BitScores scores)
    {
        var result = new double[_codes.Rows];
        PerBlock(scores, block => _logProb = new double[block.Rows], block =>
        {
            for (int row = 0; row < block.Place.Length; row++)
                result[block.FirstRow + row] = _logProb![block.Place[row]];
        }, shared: true);
        // Every row has one figure and otherwise zeros.
        _ranks.AllReduceSum(result.AsSpan());
        _logProb = null;
        return result;
    }

    /// <summary>p(k | x_n). Shape [rows, components].</summary>
    public double[] Responsibilities(BitScores scores)
    {
        int components = _layout.Components;
        var result = new double[checked(_codes.Rows * components)];
        PerBlock(scores, block => _responsibilities = new double[checked(block.Rows * components)], block =>
        {
            for (int row = 0; row < block.Place.Length; row++)
                _responsibilities.AsSpan(block.Place[row] * components, components).CopyTo(result.AsSpan((block.FirstRow + row) * components));
        });
        _responsibilities = null;
        return result;
    }

    public void Dispose()
    {
        _tables.Dispose();
        _tiles?.Dispose();
        _keptRows?.Dispose();
        foreach (var table in _countTables)
            table?.Dispose();
        foreach (var scratch in _scratch)
            scratch?.Dispose();
    }

    // Shared: each rank takes the blocks whose middle lies on its stretch.
    private void PerBlock(BitScores scores, Action<BitCodes.Block> before, Action<BitCodes.Block> after, bool shared = false)
    {
        _tables.Build(scores, _team);
        foreach (var block in shared ? _codes.BlocksOf(_shard) : _codes.Blocks)
        {
            if (shared && !_shard.Owns(block.FirstRow, block.Place.Length, 0, 1, _codes.Rows))
                continue;
            before(block);
            foreach (var wave in Waves(block.Parts))
                Score(wave);
            after(block);
        }
    }

    // Units first to end of a block that has so many.
    private void AddStatistics(ArraySegment<BitCodes.Part> parts, int first, int end, int units, SufficientStatistics statistics)
    {
        while (first < end)
        {
            _units.Clear();
            int start = parts.Count * first / units, last = start;
            long rows = 0, most = WaveBytes / ((long)_layout.Tiles * LaneLayout.TileBytes);
            for (; first < end; first++)
            {
                int next = (int)((long)parts.Count * (first + 1) / units);
                long more = 0;
                for (int part = last; part < next; part++)
                    more += parts[part].Rows;
                if (_units.Count > 0 && rows + more > most)
                    break;
                _units.Add((last - start)..(next - start));
                (rows, last) = (rows + more, next);
            }
            Score(parts[start..last]);
            for (int part = 0; part < last - start; part++)
            {
                double sum = _kept[part].LogLikelihood, rounded = _exactLogLikelihood.Round(sum);
                statistics.LogLikelihood += rounded;
                statistics.LogLikelihoodRest += _exactRest.Round(sum - rounded);
            }
            Count(statistics);
        }
    }

    private IEnumerable<ArraySegment<BitCodes.Part>> Waves(ArraySegment<BitCodes.Part> parts)
    {
        long rowBytes = (long)_layout.Tiles * LaneLayout.TileBytes;
        for (int first = 0, end; first < parts.Count; first = end)
        {
            long rows = 0;
            for (end = first; end < parts.Count && (end == first || (rows + parts[end].Rows) * rowBytes <= WaveBytes); end++)
                rows += parts[end].Rows;
            yield return parts.Slice(first, end - first);
        }
    }

    private void Score(ArraySegment<BitCodes.Part> wave)
    {
        _parts = wave;
        if (_kept.Length < wave.Count)
            _kept = [.. Enumerable.Range(0, wave.Count).Select(_ => new Kept(_layout.Tiles))];
        long tiles = 0;
        for (int part = 0; part < wave.Count; part++)
        {
            _kept[part].Offset = tiles;
            // Scoring writes one tile past those it keeps.
            tiles += (long)wave[part].Rows * _layout.Tiles + 1;
        }
        if (_tiles is null || _tiles.Length < tiles * _layout.TileLanes)
        {
            _tiles?.Dispose();
            _keptRows?.Dispose();
            _tiles = AlignedBuffer<T>.Uninitialized(tiles * _layout.TileLanes);
            _keptRows = AlignedBuffer<int>.Uninitialized(tiles);
        }
        _team.Run(wave.Count, _scoring);
    }

    private void ScorePart<TTile>(int index, int worker)
        where TTile : struct, ITile<TTile, T>
    {
        var part = _parts[index];
        var kept = _kept[index];
        var scratch = _scratch[worker] ??= new Scratch(BitCodes.MaximumPartRows);
        T* tiles = _tiles!.Pointer + kept.Offset * _layout.TileLanes;
        int* keptRows = _keptRows!.Pointer + kept.Offset;
        int lanes = _layout.TileLanes;

        T* best = scratch.Best.Pointer;
        scratch.Best.Span(0, part.Rows).Fill(T.NegativeInfinity);
        int count = 0;
        fixed (uint* codes = part.Codes)
        fixed (int* starts = part.Starts)
        {
            for (int tile = 0; tile < _layout.Tiles; tile++)
            {
                kept.TileStarts[tile] = count;
                count += TileWalk<T, TTile>.Score(
                    _tables.Tile(tile), codes, starts, part.Rows, _tables.Baseline(tile), best, Reach, tiles + (nint)count * lanes, keptRows + count);
            }
            kept.TileStarts[^1] = count;
        }

        // Log-sum-exp of each row: relative to the best score, which is now known.
        count = 0;
        for (int tile = 0; tile < _layout.Tiles; tile++)
        {
            int first = kept.TileStarts[tile], candidates = kept.TileStarts[tile + 1] - first;
            kept.TileStarts[tile] = count;
            count += TileWalk<T, TTile>.Relate(
                tiles + (nint)first * lanes, keptRows + first, candidates, best, Reach, tiles + (nint)count * lanes, keptRows + count);
        }
        kept.TileStarts[^1] = count;
        Exp(new Span<T>(tiles, checked(count * lanes)));
        double* sums = scratch.Sums.Pointer;
        scratch.Sums.Span(0, part.Rows).Clear();
        TileWalk<T, TTile>.SumLanes(tiles, keptRows, count, sums);

        double logLikelihood = 0;
        for (int row = 0; row < part.Rows; row++)
        {
            double weight = part.Weights?[row] ?? 1, logProb = double.CreateTruncating(best[row]) + Math.Log(sums[row]);
            logLikelihood += weight * logProb;
            scratch.Factors.Pointer[row] = T.CreateTruncating(weight / sums[row]);
            if (_logProb is not null)
                _logProb[part.FirstRow + row] = logProb;
        }
        kept.LogLikelihood = logLikelihood;
        if (_responsibilities is not null)
            StoreResponsibilities(part, kept, tiles, keptRows, sums);
        else
            TileWalk<T, TTile>.Scale(tiles, keptRows, count, scratch.Factors.Pointer);
    }

    private void StoreResponsibilities(BitCodes.Part part, Kept kept, T* tiles, int* keptRows, double* sums)
    {
        int lanes = _layout.TileLanes, components = _layout.Components;
        for (int tile = 0; tile < _layout.Tiles; tile++)
        {
            int used = Math.Min(lanes, components - tile * lanes);
            for (int i = kept.TileStarts[tile]; i < kept.TileStarts[tile + 1]; i++)
            {
                var row = _responsibilities.AsSpan((part.FirstRow + keptRows[i]) * components + tile * lanes, used);
                TensorPrimitives.ConvertTruncating<T, double>(new Span<T>(tiles + (nint)i * lanes, used), row);
                TensorPrimitives.Divide(row, sums[keptRows[i]], row);
            }
        }
    }

    // Not TensorPrimitives.Exp: its last bits depend on how far the runtime has optimised it by the time of the call.
    private static void Exp(Span<T> values)
    {
        if (typeof(T) == typeof(float))
        {
            var single = MemoryMarshal.Cast<T, float>(values);
            Elementwise.Exp(single, single);
        }
        else
        {
            var exact = MemoryMarshal.Cast<T, double>(values);
            Elementwise.Exp(exact, exact);
        }
    }

    private void Count(SufficientStatistics statistics)
    {
        // With many tiles there is work enough for all threads; with few, each is counted in several segments.
        int segments = Math.Clamp(CountingParts / _layout.Tiles, 1, _units.Count);
        if (segments == 1)
        {
            _targets = [statistics];
        }
        else
        {
            if (_segments.Length < segments || _segments[0].OnesRest is null != statistics.OnesRest is null)
                _segments = [.. Enumerable.Range(0, segments).Select(_ => new SufficientStatistics(_codes.Columns, _layout.Lanes, statistics.OnesRest is not null))];
            _targets = _segments[..segments];
            foreach (var target in _targets)
                target.Clear();
        }
        _team.Run(segments * _layout.Tiles, _counting);
        if (segments > 1)
        {
            foreach (var target in _targets)
                statistics.Add(target);
        }
    }

    private void CountPart<TTile>(int index, int worker)
        where TTile : struct, ITile<TTile, T>
    {
        int segment = index / _layout.Tiles, tile = index % _layout.Tiles, lanes = _layout.TileLanes;
        var table = _countTables[worker] ??= new CountTable<T>(_codes.Book, _layout);
        int end = (int)((long)_units.Count * (segment + 1) / _targets.Length);
        for (int unit = (int)((long)_units.Count * segment / _targets.Length); unit < end; unit++)
        {
            int counted = 0;
            for (int p = _units[unit].Start.Value; p < _units[unit].End.Value; p++)
            {
                var (part, kept) = (_parts[p], _kept[p]);
                int first = kept.TileStarts[tile], count = kept.TileStarts[tile + 1] - first;
                if (count == 0)
                    continue;
                T* tiles = _tiles!.Pointer + (kept.Offset + first) * lanes;
                table.Count(tiles, count);
                fixed (uint* codes = part.Codes)
                fixed (int* starts = part.Starts, ends = part.Ends)
                    TileWalk<T, TTile>.Scatter(table.ByWord.Pointer, codes, starts, ends, tiles, _keptRows!.Pointer + kept.Offset + first, count);
                counted += count;
            }
            if (counted == 0)
                continue;
            table.Fold();
            table.MoveTo(_targets[segment], tile, _layout.Lanes, _exactCount, _exactCountRest);
        }
    }

    // sum r x = sum r - sum r (1 - x)
    private void Unflip(SufficientStatistics statistics)
    {
        for (int column = 0; column < _codes.Columns; column++)
        {
            if (!_codes.Book.IsFlipped(column))
                continue;
            var ones = statistics.Ones.AsSpan(column * _layout.Lanes, _layout.Lanes);
            TensorPrimitives.Subtract(statistics.Counts, ones, ones);
        }
    }

    /// <summary>What is kept of a part: the tiles in which a row has responsibility.</summary>
    private sealed class Kept(int tiles)
    {
        /// <summary>Where the part's tiles begin in the wave's.</summary>
        public long Offset { get; set; }

        /// <summary>Where each tile of components begins among the part's, and where the last ends.</summary>
        public int[] TileStarts { get; } = new int[tiles + 1];

        public double LogLikelihood { get; set; }
    }

    /// <summary>A method as work for a team; a delegate with a worker's number.</summary>
    private sealed class PartWork(Action<int, int> execute) : IPartitionedWork
    {
        public void Execute(int part, int worker) => execute(part, worker);
    }

    /// <summary>What one worker writes on.</summary>
    private sealed class Scratch(int rows) : IDisposable
    {
        public AlignedBuffer<T> Best { get; } = new(rows);

        public AlignedBuffer<T> Factors { get; } = new(rows);

        public AlignedBuffer<double> Sums { get; } = new(rows);

        public void Dispose()
        {
            Best.Dispose();
            Factors.Dispose();
            Sums.Dispose();
        }
    }
}
