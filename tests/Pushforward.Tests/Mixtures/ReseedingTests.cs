using Pushforward.Mixtures;
using Pushforward.Mixtures.Kernel;

namespace Pushforward.Tests.Mixtures;

public class ReseedingTests
{
    [Fact]
    public void Duplicates_are_merged_and_split_the_heaviest()
    {
        // Components 0 and 2 are twins; 1 is the heaviest.
        var parameters = Parameters([0.2, 0.5, 0.3], [0.1, 0.7, 0.1005]);
        Assert.Equal([2], Reseeding.Apply(parameters, rows: 100));
        // 0.2 + 0.3 = 0.5 ties with 0.5, and the first of them is split.
        Assert.Equal([0.25, 0.5, 0.25], parameters.Weights[..3], (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([0.1, 0.7, 0.1], parameters.Means.Values[..3].ToArray());
    }

    [Fact]
    public void Empty_components_give_up_their_weight()
    {
        var parameters = Parameters([0.6, 0.396, 0.004], [0.1, 0.7, 0.4]);
        Assert.Equal([2], Reseeding.Apply(parameters, rows: 100));
        Assert.Equal(1, parameters.Weights[..3].Sum(), 1e-15);
        Assert.Equal(0.302, parameters.Weights[2], 1e-15);
    }

    [Fact]
    public void Components_at_work_are_left_alone()
    {
        var parameters = Parameters([0.2, 0.5, 0.3], [0.1, 0.7, 0.4]);
        Assert.Empty(Reseeding.Apply(parameters, rows: 100));
        Assert.Equal([0.2, 0.5, 0.3], parameters.Weights[..3]);
    }

    [Fact]
    public void Reseeding_never_ends_lower_and_finds_what_a_start_has_missed()
    {
        var data = BitSamples.TwoGroups(400, 12, 4);
        bool better = false;
        for (int seed = 0; seed < 8; seed++)
        {
            var options = new BernoulliMixtureOptions { Components = 12, Restarts = 1, Seed = seed, PriorStrength = 1, Tolerance = 1e-6 };
            double before = BernoulliMixtureTrainer.Fit(data, options).BestRestart.Objective;
            double after = BernoulliMixtureTrainer.Fit(data, options with { Reseeds = 3 }).BestRestart.Objective;
            Assert.True(after >= before);
            better |= after > before;
        }
        Assert.True(better);
    }

    [Fact]
    public void The_best_of_several_short_runs_goes_on()
    {
        var data = BitSamples.TwoGroups(300, 10, 4);
        var options = new BernoulliMixtureOptions { Components = 6, Restarts = 1, MaxIterations = 6, Tolerance = 0 };
        double First(int runs) => BernoulliMixtureTrainer.Fit(data, options with { ShortRuns = runs }).BestRestart.Iterations[0].Objective;
        // A start from which five iterations have been made already, and the best of ten.
        Assert.True(First(10) > First(1));
        Assert.True(First(10) >= First(2));
    }

    [Fact]
    public void A_stepwise_pass_comes_further_than_an_iteration()
    {
        // Enough rows for several batches, and enough columns for rows not to repeat.
        var data = BitSamples.TwoGroups(40_000, 40, 4);
        var options = new BernoulliMixtureOptions { Components = 4, Restarts = 1, Tolerance = 0 };
        double second = BernoulliMixtureTrainer.Fit(data, options with { MaxIterations = 2 }).BestRestart.Objective;
        double stepwise = BernoulliMixtureTrainer.Fit(data, options with { MaxIterations = 1, StepwisePasses = 1 }).BestRestart.Objective;
        Assert.True(stepwise > second, $"{stepwise} after a stepwise pass, {second} after an iteration");
    }

    private static LaneParameters Parameters(double[] weights, double[] means)
    {
        var parameters = new LaneParameters(LaneLayout.For<double>(weights.Length), 1);
        weights.CopyTo(parameters.Weights, 0);
        means.CopyTo(parameters.Means.Values);
        return parameters;
    }
}
