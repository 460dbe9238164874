using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
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
    /// <summary>
    /// Probabilities are no smaller: the likelihood then stays finite on rows never seen, at no more than 23 nats a surprising answer, and the
    /// step is still the exact maximiser over that range.
    /// </summary>
    public const double MinimumProbability = 1e-10;

    // Columns of a tile of components that one part takes.
    private const int ColumnsPerPart = 128;

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

        int partsPerTile = (_bits.Columns + ColumnsPerPart - 1) / ColumnsPerPart;
        _team.Run(parameters.Layout.Tiles * partsPerTile, part =>
        {
            int firstColumn = part % partsPerTile * ColumnsPerPart;
            MaximizeColumns(statistics, parameters, part / partsPerTile, firstColumn, Math.Min(_bits.Columns, firstColumn + ColumnsPerPart));
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

    private void MaximizeColumns(SufficientStatistics statistics, LaneParameters parameters, int tile, int firstColumn, int endColumn)
    {
        int lanes = parameters.Layout.TileLanes;
        Span<double> inverse = stackalloc double[lanes];
        TensorPrimitives.Add(statistics.Counts.Slice(tile * lanes, lanes), _strength, inverse);
        foreach (ref double count in inverse)
            count = count > 0 ? 1 / count : 0;
        for (int column = firstColumn; column < endColumn; column++)
        {
            int bit = _bits.FirstBit(column), width = _bits.Width(column);
            var counts = statistics.Ones.Lanes(tile, bit, width);
            var means = parameters.Means.Lanes(tile, bit, width);
            if (_bits.IsSingle(column))
                MaximizeBit(counts, _strength * Shares[bit], inverse, means);
            else
                MaximizeLevels(counts, Shares.AsSpan(bit, width), means, parameters.Layout.UsedLanes(tile));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaximizeBit(ReadOnlySpan<double> ones, double pseudoOnes, ReadOnlySpan<double> inverse, Span<double> means)
    {
        var (least, most, pseudo) = (new Vector<double>(MinimumProbability), new Vector<double>(1 - MinimumProbability), new Vector<double>(pseudoOnes));
        for (int lane = 0; lane < means.Length; lane += Vector<double>.Count)
        {
            var mean = (new Vector<double>(ones[lane..]) + pseudo) * new Vector<double>(inverse[lane..]);
            Vector.Min(Vector.Max(mean, least), most).CopyTo(means[lane..]);
        }
    }

    // Shapes [levels], but of counts and means [levels, lanes].
    private void MaximizeLevels(ReadOnlySpan<double> counts, ReadOnlySpan<double> shares, Span<double> means, int used)
    {
        int levels = shares.Length, lanes = means.Length / levels;
        Span<double> answered = stackalloc double[lanes];
        answered.Clear();
        for (int level = 0; level < levels; level++)
        {
            var mean = means.Slice(level * lanes, lanes);
            // Rounding can leave a count of nothing just below zero.
            TensorPrimitives.Max(counts.Slice(level * lanes, lanes), 0.0, mean);
            TensorPrimitives.Add(mean, _strength * shares[level], mean);
            TensorPrimitives.Add(answered, mean, answered);
        }
        for (int lane = 0; lane < used; lane++)
        {
            for (int level = 0; level < levels; level++)
                means[level * lanes + lane] /= answered[lane];
            Bound(means[lane..], lanes, levels, answered[lane] > 0 ? default : shares);
        }
        // What fills the last tile keeps a probability that has a logarithm.
        for (int level = 0; level < levels; level++)
            means.Slice(level * lanes + used, lanes - used).Fill(0.5);
    }

    /// <summary>
    /// The maximiser over probabilities of at least <see cref="MinimumProbability"/>: those below it are raised to it, and the rest
    /// share what is left in proportion. A component nobody in which answers the column takes the shares of all.
    /// </summary>
    private static void Bound(Span<double> probabilities, int stride, int levels, ReadOnlySpan<double> instead)
    {
        const double least = MinimumProbability;
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
