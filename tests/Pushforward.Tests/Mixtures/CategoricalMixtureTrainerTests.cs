using Pushforward.Data;
using Pushforward.Mixtures;

namespace Pushforward.Tests.Mixtures;

public class CategoricalMixtureTrainerTests
{
    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.0, 1.5)]
    [InlineData(0.3, 0.0)]
    [InlineData(0.3, 1.5)]
    public void Agrees_with_the_textbook(double missing, double prior)
    {
        const int iterations = 20;
        int[] levels = [2, 3, 4, 2, 2];
        var data = AnswerSamples.WithHoles(AnswerSamples.RandomMixture(3, levels, 1), 90, missing, 2);
        double[] rowWeights = [.. Enumerable.Range(0, 90).Select(n => 1.0 + n % 3)];
        var options = new BernoulliMixtureOptions { Components = 3, Restarts = 1, PriorStrength = prior, Tolerance = 0 };
        // One iteration returns the start itself: the parameters its likelihood belongs to.
        var start = CategoricalMixtureTrainer.Fit(data, options with { MaxIterations = 1 }, rowWeights).Model;
        var fit = CategoricalMixtureTrainer.Fit(data, options with { MaxIterations = iterations }, rowWeights, start: start);
        var (logLikelihoods, weights, laws) = Textbook(start, data, rowWeights, prior, iterations);

        // Double precision on both sides; what differs is the order of some hundred additions.
        for (int t = 0; t < iterations; t++)
            Assert.Equal(logLikelihoods[t], fit.BestRestart.Iterations[t].MeanLogLikelihood, 1e-11);
        int[] order = [.. Enumerable.Range(0, 3).OrderByDescending(k => weights[k])];
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(weights[order[k]], fit.Model.Weights[k], 1e-10);
            for (int d = 0; d < levels.Length; d++)
            {
                for (int level = 0; level < levels[d]; level++)
                    Assert.Equal(laws[order[k]][d][level], fit.Model.Probabilities(k, d)[level], 1e-10);
            }
        }
    }

    [Fact]
    public void The_layout_of_the_bits_does_not_matter()
    {
        var bits = BitSamples.TwoGroups(200, 12, 3);
        var options = new BernoulliMixtureOptions { Components = 3, Restarts = 2, MaxIterations = 30, Tolerance = 0, PriorStrength = 0.5 };
        var single = CategoricalRows.Of(bits);
        var several = single.In(new BitLayout(single.Layout.Levels, new bool[12]));
        var (one, two) = (CategoricalMixtureTrainer.Fit(single, options), CategoricalMixtureTrainer.Fit(several, options));
        Assert.Equal(one.BestRestart.MeanLogLikelihood, two.BestRestart.MeanLogLikelihood, 1e-9);
        for (int d = 0; d < 12; d++)
            Assert.Equal(one.Model.Probabilities(0, d)[1], two.Model.Probabilities(0, d)[1], 1e-6);
    }

    [Fact]
    public void Answers_missing_at_random_are_recovered_without_dropping_rows()
    {
        // 40% of answers are gone: of 4,000 rows of six, one in twenty is complete.
        var truth = new CategoricalMixture([0.6, 0.4], [.. Laws(0.9, 6), .. Laws(0.2, 6)], [2, 2, 2, 2, 2, 2]);
        var data = AnswerSamples.WithHoles(truth, 4000, 0.4, 3);
        var fit = CategoricalMixtureTrainer.Fit(data, new BernoulliMixtureOptions { Components = 2, Restarts = 3, PriorStrength = 0 });
        // Standard errors are about 0.012 here; 0.06 is five of them.
        Assert.Equal(0.6, fit.Model.Weights[0], 0.06);
        for (int d = 0; d < 6; d++)
        {
            Assert.Equal(0.9, fit.Model.Probabilities(0, d)[0], 0.06);
            Assert.Equal(0.2, fit.Model.Probabilities(1, d)[0], 0.06);
        }

        static IEnumerable<double> Laws(double first, int columns) => Enumerable.Repeat(new[] { first, 1 - first }, columns).SelectMany(law => law);
    }

    [Fact]
    public void Held_out_rows_stop_a_restart_and_the_best_parameters_for_them_are_returned()
    {
        var truth = AnswerSamples.RandomMixture(2, [2, 3, 2, 4, 2, 3], 5);
        var (train, held) = (AnswerSamples.WithHoles(truth, 60, 0, 1), AnswerSamples.WithHoles(truth, 400, 0.2, 2));
        var options = new BernoulliMixtureOptions { Components = 8, Restarts = 3, PriorStrength = 0, MaxIterations = 2000, Tolerance = 0, Patience = 10 };
        var fit = CategoricalMixtureTrainer.Fit(train, options, validation: held);
        Assert.All(fit.Restarts, restart => Assert.Equal(EmStopReason.Validation, restart.StopReason));
        Assert.Equal(fit.Restarts.Max(restart => restart.ValidationLogLikelihood), fit.BestRestart.ValidationLogLikelihood);
        Assert.Equal(fit.Model.LogProb(held).Average(), fit.BestRestart.ValidationLogLikelihood!.Value, 1e-12);
        Assert.Equal(fit.Model.LogProb(train).Average(), fit.BestRestart.MeanLogLikelihood, 1e-12);
        Assert.InRange(fit.BestRestart.Iterations.Count - fit.BestRestart.Returned, 11, 12);
    }

    [Fact]
    public void A_column_nobody_of_a_component_answers_stays_a_law()
    {
        int[] levels = [2, 3];
        var data = CategoricalRows.Of(40, levels, (n, d) => d == 0 ? n % 2 : n % 2 == 0 ? CategoricalRows.Missing : n % 3);
        var fit = CategoricalMixtureTrainer.Fit(data, new BernoulliMixtureOptions { Components = 2, Restarts = 4, PriorStrength = 0 });
        for (int k = 0; k < 2; k++)
            Assert.Equal(1, fit.Model.Probabilities(k, 1).ToArray().Sum(), 1e-9);
        Assert.All(fit.Model.LogProb(data), value => Assert.True(double.IsFinite(value)));
    }

    /// <summary>EM as a textbook writes it: no bits, no tables, no order of sums.</summary>
    private static (double[] LogLikelihoods, double[] Weights, double[][][] Laws) Textbook(
        CategoricalMixture start, CategoricalRows data, double[] rowWeights, double prior, int iterations)
    {
        int components = start.Components, columns = data.Columns;
        double total = rowWeights.Sum();
        double[] weights = start.Weights.ToArray();
        double[][][] laws = [.. Enumerable.Range(0, components).Select(k => Enumerable.Range(0, columns).Select(d => start.Probabilities(k, d).ToArray()).ToArray())];
        double[][] shares = [.. Enumerable.Range(0, columns).Select(d => Enumerable.Range(0, data.Layout.Levels[d]).Select(l =>
            (Weight(d, l) + 0.5) / (Enumerable.Range(0, data.Layout.Levels[d]).Sum(other => Weight(d, other)) + 0.5 * data.Layout.Levels[d])).ToArray())];
        var logLikelihoods = new double[iterations];
        for (int t = 0; t < iterations; t++)
        {
            var counts = new double[components];
            double[][][] answers = [.. laws.Select(k => k.Select(law => new double[law.Length]).ToArray())];
            for (int n = 0; n < data.Rows; n++)
            {
                double[] joint = [.. Enumerable.Range(0, components).Select(k => weights[k] * Enumerable.Range(0, columns)
                    .Where(d => data[n, d] >= 0).Aggregate(1.0, (product, d) => product * laws[k][d][data[n, d]]))];
                logLikelihoods[t] += rowWeights[n] * Math.Log(joint.Sum()) / total;
                for (int k = 0; k < components; k++)
                {
                    double r = rowWeights[n] * joint[k] / joint.Sum();
                    counts[k] += r;
                    for (int d = 0; d < columns; d++)
                    {
                        if (data[n, d] >= 0)
                            answers[k][d][data[n, d]] += r;
                    }
                }
            }
            if (t == iterations - 1)
                break;
            for (int k = 0; k < components; k++)
            {
                weights[k] = (counts[k] + prior / components) / (total + prior);
                for (int d = 0; d < columns; d++)
                    laws[k][d] = [.. answers[k][d].Select((count, l) => (count + prior * shares[d][l]) / (answers[k][d].Sum() + prior))];
            }
        }
        return (logLikelihoods, weights, laws);

        double Weight(int column, int level) => Enumerable.Range(0, data.Rows).Where(n => data[n, column] == level).Sum(n => rowWeights[n]);
    }
}
