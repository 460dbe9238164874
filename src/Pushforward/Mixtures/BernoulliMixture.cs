using System.Numerics.Tensors;
using Pushforward.Data;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures;

/// <summary>
/// A mixture of Bernoullis: p(x) = sum_k pi_k prod_d p_kd^x_d (1 - p_kd)^(1 - x_d), a law on rows of bits. Given its component,
/// a row's columns are independent; whatever dependence the data show, the components must carry
/// (latent class analysis, Lazarsfeld &amp; Henry 1968; EM for it, Dempster, Laird &amp; Rubin 1977).
/// </summary>
public sealed class BernoulliMixture
{
    private readonly double[] _weights;
    private readonly double[] _means;

    /// <summary>A mixture with given parameters.</summary>
    /// <param name="weights">pi, at least 0 and summing to 1. Shape [components].</param>
    /// <param name="means">p_kd strictly between 0 and 1, row-major. Shape [components, columns].</param>
    /// <param name="columns">Columns of a row.</param>
    /// <exception cref="ArgumentException">A parameter is out of its range, or sizes do not agree.</exception>
    public BernoulliMixture(ReadOnlySpan<double> weights, ReadOnlySpan<double> means, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (weights.Length == 0)
            throw new ArgumentException("weights: expected at least one component, got none (BernoulliMixture, parameter 'weights').");
        if (means.Length != (long)weights.Length * columns)
        {
            throw new ArgumentException(
                $"means: expected {weights.Length} x {columns} values, got {means.Length} (BernoulliMixture, parameter 'means').");
        }

        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            if (!(weights[k] >= 0 && weights[k] <= 1 + 1e-9))
                throw new ArgumentException($"weights: expected a number in [0, 1], got {weights[k]} (BernoulliMixture, component {k}).");
            sum += weights[k];
        }
        if (Math.Abs(sum - 1) > 1e-6)
            throw new ArgumentException($"weights: expected a sum of 1, got {sum} (BernoulliMixture, parameter 'weights').");

        int outside = IndexOutsideOpenUnitInterval(means);
        if (outside >= 0)
        {
            throw new ArgumentException(
                $"means: expected a number strictly between 0 and 1, got {means[outside]} "
                + $"(BernoulliMixture, component {outside / columns}, column {outside % columns}).");
        }

        Columns = columns;
        _weights = weights.ToArray();
        _means = means.ToArray();
    }

    /// <summary>K.</summary>
    public int Components => _weights.Length;

    /// <summary>D.</summary>
    public int Columns { get; }

    /// <summary>pi. Shape [components].</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>p_kd, row-major. Shape [components, columns].</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>Free parameters: K - 1 weights and K D means.</summary>
    public long ParameterCount => Components - 1L + (long)Components * Columns;

    /// <summary>The means of one component. Shape [columns].</summary>
    /// <param name="component">From 0.</param>
    public ReadOnlySpan<double> Mean(int component)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)component, (uint)Components, nameof(component));
        return _means.AsSpan(component * Columns, Columns);
    }

    /// <summary>
    /// sum_k pi_k sum_d H(p_kd), in nats: how much of a sample is still undecided once its component is drawn. For images it is
    /// noise, because the columns are then decided one by one.
    /// </summary>
    public double ConditionalEntropy()
    {
        double entropy = 0;
        for (int k = 0; k < Components; k++)
        {
            double component = 0;
            foreach (double p in Mean(k))
                component -= p * Math.Log(p) + (1 - p) * Math.Log(1 - p);
            entropy += _weights[k] * component;
        }
        return entropy;
    }

    /// <summary>log p(x) of every row, exact, in nats.</summary>
    /// <param name="rows">Bits, of as many columns as the mixture has. Shape [rows, columns].</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <returns>Shape [rows].</returns>
    public double[] LogProb(BitMatrix rows, ThreadTeam? team = null)
    {
        using var pass = new AnswerPass(this, new StoredRows(Checked(rows)), team);
        return pass.LogProb();
    }

    /// <summary>r_nk = p(k | x_n) = pi_k p(x_n | k) / p(x_n), normalised in log space.</summary>
    /// <param name="rows">Bits. Shape [rows, columns].</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <returns>Row-major. Shape [rows, components].</returns>
    public double[] Responsibilities(BitMatrix rows, ThreadTeam? team = null)
    {
        using var pass = new AnswerPass(this, new StoredRows(Checked(rows)), team);
        return pass.Responsibilities();
    }

    /// <summary>What the mixture makes of each row: E[x' | x] = sum_k r_k(x) p_k, the expected new row from the same component.</summary>
    /// <param name="rows">Bits. Shape [rows, columns].</param>
    /// <returns>Row-major, in (0, 1). Shape [rows, columns].</returns>
    public double[] Reconstruct(BitMatrix rows) => Blend(Responsibilities(rows));

    /// <summary>The expected row where components have given shares: sum_k r_k p_k.</summary>
    /// <param name="shares">r, row-major. Shape [rows, components].</param>
    /// <returns>Row-major. Shape [rows, columns].</returns>
    /// <exception cref="ArgumentException">The shares are of no whole number of rows.</exception>
    public double[] Blend(ReadOnlySpan<double> shares)
    {
        if (shares.Length % Components != 0)
            throw new ArgumentException($"shares: {shares.Length} numbers are no whole number of rows of {Components} components.", nameof(shares));
        var result = new double[checked(shares.Length / Components * Columns)];
        for (int i = 0; i < shares.Length; i++)
        {
            var row = result.AsSpan(i / Components * Columns, Columns);
            TensorPrimitives.MultiplyAdd(Mean(i % Components), shares[i], row, row);
        }
        return result;
    }

    /// <summary>New rows: a component from pi, then each bit from its Bernoulli.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">The stream; row n uses its row n, so that any row can be drawn alone.</param>
    /// <returns>The bits [count, columns] and the component of each.</returns>
    public (BitMatrix Bits, int[] Components) Sample(int count, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(random);
        var bits = new BitMatrix(count, Columns);
        var components = new int[count];
        for (int n = 0; n < count; n++)
        {
            var stream = random.At(0, n);
            int k = components[n] = CategoricalMixture.Draw(_weights, stream.NextDouble());
            var mean = Mean(k);
            var row = bits.MutableRow(n);
            for (int d = 0; d < mean.Length; d++)
            {
                if (stream.NextDouble() < mean[d])
                    row[d >> 6] |= 1UL << (d & 63);
            }
        }
        return (bits, components);
    }

    /// <summary>log p(x) of one row by the definition: the sum over set and unset columns of every component, then log-sum-exp.</summary>
    /// <param name="row">Packed bits.</param>
    public double LogProb(ReadOnlySpan<ulong> row)
    {
        var joint = new double[Components];
        for (int k = 0; k < joint.Length; k++)
        {
            joint[k] = Math.Log(_weights[k]);
            var mean = Mean(k);
            for (int d = 0; d < mean.Length; d++)
                joint[k] += Math.Log((row[d >> 6] >> (d & 63) & 1) != 0 ? mean[d] : 1 - mean[d]);
        }
        double max = joint.Max();
        return max + Math.Log(joint.Sum(value => Math.Exp(value - max)));
    }

    private CategoricalRows Checked(BitMatrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Columns == Columns
            ? CategoricalRows.Of(rows)
            : throw new ArgumentException(
                $"rows: the mixture has {Columns} columns, the data have {rows.Columns}; score data of the kind it was fitted to.", nameof(rows));
    }

    private static int IndexOutsideOpenUnitInterval(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] > 0 && values[i] < 1))
                return i;
        }
        return -1;
    }
}
