using System.Numerics.Tensors;
using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>
/// The M-step: pi_k = (N_k + a / K) / (N + a), and for every column p_kd(l) = (S_kdl + a m_dl) / (S_kd + a), where S_kdl is the weight of rows of
/// component k that answer l, S_kd that of those that answer at all, m_dl the share of l among the answers of all rows, and a the strength
/// of the prior. For a column in a single bit, which everybody answers, S_kd = N_k.
/// </summary>
internal sealed class MaximizationStep
{
    private const int ColumnsPerPart = 64;

    private readonly BitLayout _bits;
    private readonly double _strength;
    private readonly double _totalWeight;
    private readonly ThreadTeam _team;

    public MaximizationStep(EmRows data, double strength, ThreadTeam team)
    {
        (_bits, _strength, _team) = (data.Layout, strength, team);
        _totalWeight = data.TotalWeight;
        Shares = SharesOf(data, _totalWeight);
    }

    /// <summary>m: the share of rows that set a bit, of those that answer its column. Shape [bits].</summary>
    public double[] Shares { get; }

    /// <summary>The parameters that maximise the expected log-likelihood plus log-prior, given the statistics.</summary>
    public void Maximize(SufficientStatistics statistics, LaneParameters parameters)
    {
        int components = parameters.Layout.Components;
        for (int k = 0; k < components; k++)
            parameters.Weights[k] = (statistics.Counts[k] + _strength / components) / (_totalWeight + _strength);

        var inverse = Array.ConvertAll(statistics.Counts, count => count + _strength > 0 ? 1 / (count + _strength) : 0);
        _team.Run((_bits.Columns + ColumnsPerPart - 1) / ColumnsPerPart, part =>
        {
            for (int column = part * ColumnsPerPart; column < Math.Min(_bits.Columns, (part + 1) * ColumnsPerPart); column++)
            {
                if (_bits.IsSingle(column))
                    MaximizeBit(_bits.FirstBit(column), statistics, parameters, inverse);
                else
                    MaximizeLevels(column, statistics, parameters);
            }
        });
    }

    /// <summary>The log-density of the weights under their Dirichlet prior, up to its constant.</summary>
    public double LogPriorOfWeights(LaneParameters parameters)
    {
        if (_strength == 0)
            return 0;
        double sum = 0;
        for (int k = 0; k < parameters.Layout.Components; k++)
            sum += Math.Log(parameters.Weights[k]);
        return _strength / parameters.Layout.Components * sum;
    }

    private void MaximizeBit(int bit, SufficientStatistics statistics, LaneParameters parameters, double[] inverse)
    {
        int lanes = parameters.Layout.Lanes;
        var mean = parameters.Means.AsSpan(bit * lanes, lanes);
        TensorPrimitives.Add(statistics.Ones.AsSpan(bit * lanes, lanes), _strength * Shares[bit], mean);
        TensorPrimitives.Multiply(mean, inverse, mean);
        TensorPrimitives.Clamp(mean, BernoulliMixtureTrainer.MinimumProbability, 1 - BernoulliMixtureTrainer.MinimumProbability, mean);
    }

    private void MaximizeLevels(int column, SufficientStatistics statistics, LaneParameters parameters)
    {
        int lanes = parameters.Layout.Lanes, components = parameters.Layout.Components, first = _bits.FirstBit(column), levels = _bits.Width(column);
        var answered = new double[components];
        for (int level = 0; level < levels; level++)
        {
            var mean = parameters.Means.AsSpan((first + level) * lanes, components);
            // Rounding can leave a count of nothing just below zero.
            TensorPrimitives.Max(statistics.Ones.AsSpan((first + level) * lanes, components), 0.0, mean);
            TensorPrimitives.Add(mean, _strength * Shares[first + level], mean);
            TensorPrimitives.Add(answered, mean, answered);
        }
        for (int level = 0; level < levels; level++)
        {
            var mean = parameters.Means.AsSpan((first + level) * lanes, components);
            TensorPrimitives.Divide(mean, answered, mean);
        }
        for (int k = 0; k < components; k++)
            Bound(parameters.Means.AsSpan(first * lanes + k), lanes, levels, answered[k] > 0 ? null : Shares.AsSpan(first, levels));
    }

    /// <summary>
    /// The maximiser over probabilities of at least <see cref="BernoulliMixtureTrainer.MinimumProbability"/>: those below it are raised to it, and the rest
    /// share what is left in proportion. A component nobody in which answers the column takes the shares of all.
    /// </summary>
    private static void Bound(Span<double> probabilities, int stride, int levels, ReadOnlySpan<double> instead)
    {
        const double least = BernoulliMixtureTrainer.MinimumProbability;
        for (int level = 0; level < instead.Length; level++)
            probabilities[level * stride] = instead[level];
        double rest = 0;
        int raised = 0;
        for (int level = 0; level < levels; level++)
        {
            double p = probabilities[level * stride];
            (raised, rest) = p < least ? (raised + 1, rest) : (raised, rest + p);
        }
        if (raised == 0)
            return;
        double scale = (1 - raised * least) / rest;
        for (int level = 0; level < levels; level++)
        {
            ref double p = ref probabilities[level * stride];
            p = p < least ? least : p * scale;
        }
    }

    // Half a row of each answer is added, so that the share of an answer nobody gives, which the prior pulls towards, is above 0.
    private static double[] SharesOf(EmRows data, double totalWeight)
    {
        var bits = data.Layout;
        var counts = data.BitCounts();
        for (int column = 0; column < bits.Columns; column++)
        {
            var own = counts.AsSpan(bits.FirstBit(column), bits.Width(column));
            double answered = bits.IsSingle(column) ? totalWeight + 1 : TensorPrimitives.Sum<double>(own) + 0.5 * own.Length;
            foreach (ref double count in own)
                count = (count + 0.5) / answered;
        }
        return counts;
    }
}
