using Pushforward.Data;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures.Inference;

/// <summary>
/// The bootstrapped likelihood-ratio test of K components against fewer (McLachlan 1987): the statistic has no chi-squared law here, because the
/// smaller mixture lies on the boundary of the larger, so its law is found by simulating data from the smaller one and fitting both to each.
/// </summary>
/// <param name="Statistic">2 (log L of the larger - log L of the smaller).</param>
/// <param name="PValue">(1 + simulated statistics at least as large) / (1 + simulations).</param>
/// <param name="Simulations">How many data sets were simulated.</param>
/// <param name="SmallerComponents">K of the null hypothesis.</param>
public sealed record LikelihoodRatioTest(double Statistic, double PValue, int Simulations, int SmallerComponents)
{
    // Of a simulated data set the larger mixture is fitted from few starts: one that misses its maximum makes the test reject a little less often.
    private const int Restarts = 4;

    /// <summary>Runs the test.</summary>
    /// <param name="data">The rows both were fitted to; simulated rows have answers missing where these have, and their weights.</param>
    /// <param name="smaller">The null hypothesis.</param>
    /// <param name="larger">The alternative.</param>
    /// <param name="simulations">How many data sets to simulate.</param>
    /// <param name="cancellation">Ends the test early, with the simulations made so far.</param>
    public static LikelihoodRatioTest Run(CategoricalData data, MixtureModel smaller, MixtureModel larger, int simulations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(smaller);
        ArgumentNullException.ThrowIfNull(larger);
        double observed = Total(larger.Classes.LogProb(data.Answers), data.Weights) - Total(smaller.Classes.LogProb(data.Answers), data.Weights);
        int made = 0, asLarge = 0;
        for (; made < simulations && !cancellation.IsCancellationRequested; made++)
        {
            var (complete, _) = smaller.Classes.Sample(data.Rows, new RandomStream(smaller.Options.Seed, "likelihood-ratio-test", made));
            var rows = new CategoricalRows(data.Rows, data.Answers.Layout);
            for (int n = 0; n < data.Rows; n++)
            {
                for (int d = 0; d < data.Columns; d++)
                    rows[n, d] = data.Answers[n, d] == CategoricalRows.Missing ? CategoricalRows.Missing : complete[n, d];
            }
            asLarge += Fit(rows, larger) - Fit(rows, smaller) >= observed ? 1 : 0;
        }
        return new LikelihoodRatioTest(2 * observed, (1.0 + asLarge) / (1 + made), made, smaller.Options.Components);

        double Fit(CategoricalRows rows, MixtureModel like)
        {
            var fit = CategoricalMixtureTrainer.Fit(rows, like.Options with { Restarts = Math.Min(Restarts, like.Options.Restarts) }, data.Weights, cancellationToken: cancellation);
            return Total(fit.Model.LogProb(rows), data.Weights);
        }
    }

    private static double Total(double[] logProb, double[]? weights)
    {
        double sum = 0;
        for (int n = 0; n < logProb.Length; n++)
            sum += (weights?[n] ?? 1) * logProb[n];
        return sum;
    }
}
