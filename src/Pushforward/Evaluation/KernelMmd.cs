using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Evaluation;

/// <summary>What a kernel two-sample test says.</summary>
/// <param name="Squared">The unbiased estimate of MMD²; below zero when the sets are closer than chance has them.</param>
/// <param name="PValue">The share of random divisions of all rows in two with an MMD² as large, the observed one counted among them.</param>
/// <param name="Permutations">How many divisions were tried.</param>
public sealed record KernelMmdResult(double Squared, double PValue, int Permutations);

/// <summary>
/// Maximum mean discrepancy, unbiased: MMD² = mean k(x, x') + mean k(y, y') - 2 mean k(x, y) over pairs of different rows, with
/// k(x, y) = exp(-|x - y|² / (2 h²)) (Gretton et al. 2012, JMLR 13). With h from the reference rows alone, figures of several models are on one scale.
/// </summary>
public static class KernelMmd
{
    private const int LargestSet = 10_000, PermutationsAtOnce = 128;

    /// <summary>The median distance between different rows of a set: the usual h.</summary>
    /// <param name="points">At least two; of many, the first thousand serve.</param>
    /// <exception cref="ArgumentException">There is one row only, or all rows are the same.</exception>
    public static double MedianDistance(PointSet points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Rows < 2)
            throw new ArgumentException("bandwidth: a distance needs at least two rows, got 1.", nameof(points));
        var some = points.Slice(0, Math.Min(points.Rows, 1000));
        var all = new float[some.Rows * some.Rows];
        PairwiseDistances.Visit(some, some, (row, first, squared) => squared.CopyTo(all.AsSpan(row * some.Rows + first)));
        var distances = new float[some.Rows * (some.Rows - 1) / 2];
        for (int i = 0, at = 0; i < some.Rows; i++)
        {
            for (int j = 0; j < i; j++)
                distances[at++] = all[i * some.Rows + j];
        }
        Array.Sort(distances);
        double median = Math.Sqrt(distances[distances.Length / 2]);
        // Tables of few columns can have half of their pairs equal; the mean then is a scale as good.
        if (median == 0)
            median = Math.Sqrt(distances.Average(distance => (double)distance));
        return median > 0 ? median : throw new ArgumentException("bandwidth: all rows are the same; there is no distance to compare with.", nameof(points));
    }

    /// <summary>Compares two sets.</summary>
    /// <param name="x">From 2 to 10,000 rows.</param>
    /// <param name="y">From 2 to 10,000 rows, of as many columns.</param>
    /// <param name="bandwidth">h; greater than 0.</param>
    /// <param name="random">Permutation p is drawn from <c>random.At(p, 0)</c>.</param>
    /// <param name="permutations">How many; at least 1.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public static KernelMmdResult Test(PointSet x, PointSet y, double bandwidth, RandomStream random, int permutations = 500)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 1);
        if (!(bandwidth > 0) || double.IsInfinity(bandwidth))
            throw new ArgumentException($"bandwidth: expected a finite number greater than 0, got {bandwidth}.", nameof(bandwidth));
        foreach (var set in new[] { x, y })
        {
            if (set.Rows is < 2 or > LargestSet)
                throw new ArgumentException($"kernel test: expected from 2 to {LargestSet} rows a set, got {set.Rows}.");
        }

        int total = x.Rows + y.Rows;
        var joined = new PointSet(total, x.Columns, [.. x.Values, .. y.Values]);
        float[] kernel = CenteredKernel(joined, bandwidth);
        double[] rowSums = new double[total];
        for (int i = 0; i < total; i++)
            rowSums[i] = TensorPrimitives.Sum(kernel.AsSpan(i * total, total));

        // Division 0 is the one observed.
        int divisions = permutations + 1, atLeast = 0;
        double observed = 0;
        for (int start = 0; start < divisions; start += PermutationsAtOnce)
        {
            int count = Math.Min(PermutationsAtOnce, divisions - start);
            var member = new float[count * total];
            for (int p = 0; p < count; p++)
                Divide(member.AsSpan(p * total, total), x.Rows, start + p == 0 ? null : random.At(start + p, 0));
            // Row p holds Σ_i s_pi k_ij: one product serves all divisions.
            var toMembers = new float[count * total];
            Gemm.Multiply(GemmLayout.NN, count, total, total, member, total, kernel, total, toMembers, total);
            for (int p = 0; p < count; p++)
            {
                double value = Statistic(member.AsSpan(p * total, total), toMembers.AsSpan(p * total, total), rowSums, x.Rows, y.Rows);
                if (start + p == 0)
                    observed = value;
                if (value >= observed)
                    atLeast++;
            }
        }
        return new KernelMmdResult(observed, (double)atLeast / divisions, permutations);
    }

    // Zero on the diagonal, and elsewhere less its mean: MMD² does not change, and the sums lose fewer digits.
    private static float[] CenteredKernel(PointSet points, double bandwidth)
    {
        int rows = points.Rows;
        var kernel = new float[rows * rows];
        float factor = (float)(-0.5 / (bandwidth * bandwidth));
        PairwiseDistances.Visit(points, points, (row, first, squared) =>
        {
            var target = kernel.AsSpan(row * rows + first, squared.Length);
            TensorPrimitives.Multiply(squared, factor, target);
            TensorPrimitives.Exp(target, target);
        });
        double sum = 0;
        for (int i = 0; i < rows; i++)
        {
            kernel[i * rows + i] = 0;
            sum += TensorPrimitives.Sum(kernel.AsSpan(i * rows, rows));
        }
        float mean = (float)(sum / ((double)rows * (rows - 1)));
        for (int i = 0; i < rows; i++)
        {
            var row = kernel.AsSpan(i * rows, rows);
            TensorPrimitives.Subtract(row, mean, row);
            row[i] = 0;
        }
        return kernel;
    }

    // 1 for the rows of the first set: those that are first, or as many at random.
    private static void Divide(Span<float> member, int count, RandomStream? random)
    {
        member.Clear();
        member[..count].Fill(1);
        if (random is null)
            return;
        for (int i = member.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (member[i], member[j]) = (member[j], member[i]);
        }
    }

    private static double Statistic(ReadOnlySpan<float> member, ReadOnlySpan<float> toMembers, double[] rowSums, double m, double n)
    {
        double within = 0, ofMembers = 0, all = 0;
        for (int i = 0; i < member.Length; i++)
        {
            all += rowSums[i];
            if (member[i] == 0)
                continue;
            within += toMembers[i];
            ofMembers += rowSums[i];
        }
        double across = ofMembers - within, others = all - within - 2 * across;
        return within / (m * (m - 1)) + others / (n * (n - 1)) - 2 * across / (m * n);
    }
}
