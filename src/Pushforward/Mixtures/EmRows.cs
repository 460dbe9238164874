using System.Numerics;
using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>What EM asks of its data, wherever they lie.</summary>
internal abstract class EmRows
{
    public abstract int Rows { get; }

    /// <summary>How columns lie in bits.</summary>
    public abstract BitLayout Layout { get; }

    /// <summary>How often each row counts; null for once.</summary>
    public virtual double[]? Weights => null;

    /// <summary>The weights' sum.</summary>
    public double TotalWeight => Weights?.Sum() ?? Rows;

    /// <summary>Refuses weights that are no weights.</summary>
    /// <exception cref="ArgumentException">One is negative or not finite, their number is not that of the rows, or their sum is 0.</exception>
    public void CheckWeights()
    {
        if (Weights is not { } weights)
            return;
        if (weights.Length != Rows)
            throw new ArgumentException($"weights: expected one for each of the {Rows} rows, got {weights.Length}.");
        int bad = Array.FindIndex(weights, weight => !(weight >= 0 && double.IsFinite(weight)));
        if (bad >= 0)
            throw new ArgumentException($"weights: expected finite numbers of at least 0, got {weights[bad]} for row {bad + 1}.");
        if (!(weights.Sum() > 0))
            throw new ArgumentException("weights: expected a positive sum, got 0.");
    }

    /// <summary>The weight of rows that set each bit. Shape [bits].</summary>
    public abstract double[] BitCounts();

    /// <summary>A few rows, in the order asked for.</summary>
    public abstract CategoricalRows Gather(IReadOnlyList<int> rows);

    /// <summary>The rows as the kernel walks them.</summary>
    /// <param name="team">Who works.</param>
    /// <param name="weighted">Whether rows count as often as they do, or once.</param>
    /// <param name="again">Whether they will be walked more than once.</param>
    public abstract BitCodes Encode(ThreadTeam team, bool weighted, bool again);

    /// <summary>How many rows differ from each other, counted no further than to <paramref name="atMost"/>.</summary>
    public int Distinct(int atMost) => Distinct(atMost, out _).Count;

    /// <summary>The rows that differ and how much they count together; null where there are more than <paramref name="atMost"/>.</summary>
    public DistinctRows? Collapse(int atMost) => Distinct((int)Math.Min(int.MaxValue, atMost + 1L), out bool all) is var rows && all ? rows : null;

    /// <summary>The rows, a block after another.</summary>
    protected abstract IEnumerable<(int FirstRow, BitMatrix Bits)> Blocks();

    /// <summary>The weight of rows that set each bit, row after row.</summary>
    protected double[] WeightedBitCounts(double[] weights)
    {
        var counts = new double[Layout.Bits];
        foreach (var (first, bits) in Blocks())
        {
            for (int row = 0; row < bits.Rows; row++)
            {
                var words = bits.Row(row);
                for (int w = 0; w < words.Length; w++)
                {
                    for (ulong rest = words[w]; rest != 0; rest &= rest - 1)
                        counts[w * 64 + BitOperations.TrailingZeroCount(rest)] += weights[first + row];
                }
            }
        }
        return counts;
    }

    // Ends at the row that makes them so many: not all rows have then been looked at.
    private DistinctRows Distinct(int atMost, out bool all)
    {
        var seen = new DistinctRows();
        foreach (var (first, bits) in Blocks())
        {
            for (int row = 0; row < bits.Rows; row++)
            {
                seen.Add(bits.Row(row), Weights?[first + row] ?? 1);
                all = seen.Count < atMost;
                if (!all)
                    return seen;
            }
        }
        all = true;
        return seen;
    }
}

/// <summary>Rows in memory.</summary>
internal sealed class StoredRows(CategoricalRows data, double[]? weights = null) : EmRows
{
    public override int Rows => data.Rows;

    public override BitLayout Layout => data.Layout;

    public override double[]? Weights => weights;

    public override double[] BitCounts() =>
        weights is null ? Array.ConvertAll(data.Bits.ColumnOnes(), ones => (double)ones) : WeightedBitCounts(weights);

    public override CategoricalRows Gather(IReadOnlyList<int> rows) => data.Select(rows);

    public override BitCodes Encode(ThreadTeam team, bool weighted, bool again) => BitCodes.Encode(data.Bits, weighted ? weights : null, team);

    protected override IEnumerable<(int FirstRow, BitMatrix Bits)> Blocks() => [(0, data.Bits)];
}

/// <summary>Rows that are read anew in every pass, by each rank its own. All that is computed of them is the same to the bit as if they were stored.</summary>
internal sealed class StreamedRows(IBitSource source, ICollective? ranks = null) : EmRows
{
    private readonly ICollective _ranks = ranks ?? SingleProcess.Instance;

    public override int Rows => source.Rows;

    public override BitLayout Layout => source.Layout;

    public override double[]? Weights => source.Weights;

    public override double[] BitCounts()
    {
        // Sums of fractions depend on their order, so every rank goes through all rows.
        if (Weights is { } weights)
            return WeightedBitCounts(weights);
        var counts = new double[Layout.Bits];
        foreach (var (_, bits) in Blocks((int)((long)Rows * _ranks.Rank / _ranks.Size), (int)((long)Rows * (_ranks.Rank + 1) / _ranks.Size)))
        {
            int[] ones = bits.ColumnOnes();
            for (int bit = 0; bit < ones.Length; bit++)
                counts[bit] += ones[bit];
        }
        // Whole numbers, of which any order makes the same sum.
        _ranks.AllReduceSum(counts.AsSpan());
        return counts;
    }

    public override CategoricalRows Gather(IReadOnlyList<int> rows)
    {
        var result = new CategoricalRows(rows.Count, Layout);
        for (int i = 0; i < rows.Count; i++)
            source.Read(rows[i], 1).Row(0).CopyTo(result.Bits.MutableRow(i));
        return result;
    }

    public override BitCodes Encode(ThreadTeam team, bool weighted, bool again) => BitCodes.Stream(source, weighted ? Weights : null, team, again);

    protected override IEnumerable<(int FirstRow, BitMatrix Bits)> Blocks() => Blocks(0, Rows);

    private IEnumerable<(int FirstRow, BitMatrix Bits)> Blocks(int first, int end)
    {
        for (long start = first; start < end; start += BitCodes.BlockRows)
            yield return ((int)start, source.Read((int)start, (int)Math.Min(BitCodes.BlockRows, end - start)));
    }
}
