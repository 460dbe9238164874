using Pushforward.Evaluation;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Evaluation;

public class KernelMmdTests
{
    private static readonly RandomStream Random = new(7, "permutations");

    [Fact]
    public void The_estimate_is_the_mean_over_pairs()
    {
        PointSet x = Points.Normal(40, 3, 1), y = Points.Normal(25, 3, 2, mean: 0.5);
        double Mean(PointSet a, PointSet b, bool apart) => Enumerable.Range(0, a.Rows).SelectMany(i => Enumerable.Range(0, b.Rows).Where(j => !apart || i != j)
            .Select(j => Math.Exp(-Points.Squared(a, i, b, j) / (2 * 1.5 * 1.5)))).Average();
        double expected = Mean(x, x, true) + Mean(y, y, true) - 2 * Mean(x, y, false);
        // Kernel values are of single precision, 6e-8 each.
        Assert.Equal(expected, KernelMmd.Test(x, y, 1.5, Random, 10).Squared, tolerance: 1e-6);
    }

    [Fact]
    public void P_values_of_sets_from_one_law_are_spread_evenly()
    {
        double[] p = [.. Enumerable.Range(0, 60).Select(i => KernelMmd.Test(Points.Normal(40, 2, 2 * i), Points.Normal(40, 2, 2 * i + 1), 1, Random, 99).PValue)];
        // 60 uniform values: a mean of 0.5 with a standard deviation of 0.037; four of those.
        Assert.InRange(p.Average(), 0.35, 0.65);
        Assert.InRange(p.Count(value => value <= 0.1), 0, 15);
    }

    [Fact]
    public void Sets_of_different_laws_get_the_smallest_p_value_there_can_be() =>
        Assert.Equal(1.0 / 100, KernelMmd.Test(Points.Normal(100, 2, 1), Points.Normal(100, 2, 2, mean: 1), 1, Random, 99).PValue, tolerance: 1e-12);

    [Fact]
    public void The_bandwidth_is_the_median_distance()
    {
        Assert.Equal(4, KernelMmd.MedianDistance(new PointSet(3, 1, [0, 3, 7])), tolerance: 1e-6);
        Assert.Contains("all rows are the same", Assert.Throws<ArgumentException>(() => KernelMmd.MedianDistance(new PointSet(3, 1, [2, 2, 2]))).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_bandwidth_that_is_none_is_refused(double bandwidth) =>
        Assert.Throws<ArgumentException>(() => KernelMmd.Test(Points.Normal(4, 2, 1), Points.Normal(4, 2, 2), bandwidth, Random));
}
