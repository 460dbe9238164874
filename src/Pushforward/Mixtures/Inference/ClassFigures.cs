using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Inference;

/// <summary>What is reported of a mixture fitted to a survey beside its parameters.</summary>
/// <param name="Errors">Standard errors of the parameters.</param>
/// <param name="Criteria">Likelihood, parameters and the criteria made of them.</param>
/// <param name="ClassificationTable">Rows expected to belong to a component (first index) and assigned to one (second). Shape [components, components].</param>
/// <param name="Restarts">How many starts were run.</param>
/// <param name="Replicated">How many of them ended within <see cref="SameMaximum"/> of the best total log-likelihood (with the prior's term).</param>
public sealed record ClassFigures(
    StandardErrors Errors, InformationCriteria Criteria, double[,] ClassificationTable, int Restarts, int Replicated)
{
    /// <summary>Nats of the total log-likelihood within which two starts found the same maximum.</summary>
    public const double SameMaximum = 1e-3;

    /// <summary>The share of rows expected to be assigned wrongly.</summary>
    public double ClassificationError
    {
        get
        {
            double right = 0, total = 0;
            for (int k = 0; k < ClassificationTable.GetLength(0); k++)
            {
                right += ClassificationTable[k, k];
                for (int j = 0; j < ClassificationTable.GetLength(1); j++)
                    total += ClassificationTable[k, j];
            }
            return Math.Max(0, 1 - right / total);
        }
    }

    /// <summary>1 - entropy / (N log K).</summary>
    public double EntropyRSquared => ClassificationTable.GetLength(0) == 1 ? 1
        : 1 - Criteria.Entropy / (Criteria.TotalWeight * Math.Log(ClassificationTable.GetLength(0)));

    /// <summary>Computes them at a maximum.</summary>
    /// <param name="mixture">The mixture.</param>
    /// <param name="rows">The rows it was fitted to.</param>
    /// <param name="weights">How often each counts; null for once.</param>
    /// <param name="priorStrength">Pseudo-counts of the prior of the fit.</param>
    /// <param name="restarts">The starts that were run.</param>
    public static ClassFigures Of(
        CategoricalMixture mixture, CategoricalRows rows, double[]? weights, double priorStrength, IReadOnlyList<EmRestart> restarts)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(restarts);
        return Of(mixture, new StoredRows(rows, weights), priorStrength, restarts);
    }

    /// <summary>Computes them at a maximum, of rows wherever they lie.</summary>
    internal static ClassFigures Of(
        CategoricalMixture mixture, EmRows rows, double priorStrength, IReadOnlyList<EmRestart> restarts, ThreadTeam? team = null)
    {
        var tally = new ClassificationTally(mixture.Components);
        double logLikelihood = 0;
        using (var pass = new AnswerPass(mixture, rows, team))
        {
            foreach (var block in pass.Posteriors())
            {
                for (int n = 0; n < block.Rows; n++)
                {
                    double weight = rows.Weights?[block.FirstRow + n] ?? 1;
                    tally.Add(block.Of(n), weight);
                    logLikelihood += weight * block.LogProb[n];
                }
            }
        }
        return new ClassFigures(
            ObservedInformation.StandardErrors(mixture, rows, priorStrength),
            new InformationCriteria(logLikelihood, mixture.ParameterCount, tally.TotalWeight, tally.Entropy),
            tally.Table,
            restarts.Count,
            ReplicatedBy(restarts, tally.TotalWeight));
    }

    /// <summary>How many starts ended where the best of them did.</summary>
    /// <param name="restarts">The starts.</param>
    /// <param name="totalWeight">Sum of the rows' weights.</param>
    public static int ReplicatedBy(IReadOnlyList<EmRestart> restarts, double totalWeight)
    {
        ArgumentNullException.ThrowIfNull(restarts);
        double best = restarts.Max(restart => restart.Objective);
        return restarts.Count(restart => (best - restart.Objective) * totalWeight <= SameMaximum);
    }
}
