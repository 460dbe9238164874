using System.Numerics;
using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// log p(x, k) = baseline_k + sum over the row's codes of table[code][k], with
/// baseline_k = log pi_k + sum_d log p(usual value of column d | k) and table[code] the log-odds, summed over the pattern's bits, of the
/// unusual value against the usual one. Tables of one tile lie together, so that they stay in the second-level cache while many
/// rows pass.
/// </summary>
internal sealed unsafe class LogOddsTables<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Stands for log 0 in padding and dead components: exp of it is zero, and unlike minus infinity it takes part in
    // subtractions without making a NaN.
    private const double LogZero = -1e30;

    private readonly BitCodes _codes;
    private readonly LaneLayout _layout;
    private readonly AlignedBuffer<T> _tables;
    private readonly AlignedBuffer<T> _baseline;
    private readonly double[] _logPriorOfTile;
    private readonly double[] _largestOfTile;

    public LogOddsTables(BitCodes codes, LaneLayout layout)
    {
        _codes = codes;
        _layout = layout;
        _tables = new AlignedBuffer<T>(layout.Tiles * TileLength);
        _baseline = new AlignedBuffer<T>(layout.Lanes);
        _logPriorOfTile = new double[layout.Tiles];
        _largestOfTile = new double[layout.Tiles];
    }

    /// <summary>Elements in the tables of one tile.</summary>
    public long TileLength => (long)_codes.Groups * BitCodes.Patterns * _layout.TileLanes;

    /// <summary>The largest magnitude of a baseline: sums start there, so it bounds what rounding can do to them.</summary>
    public double LargestBaseline => _largestOfTile.Max();

    public T* Baseline => _baseline.Pointer;

    public T* Tile(int tile) => _tables.Pointer + tile * TileLength;

    /// <summary>Fills the tables, and returns the log-density (up to its constant) of the means under the prior.</summary>
    public double Build(LaneParameters parameters, MeanPrior prior, ThreadTeam team)
    {
        team.Run(_layout.Tiles, tile => BuildTile(parameters, prior, tile));
        return _logPriorOfTile.Sum();
    }

    public void Dispose()
    {
        _tables.Dispose();
        _baseline.Dispose();
    }

    private void BuildTile(LaneParameters parameters, MeanPrior prior, int tile)
    {
        int lanes = _layout.TileLanes, firstLane = tile * lanes;
        int used = Math.Min(lanes, _layout.Components - firstLane);
        const int bits = BitCodes.GroupBits;
        var logOne = new double[bits * lanes];
        var logZero = new double[bits * lanes];
        var logit = new T[bits * lanes];
        var baseline = new double[lanes];
        double logPrior = 0;

        for (int lane = 0; lane < lanes; lane++)
        {
            double weight = parameters.Weights[firstLane + lane];
            baseline[lane] = weight > 0 ? Math.Log(weight) : LogZero;
        }

        for (int group = 0; group < _codes.Groups; group++)
        {
            int firstColumn = group * bits, columns = Math.Min(bits, _codes.Columns - firstColumn);
            for (int j = 0; j < columns; j++)
            {
                parameters.Means.AsSpan((firstColumn + j) * _layout.Lanes + firstLane, lanes).CopyTo(logOne.AsSpan(j * lanes));
                TensorPrimitives.Subtract(1.0, logOne.AsSpan(j * lanes, lanes), logZero.AsSpan(j * lanes, lanes));
            }
            Elementwise.Log(logOne.AsSpan(0, columns * lanes), logOne);
            Elementwise.Log(logZero.AsSpan(0, columns * lanes), logZero);

            for (int j = 0; j < columns; j++)
            {
                Span<double> one = logOne.AsSpan(j * lanes, lanes), zero = logZero.AsSpan(j * lanes, lanes);
                if (prior.Strength > 0)
                {
                    double mean = prior.ColumnMeans[firstColumn + j];
                    for (int lane = 0; lane < used; lane++)
                        logPrior += prior.Strength * (mean * one[lane] + (1 - mean) * zero[lane]);
                }
                bool flipped = _codes.IsFlipped(firstColumn + j);
                Span<double> usual = flipped ? one : zero, unusual = flipped ? zero : one;
                TensorPrimitives.Add(baseline, usual, baseline);
                TensorPrimitives.Subtract(unusual, usual, unusual);
                TensorPrimitives.ConvertTruncating<double, T>(unusual, logit.AsSpan(j * lanes, lanes));
            }

            // Every pattern is a smaller one with its lowest bit added. Pattern 0 stays zero; so do bits past the last column.
            var table = _tables.Span(tile * TileLength + (long)group * BitCodes.Patterns * lanes, BitCodes.Patterns * lanes);
            for (int pattern = 1; pattern < BitCodes.Patterns; pattern++)
            {
                int bit = BitOperations.TrailingZeroCount(pattern), rest = pattern & (pattern - 1);
                if (bit < columns)
                    TensorPrimitives.Add(table.Slice(rest * lanes, lanes), logit.AsSpan(bit * lanes, lanes), table.Slice(pattern * lanes, lanes));
            }
        }

        // Padding: no weight, so LogZero, whatever the means there contribute.
        baseline.AsSpan(used).Fill(LogZero);
        _largestOfTile[tile] = baseline.Where(value => value > LogZero / 2).Select(Math.Abs).DefaultIfEmpty().Max();
        TensorPrimitives.ConvertTruncating<double, T>(baseline, _baseline.Span(firstLane, lanes));
        _logPriorOfTile[tile] = logPrior;
    }
}
