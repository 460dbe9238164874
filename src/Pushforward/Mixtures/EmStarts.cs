using System.Numerics;
using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures;

/// <summary>Where EM starts: components half way between a row and the mean of all.</summary>
internal sealed class EmStarts<T>(EmRows data, BernoulliMixtureOptions options, EmSteps<T> steps)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A start's means: this much of a random row, the rest the column's mean.
    private const double RowShare = 0.5;

    // By then EM has found the groups it will refine.
    private const int ShortRunIterations = 5;

    /// <summary>The start that short runs promise most from, after stepwise passes over the data if the options ask for them.</summary>
    public LaneParameters Best(int restart)
    {
        LaneParameters? best = null;
        double highest = double.NegativeInfinity;
        for (int run = 0; run < options.ShortRuns; run++)
        {
            var parameters = Draw(restart, run);
            for (int i = 0; i < options.StepwisePasses; i++)
                steps.Stepwise(parameters);
            double objective = 0;
            for (int i = 0; options.ShortRuns > 1 && i < ShortRunIterations; i++)
            {
                var (logLikelihood, logPrior) = steps.Expect(parameters);
                objective = logPrior + logLikelihood;
                steps.Maximize(parameters);
            }
            if (best is null || objective > highest)
                (best, highest) = (parameters, objective);
        }
        return best!;
    }

    /// <summary>Moves components half way to rows drawn at random.</summary>
    /// <param name="parameters">Changed in place.</param>
    /// <param name="components">Which.</param>
    /// <param name="random">What draws.</param>
    public void MoveToRows(LaneParameters parameters, IReadOnlyList<int> components, RandomStream random)
    {
        var rows = data.Gather([.. components.Select(_ => random.NextInt32(data.Rows))]);
        for (int i = 0; i < components.Count; i++)
            MoveTowards(parameters, components[i], rows, i);
    }

    // Each component's row is drawn without repetition while there are rows left.
    private LaneParameters Draw(int restart, int run)
    {
        var random = new RandomStream(options.Seed, run == 0 ? "em-start" : $"em-start/{run}", restart);
        var drawn = new HashSet<int>();
        var order = new int[steps.Layout.Components];
        for (int k = 0; k < order.Length; k++)
        {
            int row = random.NextInt32(data.Rows);
            while (drawn.Count < data.Rows && !drawn.Add(row))
                row = random.NextInt32(data.Rows);
            order[k] = row;
        }

        var rows = data.Gather(order);
        var parameters = new LaneParameters(steps.Layout, data.Layout.Bits);
        for (int k = 0; k < order.Length; k++)
        {
            parameters.Weights[k] = 1.0 / order.Length;
            for (int bit = 0; bit < parameters.Columns; bit++)
                parameters.Means[bit, k] = steps.Shares[bit];
            MoveTowards(parameters, k, rows, k);
        }
        return parameters;
    }

    // A component's probabilities half way to a row's answers, where it has any.
    private void MoveTowards(LaneParameters parameters, int component, CategoricalRows rows, int row)
    {
        for (int column = 0; column < rows.Columns; column++)
        {
            bool missing = rows[row, column] == CategoricalRows.Missing;
            for (int bit = data.Layout.FirstBit(column); bit < data.Layout.FirstBit(column + 1); bit++)
            {
                ref double mean = ref parameters.Means[bit, component];
                double value = missing ? mean : RowShare * (rows.Bits[row, bit] ? 1 : 0) + (1 - RowShare) * mean;
                mean = Math.Clamp(value, MaximizationStep.MinimumProbability, 1 - MaximizationStep.MinimumProbability);
            }
        }
    }
}
