using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures.Selection;

/// <summary>Every row scored by a mixture that was fitted without it: the rows are dealt into parts, and each part held out in turn.</summary>
internal static class CrossValidation
{
    public static HeldOutLikelihood Run(CategoricalData data, BernoulliMixtureOptions options, int folds, CancellationToken cancellation)
    {
        if (data.Rows < folds)
            throw new ArgumentException($"folds: expected at most {data.Rows}, as many as there are rows, got {folds}.");
        int[] part = Deal(data.Rows, folds, options.Seed);
        var logProb = new double[data.Rows];
        for (int fold = 0; fold < folds; fold++)
        {
            int[] inside = [.. Enumerable.Range(0, data.Rows).Where(n => part[n] != fold)], outside = [.. Enumerable.Range(0, data.Rows).Where(n => part[n] == fold)];
            var fit = CategoricalMixtureTrainer.Fit(
                data.Answers.Select(inside), options, data.Weights is null ? null : Array.ConvertAll(inside, n => data.Weights[n]), cancellationToken: cancellation);
            double[] scores = fit.Model.LogProb(data.Answers.Select(outside));
            for (int i = 0; i < outside.Length; i++)
                logProb[outside[i]] = scores[i];
        }
        var summary = LogLikelihood.Of(logProb, data.Columns, LikelihoodEstimate.Exact, data.Representation.Description, data.Weights);
        return new HeldOutLikelihood(summary.Mean, summary.StandardError);
    }

    /// <summary>Parts of equal size, the same for every K.</summary>
    private static int[] Deal(int rows, int folds, long seed)
    {
        int[] part = [.. Enumerable.Range(0, rows).Select(n => n % folds)];
        var random = new RandomStream(seed, "cross-validation");
        for (int n = rows - 1; n > 0; n--)
        {
            int other = random.NextInt32(n + 1);
            (part[n], part[other]) = (part[other], part[n]);
        }
        return part;
    }
}
