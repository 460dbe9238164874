using System.Numerics.Tensors;
using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>
/// What the kernel adds up for a mixture: a column in a single bit has PerBit = logit p_kd and adds log(1 - p_kd) to the constant, the log-odds
/// form of a Bernoulli; a column of one bit a level has PerBit = log p_kd(l) and adds nothing, so that a missing answer, which sets no bit, is left
/// out of the product: marginalised. Constants begin at log pi_k.
/// </summary>
internal sealed class EmissionScores
{
    // Columns that one part takes; the sums over parts are made in part order.
    private const int ColumnsPerPart = 64;

    private readonly LaneLayout _lanes;
    private readonly BitLayout _bits;
    private readonly double[][] _constants;
    private readonly double[] _logPriors;

    public EmissionScores(LaneLayout lanes, BitLayout bits)
    {
        (_lanes, _bits) = (lanes, bits);
        int parts = (bits.Columns + ColumnsPerPart - 1) / ColumnsPerPart;
        _constants = [.. Enumerable.Range(0, parts).Select(_ => new double[lanes.Lanes])];
        _logPriors = new double[parts];
        Scores = new BitScores(lanes, bits.Bits);
    }

    public BitScores Scores { get; }

    /// <summary>Fills the scores, and returns the log-density (up to its constant) of the probabilities under the prior.</summary>
    public double Fill(LaneParameters parameters, MeanPrior prior, ThreadTeam team)
    {
        team.Run(_logPriors.Length, part => FillPart(parameters, prior, part));

        var constants = Scores.Constants;
        for (int k = 0; k < _lanes.Components; k++)
            constants[k] = parameters.Weights[k] > 0 ? Math.Log(parameters.Weights[k]) : BitScores.LogZero;
        foreach (double[] part in _constants)
            TensorPrimitives.Add(constants, part, constants);
        constants.AsSpan(_lanes.Components).Fill(BitScores.LogZero);
        return _logPriors.Sum();
    }

    private void FillPart(LaneParameters parameters, MeanPrior prior, int part)
    {
        int lanes = _lanes.Lanes;
        var constants = _constants[part];
        Array.Clear(constants);
        var logZero = new double[lanes];
        double logPrior = 0;
        for (int column = part * ColumnsPerPart; column < Math.Min(_bits.Columns, (part + 1) * ColumnsPerPart); column++)
        {
            for (int bit = _bits.FirstBit(column); bit < _bits.FirstBit(column + 1); bit++)
            {
                var mean = parameters.Means.AsSpan(bit * lanes, lanes);
                var logOne = Scores.PerBit.AsSpan(bit * lanes, lanes);
                Elementwise.Log(mean, logOne);
                double share = prior.Strength > 0 ? prior.ColumnMeans[bit] : 0;
                logPrior += prior.Strength * share * TensorPrimitives.Sum<double>(logOne[.._lanes.Components]);
                if (!_bits.IsSingle(column))
                    continue;
                TensorPrimitives.Subtract(1.0, mean, logZero);
                Elementwise.Log(logZero, logZero);
                logPrior += prior.Strength * (1 - share) * TensorPrimitives.Sum<double>(logZero.AsSpan(0, _lanes.Components));
                TensorPrimitives.Add(constants, logZero, constants);
                TensorPrimitives.Subtract(logOne, logZero, logOne);
            }
        }
        _logPriors[part] = logPrior;
    }
}
