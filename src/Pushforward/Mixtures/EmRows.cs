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
    public abstract BitCodes Encode(ThreadTeam team);
}

/// <summary>Rows in memory.</summary>
internal sealed class StoredRows(CategoricalRows data, double[]? weights) : EmRows
{
    public override int Rows => data.Rows;

    public override BitLayout Layout => data.Layout;

    public override double[]? Weights => weights;

    public override double[] BitCounts()
    {
        if (weights is null)
            return Array.ConvertAll(data.Bits.ColumnOnes(), ones => (double)ones);
        var counts = new double[data.Bits.Columns];
        for (int row = 0; row < data.Rows; row++)
        {
            var words = data.Bits.Row(row);
            for (int w = 0; w < words.Length; w++)
            {
                for (ulong rest = words[w]; rest != 0; rest &= rest - 1)
                    counts[w * 64 + BitOperations.TrailingZeroCount(rest)] += weights[row];
            }
        }
        return counts;
    }

    public override CategoricalRows Gather(IReadOnlyList<int> rows)
    {
        var result = new CategoricalRows(rows.Count, data.Layout);
        for (int i = 0; i < rows.Count; i++)
            data.Bits.Row(rows[i]).CopyTo(result.Bits.MutableRow(i));
        return result;
    }

    public override BitCodes Encode(ThreadTeam team) => BitCodes.Encode(data.Bits, weights, team);
}

/// <summary>Rows that are read anew in every pass, by each rank its own. All that is computed of them is the same to the bit as if they were stored.</summary>
internal sealed class StreamedRows(IBitSource source, ICollective ranks) : EmRows
{
    public override int Rows => source.Rows;

    public override BitLayout Layout { get; } = BitLayout.OfBits(source.Columns);

    public override double[] BitCounts()
    {
        var counts = new double[source.Columns];
        int end = (int)((long)source.Rows * (ranks.Rank + 1) / ranks.Size);
        for (long first = (long)source.Rows * ranks.Rank / ranks.Size; first < end; first += BitCodes.BlockRows)
        {
            int[] ones = source.Read((int)first, (int)Math.Min(BitCodes.BlockRows, end - first)).ColumnOnes();
            for (int column = 0; column < ones.Length; column++)
                counts[column] += ones[column];
        }
        // Whole numbers, of which any order makes the same sum.
        ranks.AllReduceSum(counts.AsSpan());
        return counts;
    }

    public override CategoricalRows Gather(IReadOnlyList<int> rows)
    {
        var result = new BitMatrix(rows.Count, source.Columns);
        for (int i = 0; i < rows.Count; i++)
            source.Read(rows[i], 1).Row(0).CopyTo(result.MutableRow(i));
        return CategoricalRows.Of(result);
    }

    public override BitCodes Encode(ThreadTeam team) => BitCodes.Stream(source, team);
}
