using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>The scores of a mixture of Bernoullis: PerBit = logit p_kd, Constants = log pi_k + sum_d log(1 - p_kd).</summary>
internal sealed class BernoulliScores(LaneLayout layout, int columns)
{
    // Columns that one part takes; the sums over parts are made in part order.
    private const int ColumnsPerPart = 64;

    private readonly double[][] _constants = Parts(columns, () => new double[layout.Lanes]);
    private readonly double[] _logPriors = new double[PartCount(columns)];

    public BitScores Scores { get; } = new(layout, columns);

    /// <summary>Fills the scores, and returns the log-density (up to its constant) of the means under the prior.</summary>
    public double Fill(LaneParameters parameters, MeanPrior prior, ThreadTeam team)
    {
        team.Run(_logPriors.Length, part => FillPart(parameters, prior, part));

        var constants = Scores.Constants;
        for (int k = 0; k < layout.Components; k++)
            constants[k] = parameters.Weights[k] > 0 ? Math.Log(parameters.Weights[k]) : BitScores.LogZero;
        foreach (double[] part in _constants)
            TensorPrimitives.Add(constants, part, constants);
        constants.AsSpan(layout.Components).Fill(BitScores.LogZero);
        return _logPriors.Sum();
    }

    private static int PartCount(int columns) => (columns + ColumnsPerPart - 1) / ColumnsPerPart;

    private static double[][] Parts(int columns, Func<double[]> create) => [.. Enumerable.Range(0, PartCount(columns)).Select(_ => create())];

    private void FillPart(LaneParameters parameters, MeanPrior prior, int part)
    {
        int lanes = layout.Lanes;
        var constants = _constants[part];
        Array.Clear(constants);
        var logZero = new double[lanes];
        double logPrior = 0;
        for (int column = part * ColumnsPerPart; column < Math.Min(columns, (part + 1) * ColumnsPerPart); column++)
        {
            var mean = parameters.Means.AsSpan(column * lanes, lanes);
            var logOne = Scores.PerBit.AsSpan(column * lanes, lanes);
            TensorPrimitives.Subtract(1.0, mean, logZero);
            Elementwise.Log(mean, logOne);
            Elementwise.Log(logZero, logZero);
            if (prior.Strength > 0)
            {
                double share = prior.ColumnMeans[column];
                for (int lane = 0; lane < layout.Components; lane++)
                    logPrior += prior.Strength * (share * logOne[lane] + (1 - share) * logZero[lane]);
            }
            TensorPrimitives.Add(constants, logZero, constants);
            TensorPrimitives.Subtract(logOne, logZero, logOne);
        }
        _logPriors[part] = logPrior;
    }
}
