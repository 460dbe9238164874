using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// One walk over the data: responsibilities r_nk = p(k | x_n) of every row (E-step) and, in the same walk while they are in cache, the
/// expected counts the M-step needs. Shards of rows run in parallel; their statistics are added in shard order, so the result is the same
/// bits for any number of threads.
/// </summary>
internal sealed unsafe class ExpectationPass<T> : IPartitionedWork, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Rows in a block: their sums, and a tile's tables, share the second-level cache.
    private const int BlockRows = 512;

    // Shards whose statistics are held at once before they are added up: bounds memory, and never depends on the thread count.
    private const int ShardsPerWave = 16;

    // Where no responsibility of a row within a tile exceeds this, the row adds nothing to the tile's counts. In single precision
    // it is below the rounding of the counts; in double precision only exact zeros are dropped.
    private static readonly T NegligibleResponsibility = typeof(T) == typeof(float) ? T.CreateTruncating(1e-9) : T.Zero;

    private readonly BitCodes _codes;
    private readonly LaneLayout _layout;
    private readonly ThreadTeam _team;
    private readonly LogOddsTables<T> _tables;
    private readonly Scratch?[] _scratch;
    private SufficientStatistics[] _wave = [];
    private int _waveStart;
    private Output _output;
    private double[]? _perRow;

    /// <summary>Prepares a pass.</summary>
    /// <param name="codes">The data.</param>
    /// <param name="layout">How components lie.</param>
    /// <param name="team">Who works.</param>
    public ExpectationPass(BitCodes codes, LaneLayout layout, ThreadTeam team)
    {
        (_codes, _layout, _team) = (codes, layout, team);
        _tables = new LogOddsTables<T>(codes, layout);
        _scratch = new Scratch?[team.Size];
    }

    private enum Output
    {
        Statistics,
        LogProb,
        Responsibilities,
    }

    /// <summary>The largest magnitude from which the sums of the last call started; rounding is relative to it.</summary>
    public double LargestBaseline => _tables.LargestBaseline;

    /// <summary>E-step: fills <paramref name="statistics"/>.</summary>
    public void Expect(BitScores scores, SufficientStatistics statistics)
    {
        _tables.Build(scores, _team);
        _output = Output.Statistics;
        if (_wave.Length == 0)
        {
            _wave = new SufficientStatistics[Math.Min(ShardsPerWave, _codes.Shards.Length)];
            for (int i = 0; i < _wave.Length; i++)
                _wave[i] = new SufficientStatistics(_codes.Columns, _layout.Lanes);
        }

        statistics.Clear();
        for (_waveStart = 0; _waveStart < _codes.Shards.Length; _waveStart += ShardsPerWave)
        {
            int shards = Math.Min(ShardsPerWave, _codes.Shards.Length - _waveStart);
            _team.Run(shards, this);
            for (int i = 0; i < shards; i++)
                statistics.Add(_wave[i]);
        }
        Unflip(statistics);
    }

    /// <summary>log p(x_n) of every row.</summary>
    public double[] LogProb(BitScores scores) => PerRow(scores, Output.LogProb, new double[_codes.Rows]);

    /// <summary>p(k | x_n). Shape [rows, components].</summary>
    public double[] Responsibilities(BitScores scores) =>
        PerRow(scores, Output.Responsibilities, new double[checked(_codes.Rows * _layout.Components)]);

    public void Dispose()
    {
        _tables.Dispose();
        foreach (var scratch in _scratch)
            scratch?.Dispose();
    }

    void IPartitionedWork.Execute(int part, int worker)
    {
        var scratch = _scratch[worker] ??= new Scratch(_layout, _layout.Tiles * _tables.TileLength);
        var shard = _codes.Shards[_waveStart + part];
        var statistics = _output == Output.Statistics ? _wave[part] : null;
        statistics?.Clear();
        fixed (uint* codes = shard.Codes)
        fixed (int* starts = shard.Starts)
        {
            for (int row = 0; row < shard.Rows; row += BlockRows)
            {
                int rows = Math.Min(BlockRows, shard.Rows - row);
                for (int tile = 0; tile < _layout.Tiles; tile++)
                {
                    int lane = tile * _layout.TileLanes;
                    TileWalk<T>.Sum(
                        _tables.Tile(tile), _layout.TileBytes, codes, starts + row, rows,
                        _tables.Baseline + lane, scratch.Joint.Pointer + lane, _layout.Lanes);
                }
                Normalize(scratch, shard.FirstRow + row, rows, statistics);
                if (statistics is not null)
                    Accumulate(scratch, codes, starts + row, rows, statistics);
            }
        }
        if (statistics is not null)
            Fold(scratch, statistics);
    }

    // sum r x = sum r - sum r (1 - x)
    private void Unflip(SufficientStatistics statistics)
    {
        for (int column = 0; column < _codes.Columns; column++)
        {
            if (!_codes.IsFlipped(column))
                continue;
            var ones = statistics.Ones.AsSpan(column * _layout.Lanes, _layout.Lanes);
            TensorPrimitives.Subtract(statistics.Counts, ones, ones);
        }
    }

    private double[] PerRow(BitScores scores, Output output, double[] result)
    {
        _tables.Build(scores, _team);
        (_output, _perRow, _waveStart) = (output, result, 0);
        _team.Run(_codes.Shards.Length, this);
        _perRow = null;
        return result;
    }

    /// <summary>Turns log p(x, k) into responsibilities in place, by the log-sum-exp of each row, which is its log p(x).</summary>
    private void Normalize(Scratch scratch, int firstRow, int rows, SufficientStatistics? statistics)
    {
        int lanes = _layout.Lanes;
        var joint = scratch.Joint.Span(0, rows * lanes);
        for (int row = 0; row < rows; row++)
        {
            var lane = joint.Slice(row * lanes, lanes);
            T max = TensorPrimitives.Max<T>(lane);
            scratch.Max[row] = max;
            TensorPrimitives.Subtract(lane, max, lane);
        }
        Exp(joint);
        for (int row = 0; row < rows; row++)
        {
            var lane = joint.Slice(row * lanes, lanes);
            double sum = double.CreateTruncating(Sum(lane));
            double logProb = double.CreateTruncating(scratch.Max[row]) + Math.Log(sum);
            double weight = _codes.RowWeights?[firstRow + row] ?? 1;
            if (_output == Output.LogProb)
                _perRow![firstRow + row] = logProb;
            else
                TensorPrimitives.Multiply(lane, T.CreateTruncating(weight / sum), lane);
            if (statistics is not null)
                statistics.LogLikelihood += weight * logProb;
            if (_output == Output.Responsibilities)
                TensorPrimitives.ConvertTruncating<T, double>(lane[.._layout.Components], _perRow.AsSpan((firstRow + row) * _layout.Components));
        }
    }

    // The order of additions is fixed here, eight or four chains that are joined in the end, whatever vectors the processor has.
    private static T Sum(ReadOnlySpan<T> lanes)
    {
        var chains = Vector256<T>.Zero;
        for (int lane = 0; lane < lanes.Length; lane += Vector256<T>.Count)
            chains += Vector256.Create(lanes.Slice(lane, Vector256<T>.Count));
        T sum = T.Zero;
        for (int chain = 0; chain < Vector256<T>.Count; chain++)
            sum += chains[chain];
        return sum;
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

    private void Accumulate(Scratch scratch, uint* codes, int* starts, int rows, SufficientStatistics statistics)
    {
        int lanes = _layout.Lanes;
        Span<T> counts = scratch.Counts;
        counts.Clear();
        for (int row = 0; row < rows; row++)
            TensorPrimitives.Add(counts, scratch.Joint.Span(row * lanes, lanes), counts);
        for (int k = 0; k < lanes; k++)
            statistics.Counts[k] += double.CreateTruncating(counts[k]);

        for (int tile = 0; tile < _layout.Tiles; tile++)
        {
            int lane = tile * _layout.TileLanes;
            bool* keep = scratch.Keep.Pointer;
            for (int row = 0; row < rows; row++)
                keep[row] = TensorPrimitives.Max<T>(scratch.Joint.Span(row * lanes + lane, _layout.TileLanes)) > NegligibleResponsibility;
            TileWalk<T>.Scatter(
                scratch.Tables.Pointer + tile * _tables.TileLength, _layout.TileBytes, codes, starts, rows,
                scratch.Joint.Pointer + lane, lanes, keep);
        }
    }

    /// <summary>Turns counts by pattern into counts by column, S_dk = sum over the patterns that contain bit d, and clears them.</summary>
    private void Fold(Scratch scratch, SufficientStatistics statistics)
    {
        int lanes = _layout.TileLanes;
        Span<T> sum = scratch.Counts.AsSpan(0, lanes);
        Span<double> wide = scratch.Wide;
        for (int tile = 0; tile < _layout.Tiles; tile++)
        {
            for (int column = 0; column < _codes.Columns; column++)
            {
                int group = column / BitCodes.GroupBits, bit = 1 << (column % BitCodes.GroupBits);
                var table = scratch.Tables.Span(tile * _tables.TileLength + (long)group * BitCodes.Patterns * lanes, BitCodes.Patterns * lanes);
                sum.Clear();
                for (int pattern = bit; pattern < BitCodes.Patterns; pattern++)
                {
                    if ((pattern & bit) != 0)
                        TensorPrimitives.Add(sum, table.Slice(pattern * lanes, lanes), sum);
                }
                TensorPrimitives.ConvertTruncating<T, double>(sum, wide);
                var ones = statistics.Ones.AsSpan(column * _layout.Lanes + tile * lanes, lanes);
                TensorPrimitives.Add(ones, wide, ones);
            }
        }
        scratch.Tables.Span(0, checked((int)scratch.Tables.Length)).Clear();
    }

    /// <summary>What one worker writes on.</summary>
    private sealed class Scratch(LaneLayout layout, long tableLength) : IDisposable
    {
        private AlignedBuffer<T>? _tables;

        /// <summary>log p(x, k), then responsibilities, of a block. Shape [BlockRows, lanes].</summary>
        public AlignedBuffer<T> Joint { get; } = new((long)BlockRows * layout.Lanes);

        /// <summary>Expected counts by code, for every tile.</summary>
        public AlignedBuffer<T> Tables => _tables ??= new AlignedBuffer<T>(tableLength);

        public AlignedBuffer<bool> Keep { get; } = new(BlockRows);

        public T[] Max { get; } = new T[BlockRows];

        public T[] Counts { get; } = new T[layout.Lanes];

        public double[] Wide { get; } = new double[layout.TileLanes];

        public void Dispose()
        {
            Joint.Dispose();
            _tables?.Dispose();
            Keep.Dispose();
        }
    }
}
