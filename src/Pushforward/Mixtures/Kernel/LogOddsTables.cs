using System.Numerics;
using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// log p(x, k) = baseline_k + sum over the row's codes of table[code][k]: <see cref="BitScores"/> summed over each pattern's bits, with flipped
/// columns moved into the baseline. Tables of one tile lie together, so that they stay in the second-level cache while many
/// rows pass.
/// </summary>
internal sealed unsafe class LogOddsTables<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BitCodes _codes;
    private readonly LaneLayout _layout;
    private readonly AlignedBuffer<T> _tables;
    private readonly AlignedBuffer<T> _baseline;
    private readonly double[] _largestOfTile;

    public LogOddsTables(BitCodes codes, LaneLayout layout)
    {
        _codes = codes;
        _layout = layout;
        _tables = new AlignedBuffer<T>(layout.Tiles * TileLength);
        _baseline = new AlignedBuffer<T>(layout.Lanes);
        _largestOfTile = new double[layout.Tiles];
    }

    /// <summary>Elements in the tables of one tile.</summary>
    public long TileLength => (long)_codes.Groups * BitCodes.Patterns * _layout.TileLanes;

    /// <summary>The largest magnitude of a baseline: sums start there, so it bounds what rounding can do to them.</summary>
    public double LargestBaseline => _largestOfTile.Max();

    public T* Baseline => _baseline.Pointer;

    public T* Tile(int tile) => _tables.Pointer + tile * TileLength;

    /// <summary>Fills the tables.</summary>
    public void Build(BitScores scores, ThreadTeam team) => team.Run(_layout.Tiles, tile => BuildTile(scores, tile));

    public void Dispose()
    {
        _tables.Dispose();
        _baseline.Dispose();
    }

    private void BuildTile(BitScores scores, int tile)
    {
        int lanes = _layout.TileLanes, firstLane = tile * lanes;
        const int bits = BitCodes.GroupBits;
        var weight = new double[lanes];
        var weights = new T[bits * lanes];
        var baseline = scores.Constants.AsSpan(firstLane, lanes).ToArray();

        for (int group = 0; group < _codes.Groups; group++)
        {
            int firstColumn = group * bits, columns = Math.Min(bits, _codes.Columns - firstColumn);
            for (int j = 0; j < columns; j++)
            {
                scores.PerBit.AsSpan((firstColumn + j) * _layout.Lanes + firstLane, lanes).CopyTo(weight);
                if (_codes.IsFlipped(firstColumn + j))
                {
                    // w x = w - w (1 - x)
                    TensorPrimitives.Add(baseline, weight, baseline);
                    TensorPrimitives.Negate(weight, weight);
                }
                TensorPrimitives.ConvertTruncating<double, T>(weight, weights.AsSpan(j * lanes, lanes));
            }

            // Every pattern is a smaller one with its lowest bit added. Pattern 0 stays zero; so do bits past the last column.
            var table = _tables.Span(tile * TileLength + (long)group * BitCodes.Patterns * lanes, BitCodes.Patterns * lanes);
            for (int pattern = 1; pattern < BitCodes.Patterns; pattern++)
            {
                int bit = BitOperations.TrailingZeroCount(pattern), rest = pattern & (pattern - 1);
                if (bit < columns)
                    TensorPrimitives.Add(table.Slice(rest * lanes, lanes), weights.AsSpan(bit * lanes, lanes), table.Slice(pattern * lanes, lanes));
            }
        }

        // A constant may be large and its flipped columns cancel it: in single precision that happens before any rounding, in double it does not.
        var rounded = typeof(T) == typeof(double) ? baseline.Concat(scores.Constants.Skip(firstLane).Take(lanes)) : baseline;
        _largestOfTile[tile] = rounded.Where(value => value > BitScores.LogZero / 2).Select(Math.Abs).DefaultIfEmpty().Max();
        TensorPrimitives.ConvertTruncating<double, T>(baseline, _baseline.Span(firstLane, lanes));
    }
}
