using System.Numerics;
using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// One pass over the data: responsibilities r_nk = p(k | x_n) of every row (E-step), and the expected counts that the M-step needs. The data are
/// taken in waves, of each of which parts are scored in parallel (<see cref="PartScorer{T}"/>), then tiles of components counted in parallel
/// (<see cref="WaveCounter{T}"/>). The result is the same bits for any number of threads and of ranks.
/// </summary>
internal sealed class ExpectationPass<T> : IPartitionedWork, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Parts of a batch of stepwise EM: enough rows for the tables, built anew for each, to be worth their making.
    private const int BatchParts = 4;

    // Parts of a unit at the most. A block of images then has eight: enough for two to four ranks to have about the same number, and few enough
    // for adding up the tables after each to cost little.
    private const int UnitParts = 4;

    // No row is less likely than this many nats a bit (means are bounded) and for its component's weight (which is no less than the smallest double).
    private const double NatsPerBit = 24, NatsOfWeight = 1000;

    private readonly BitCodes _codes;
    private readonly LaneLayout _layout;
    private readonly ThreadTeam _team;
    private readonly ScoreTables<T> _tables;
    private readonly PartScorer<T>?[] _scorers;
    private readonly Wave<T> _wave;
    private readonly WaveCounter<T> _counter;
    private readonly ICollective _ranks;
    private readonly Shard _shard;
    private readonly ExactSum _exact, _exactRest;
    private readonly List<Range> _units = [];
    private double[]? _logProb, _responsibilities;

    /// <summary>Prepares a pass.</summary>
    /// <param name="codes">The data; disposed with the pass.</param>
    /// <param name="layout">How components lie.</param>
    /// <param name="team">Who works.</param>
    /// <param name="ranks">The processes that share the rows of an E-step; null for this one alone.</param>
    public ExpectationPass(BitCodes codes, LaneLayout layout, ThreadTeam team, ICollective? ranks = null)
    {
        _ranks = ranks ?? SingleProcess.Instance;
        _shard = new Shard(_ranks.Rank, _ranks.Size);
        _exact = new ExactSum(codes.TotalWeight * (codes.Columns * NatsPerBit + NatsOfWeight));
        _exactRest = new ExactSum(_exact.Quantum * Math.Max(1, codes.Rows));
        (_codes, _layout, _team) = (codes, layout, team);
        _tables = new ScoreTables<T>(codes.Book, layout);
        _scorers = new PartScorer<T>?[team.Size];
        _wave = new Wave<T>(layout);
        _counter = new WaveCounter<T>(codes, layout, team, _wave);
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
        foreach (var block in Scored(scores, logProb: true, responsibilities: false, shared: true))
            block.InOrder(_logProb!, result.AsSpan(block.FirstRow), 1);
        // Every row has one figure and otherwise zeros.
        _ranks.AllReduceSum(result.AsSpan());
        return result;
    }

    /// <summary>The same, a block of rows after another.</summary>
    public IEnumerable<double[]> LogProbs(BitScores scores)
    {
        foreach (var block in Scored(scores, logProb: true, responsibilities: false, shared: false))
        {
            var result = new double[block.Place.Length];
            block.InOrder(_logProb!, result, 1);
            yield return result;
        }
    }

    /// <summary>p(k | x_n). Shape [rows, components].</summary>
    public double[] Responsibilities(BitScores scores)
    {
        int components = _layout.Components;
        var result = new double[checked(_codes.Rows * components)];
        foreach (var block in Scored(scores, logProb: false, responsibilities: true, shared: false))
            block.InOrder(_responsibilities!, result.AsSpan(block.FirstRow * components), components);
        return result;
    }

    /// <summary>Both, a block of rows after another.</summary>
    public IEnumerable<BlockPosteriors> Posteriors(BitScores scores)
    {
        int components = _layout.Components;
        foreach (var block in Scored(scores, logProb: true, responsibilities: true, shared: false))
        {
            var result = new BlockPosteriors(block.FirstRow, new double[block.Place.Length], new double[block.Place.Length * components]);
            block.InOrder(_logProb!, result.LogProb, 1);
            block.InOrder(_responsibilities!, result.Responsibilities, components);
            yield return result;
        }
    }

    /// <summary>Scores one part of the wave.</summary>
    public void Execute(int part, int worker)
    {
        var scorer = _scorers[worker] ??= new PartScorer<T>(_layout, _tables);
        if (PassKernels.AreWide)
            scorer.Score<Tile512<T>>(_wave, part, _logProb, _responsibilities);
        else
            scorer.Score<Tile256<T>>(_wave, part, _logProb, _responsibilities);
    }

    public void Dispose()
    {
        _codes.Dispose();
        _tables.Dispose();
        _wave.Dispose();
        _counter.Dispose();
        foreach (var scorer in _scorers)
            scorer?.Dispose();
    }

    // The blocks, each when its rows have been scored. Shared: each rank takes those whose middle lies on its stretch.
    private IEnumerable<BitCodes.Block> Scored(BitScores scores, bool logProb, bool responsibilities, bool shared)
    {
        _tables.Build(scores, _team);
        try
        {
            foreach (var block in shared ? _codes.BlocksOf(_shard) : _codes.Blocks)
            {
                if (shared && !_shard.Owns(block.FirstRow, block.Place.Length, 0, 1, _codes.Rows))
                    continue;
                _logProb = logProb ? new double[block.Rows] : null;
                _responsibilities = responsibilities ? new double[checked(block.Rows * _layout.Components)] : null;
                foreach (var wave in Waves(block.Parts))
                    Score(wave);
                yield return block;
            }
        }
        finally
        {
            (_logProb, _responsibilities) = (null, null);
        }
    }

    // Units first to end of a block that has so many.
    private void AddStatistics(ArraySegment<BitCodes.Part> parts, int first, int end, int units, SufficientStatistics statistics)
    {
        while (first < end)
        {
            _units.Clear();
            int start = parts.Count * first / units, last = start;
            long rows = 0;
            for (; first < end; first++)
            {
                int next = (int)((long)parts.Count * (first + 1) / units);
                long more = 0;
                for (int part = last; part < next; part++)
                    more += parts[part].Rows;
                if (_units.Count > 0 && rows + more > _wave.MostRows)
                    break;
                _units.Add((last - start)..(next - start));
                (rows, last) = (rows + more, next);
            }
            Score(parts[start..last]);
            for (int part = 0; part < last - start; part++)
            {
                double sum = _wave.Kept(part).LogLikelihood, rounded = _exact.Round(sum);
                statistics.LogLikelihood += rounded;
                statistics.LogLikelihoodRest += _exactRest.Round(sum - rounded);
            }
            _counter.Count(_units, statistics);
        }
    }

    private IEnumerable<ArraySegment<BitCodes.Part>> Waves(ArraySegment<BitCodes.Part> parts)
    {
        for (int first = 0, end; first < parts.Count; first = end)
        {
            long rows = 0;
            for (end = first; end < parts.Count && (end == first || rows + parts[end].Rows <= _wave.MostRows); end++)
                rows += parts[end].Rows;
            yield return parts.Slice(first, end - first);
        }
    }

    private void Score(ArraySegment<BitCodes.Part> parts)
    {
        _wave.Begin(parts);
        _team.Run(parts.Count, this);
    }

    // sum r x = sum r - sum r (1 - x)
    private void Unflip(SufficientStatistics statistics)
    {
        int lanes = _layout.TileLanes;
        for (int tile = 0; tile < _layout.Tiles; tile++)
        {
            foreach (int column in _codes.Book.Flipped)
            {
                var ones = statistics.Ones.Lanes(tile, column, 1);
                TensorPrimitives.Subtract(statistics.Counts.Slice(tile * lanes, lanes), ones, ones);
            }
        }
    }
}
