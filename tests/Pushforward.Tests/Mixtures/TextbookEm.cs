using Pushforward.Data;
using Pushforward.Mixtures;

namespace Pushforward.Tests.Mixtures;

/// <summary>EM for a Bernoulli mixture as a textbook writes it: double precision, no tables, no vectors, no clever order of sums.</summary>
internal static class TextbookEm
{
    public static (double[] LogLikelihoods, double[] Weights, double[,] Means) Run(
        BernoulliMixture start, BitMatrix data, double[] rowWeights, double priorStrength, int iterations)
    {
        int n = data.Rows, d = data.Columns, k = start.Components;
        double total = rowWeights.Sum();
        var weights = start.Weights.ToArray();
        var means = new double[k, d];
        for (int c = 0; c < k; c++)
        {
            for (int j = 0; j < d; j++)
                means[c, j] = start.Mean(c)[j];
        }

        var columnMean = new double[d];
        for (int j = 0; j < d; j++)
            columnMean[j] = (Enumerable.Range(0, n).Sum(i => data[i, j] ? rowWeights[i] : 0) + 0.5) / (total + 1);

        var logLikelihoods = new double[iterations];
        for (int t = 0; t < iterations; t++)
        {
            var r = new double[n, k];
            for (int i = 0; i < n; i++)
            {
                var joint = new double[k];
                for (int c = 0; c < k; c++)
                {
                    joint[c] = Math.Log(weights[c]);
                    for (int j = 0; j < d; j++)
                        joint[c] += Math.Log(data[i, j] ? means[c, j] : 1 - means[c, j]);
                }
                double max = joint.Max();
                double logProb = max + Math.Log(joint.Sum(v => Math.Exp(v - max)));
                logLikelihoods[t] += rowWeights[i] * logProb;
                for (int c = 0; c < k; c++)
                    r[i, c] = rowWeights[i] * Math.Exp(joint[c] - logProb);
            }
            logLikelihoods[t] /= total;
            if (t == iterations - 1)
                break;

            for (int c = 0; c < k; c++)
            {
                double count = Enumerable.Range(0, n).Sum(i => r[i, c]);
                weights[c] = (count + priorStrength / k) / (total + priorStrength);
                for (int j = 0; j < d; j++)
                {
                    double ones = Enumerable.Range(0, n).Sum(i => data[i, j] ? r[i, c] : 0);
                    means[c, j] = Math.Clamp(
                        (ones + priorStrength * columnMean[j]) / (count + priorStrength),
                        BernoulliMixtureTrainer.MinimumProbability,
                        1 - BernoulliMixtureTrainer.MinimumProbability);
                }
            }
        }
        return (logLikelihoods, weights, means);
    }
}
