using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Tests.Mixtures;

public class BernoulliMixtureTrainerTests
{
    [Theory]
    [InlineData(60, 7, 3, 0.0)]
    [InlineData(60, 7, 3, 1.0)]
    [InlineData(200, 70, 20, 1.0)]
    [InlineData(50, 9, 1, 0.5)]
    public void Agrees_with_the_textbook(int rows, int columns, int components, double prior)
    {
        const int iterations = 25;
        var data = BitSamples.TwoGroups(rows, columns, seed: 11);
        double[] rowWeights = [.. Enumerable.Range(0, rows).Select(n => 1.0 + n % 3)];
        var options = new BernoulliMixtureOptions { Components = components, Restarts = 1, PriorStrength = prior, Tolerance = 0 };

        // One iteration returns the start itself: the parameters its likelihood belongs to.
        var start = BernoulliMixtureTrainer.Fit(data, options with { MaxIterations = 1 }, rowWeights).Model;
        var fit = BernoulliMixtureTrainer.Fit(data, options with { MaxIterations = iterations }, rowWeights);
        var textbook = TextbookEm.Run(start, data, rowWeights, prior, iterations);

        Assert.Equal(iterations, fit.BestRestart.Iterations.Count);
        for (int t = 0; t < iterations; t++)
            AssertClose(textbook.LogLikelihoods[t], fit.BestRestart.Iterations[t].MeanLogLikelihood);
        int[] order = [.. Enumerable.Range(0, components).OrderByDescending(k => textbook.Weights[k])];
        for (int k = 0; k < components; k++)
        {
            AssertClose(textbook.Weights[order[k]], fit.Model.Weights[k]);
            for (int d = 0; d < columns; d++)
                AssertClose(textbook.Means[order[k], d], fit.Model.Mean(k)[d]);
        }

        static void AssertClose(double expected, double actual) => Assert.InRange(actual, expected - 1e-9 * Math.Abs(expected) - 1e-15, expected + 1e-9 * Math.Abs(expected) + 1e-15);
    }

    [Fact]
    public void The_objective_never_falls()
    {
        Prop.ForAll(
            Gen.Choose(1, 60).Zip(Gen.Choose(1, 40)).Zip(Gen.Choose(1, 12)).Zip(Gen.Choose(0, 2)).Zip(Gen.Choose(0, 100_000)).ToArbitrary(),
            shape =>
            {
                var ((((rows, columns), components), prior), seed) = shape;
                var data = BitSamples.Random(rows, columns, seed % 11 / 10.0, seed);
                foreach (var precision in new[] { MixturePrecision.Single, MixturePrecision.Double })
                {
                    var fit = BernoulliMixtureTrainer.Fit(data, new BernoulliMixtureOptions
                    {
                        Components = components,
                        Restarts = 2,
                        PriorStrength = prior,
                        Seed = seed,
                        MaxIterations = 40,
                        Precision = precision,
                    });
                    // What the trainer allows for rounding, at the largest baseline there can be: every column at the bound.
                    double slack = precision == MixturePrecision.Single ? 8.0 / (1 << 24) : 1e-11;
                    double largest = -columns * Math.Log(BernoulliMixtureTrainer.MinimumProbability) + Math.Log(components);
                    foreach (var restart in fit.Restarts)
                    {
                        for (int t = 1; t < restart.Iterations.Count; t++)
                        {
                            double previous = restart.Iterations[t - 1].Objective;
                            Assert.True(restart.Iterations[t].Objective >= previous - slack * (largest + Math.Abs(previous) + 1));
                        }
                    }
                    AssertSound(fit.Model);
                }
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_likelihood_reported_is_that_of_the_model_returned()
    {
        var data = BitSamples.TwoGroups(500, 30, 4);
        var fit = BernoulliMixtureTrainer.Fit(data, new BernoulliMixtureOptions { Components = 4, Restarts = 3, MaxIterations = 7 });
        Assert.Equal(fit.Model.LogProb(data).Average(), fit.BestRestart.MeanLogLikelihood, 1e-10);
        Assert.Equal(fit.Restarts.Max(r => r.Objective), fit.BestRestart.Objective);
    }

    [Fact]
    public void Single_precision_follows_double()
    {
        var data = BitSamples.TwoGroups(9_000, 90, 4);
        var options = new BernoulliMixtureOptions { Components = 40, Restarts = 1, MaxIterations = 15, Tolerance = 0 };
        var single = BernoulliMixtureTrainer.Fit(data, options with { Precision = MixturePrecision.Single });
        var exact = BernoulliMixtureTrainer.Fit(data, options with { Precision = MixturePrecision.Double });
        // Float32 carries 24 bits: 6e-8 a sum, grown by fifteen iterations that feed on each other.
        for (int t = 0; t < 15; t++)
            Assert.Equal(exact.BestRestart.Iterations[t].MeanLogLikelihood, single.BestRestart.Iterations[t].MeanLogLikelihood, 2e-4);
    }

    [Theory]
    [InlineData(MixturePrecision.Single)]
    [InlineData(MixturePrecision.Double)]
    public void Any_number_of_threads_gives_the_same_bits(MixturePrecision precision)
    {
        var data = BitSamples.TwoGroups(20_000, 50, 4);
        var options = new BernoulliMixtureOptions { Components = 20, Restarts = 1, MaxIterations = 6, Precision = precision };
        using var one = new ThreadTeam(1);
        var expected = BernoulliMixtureTrainer.Fit(data, options, team: one);
        foreach (int size in new[] { 2, 3, 8 })
        {
            using var team = new ThreadTeam(size);
            var fit = BernoulliMixtureTrainer.Fit(data, options, team: team);
            Assert.Equal(expected.Model.Means.ToArray(), fit.Model.Means.ToArray());
            Assert.Equal(expected.Model.Weights.ToArray(), fit.Model.Weights.ToArray());
            Assert.Equal(expected.BestRestart.Objective, fit.BestRestart.Objective);
        }
    }

    [Fact]
    public void Weighted_rows_count_as_often_as_they_say()
    {
        var data = BitSamples.TwoGroups(30, 6, 4);
        var repeated = new BitMatrix(60, 6);
        double[] weights = [.. Enumerable.Range(0, 30).Select(n => n < 15 ? 3.0 : 1.0)];
        for (int n = 0, next = 0; n < 30; n++)
        {
            for (int copy = 0; copy < weights[n]; copy++)
                data.Row(n).CopyTo(repeated.MutableRow(next++));
        }
        // One component has no random start, so that both fits have the same.
        var options = new BernoulliMixtureOptions { Components = 1, Restarts = 1 };
        var weighted = BernoulliMixtureTrainer.Fit(data, options, weights);
        var plain = BernoulliMixtureTrainer.Fit(repeated, options);
        for (int d = 0; d < 6; d++)
            Assert.Equal(plain.Model.Mean(0)[d], weighted.Model.Mean(0)[d], 1e-14);
        Assert.Equal(plain.BestRestart.MeanLogLikelihood, weighted.BestRestart.MeanLogLikelihood, 1e-12);
    }

    [Fact]
    public void One_component_is_the_independent_model()
    {
        var data = BitSamples.TwoGroups(300, 9, 4);
        var fit = BernoulliMixtureTrainer.Fit(data, new BernoulliMixtureOptions { Components = 1, PriorStrength = 0 });
        double entropy = 0;
        foreach (int ones in data.ColumnOnes())
        {
            double p = ones / 300.0;
            entropy += p * Math.Log(p) + (1 - p) * Math.Log(1 - p);
        }
        Assert.Equal(entropy, fit.BestRestart.MeanLogLikelihood, 1e-10);
    }

    [Theory]
    [InlineData(1, 1, 1, 0.0)]
    [InlineData(1, 1, 5, 0.0)]
    [InlineData(1, 200, 3, 1.0)]
    [InlineData(3, 10, 50, 0.0)]
    [InlineData(3, 10, 50, 1.0)]
    [InlineData(40, 1, 2, 0.0)]
    public void Degenerate_shapes_stay_finite(int rows, int columns, int components, double prior)
    {
        foreach (double density in new[] { 0.0, 0.5, 1.0 })
        {
            foreach (var precision in new[] { MixturePrecision.Single, MixturePrecision.Double })
            {
                var data = BitSamples.Random(rows, columns, density, 7);
                var fit = BernoulliMixtureTrainer.Fit(data, new BernoulliMixtureOptions
                {
                    Components = components,
                    PriorStrength = prior,
                    Restarts = 2,
                    Precision = precision,
                });
                AssertSound(fit.Model);
                Assert.All(fit.Model.LogProb(BitSamples.Random(5, columns, 0.5, 1)), value => Assert.True(double.IsFinite(value)));
                Assert.All(fit.Model.Responsibilities(data), value => Assert.InRange(value, 0, 1 + 1e-12));
            }
        }
    }

    [Fact]
    public void Columns_of_ones_cost_no_precision()
    {
        // 20,000 columns, nearly all ones: without storing columns flipped, single precision would lose the signal in sums of 1e5.
        const int rows = 64, columns = 20_000;
        var data = new BitMatrix(rows, columns);
        for (int n = 0; n < rows; n++)
        {
            for (int d = 0; d < columns; d++)
                data[n, d] = (n + d) % 97 != 0;
        }
        var options = new BernoulliMixtureOptions { Components = 2, Restarts = 1, MaxIterations = 5, Tolerance = 0 };
        var single = BernoulliMixtureTrainer.Fit(data, options with { Precision = MixturePrecision.Single });
        var exact = BernoulliMixtureTrainer.Fit(data, options with { Precision = MixturePrecision.Double });
        Assert.Equal(exact.BestRestart.MeanLogLikelihood, single.BestRestart.MeanLogLikelihood, 2e-6 * Math.Abs(exact.BestRestart.MeanLogLikelihood));
    }

    [Fact]
    public void Convergence_exhaustion_and_interruption_are_told_apart()
    {
        var data = BitSamples.TwoGroups(100, 8, 4);
        var options = new BernoulliMixtureOptions { Components = 2, Restarts = 4, MaxIterations = 2000 };
        Assert.Equal(EmStopReason.Converged, BernoulliMixtureTrainer.Fit(data, options).BestRestart.StopReason);
        Assert.Equal(EmStopReason.MaxIterations, BernoulliMixtureTrainer.Fit(data, options with { MaxIterations = 3, Tolerance = 0 }).BestRestart.StopReason);

        using var stop = new CancellationTokenSource();
        var seen = new Reports(iteration =>
        {
            if (iteration is { Restart: 1, Iteration: 2 })
                stop.Cancel();
        });
        var fit = BernoulliMixtureTrainer.Fit(data, options, progress: seen, cancellationToken: stop.Token);
        Assert.Equal(2, fit.Restarts.Count);
        Assert.Equal(EmStopReason.Interrupted, fit.Restarts[1].StopReason);
        Assert.Equal(2, fit.Restarts[1].Iterations.Count);
        AssertSound(fit.Model);
    }

    [Fact]
    public void Bad_options_and_weights_are_named()
    {
        var data = BitSamples.TwoGroups(10, 3, 4);
        AssertSays("components", new() { Components = 0 });
        AssertSays("restarts", new() { Restarts = 0 });
        AssertSays("prior", new() { PriorStrength = -1 });
        AssertSays("prior", new() { PriorStrength = double.NaN });
        AssertSays("tolerance", new() { Tolerance = double.NaN });
        AssertSays("max-iterations", new() { MaxIterations = 0 });
        AssertSays("at least one row", new(), new BitMatrix(0, 3));
        AssertSays("for row 2", new(), data, [1, -1, 1, 1, 1, 1, 1, 1, 1, 1]);
        AssertSays("positive sum", new(), data, new double[10]);
        AssertSays("for each of the 10 rows", new(), data, [1]);

        void AssertSays(string text, BernoulliMixtureOptions options, BitMatrix? other = null, double[]? weights = null)
        {
            var error = Assert.ThrowsAny<ArgumentException>(() => BernoulliMixtureTrainer.Fit(other ?? data, options, weights));
            Assert.Contains(text, error.Message);
        }
    }

    private static void AssertSound(BernoulliMixture mixture)
    {
        Assert.Equal(1, mixture.Weights.ToArray().Sum(), 1e-6);
        Assert.All(mixture.Means.ToArray(), p => Assert.InRange(p, BernoulliMixtureTrainer.MinimumProbability, 1 - BernoulliMixtureTrainer.MinimumProbability));
        for (int k = 1; k < mixture.Components; k++)
            Assert.True(mixture.Weights[k] <= mixture.Weights[k - 1]);
    }

    private sealed class Reports(Action<EmIteration> action) : IProgress<EmIteration>
    {
        public void Report(EmIteration value) => action(value);
    }
}
