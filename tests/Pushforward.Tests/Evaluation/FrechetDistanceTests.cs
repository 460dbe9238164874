using MathNet.Numerics.LinearAlgebra;
using Pushforward.Evaluation;

namespace Pushforward.Tests.Evaluation;

public class FrechetDistanceTests
{
    /// <summary>
    /// From NumPy 1.24 in double by another way: with the centered rows A, B over √(rows - 1), the root's trace is the sum of the singular values of A Bᵀ,
    /// which needs no covariance. In the second and fourth case the covariances are singular, with fewer rows than columns.
    /// </summary>
    [Theory]
    [InlineData(60, 80, 8, 0.06728025188254705)]
    [InlineData(12, 15, 20, 1.6323036634079884)]
    [InlineData(200, 200, 40, 0.1065084746245546)]
    [InlineData(5, 300, 16, 9.463603490598443)]
    public void The_distance_is_that_of_an_independent_reference(int first, int second, int columns, double expected)
    {
        double distance = FrechetDistance.Squared(Points.Waves(first, columns, 0), Points.Waves(second, columns, 0.9));
        Assert.Equal(1, distance / expected, tolerance: 1e-6);
    }

    [Fact]
    public void Of_commuting_covariances_it_is_the_sum_over_axes()
    {
        double[] a = [4, 1, 0.25, 0], b = [1, 9, 0.25, 0];
        var moments = (double[] variances, double mean) => new GaussianMoments(
            Vector<double>.Build.Dense(4, mean), Matrix<double>.Build.DenseOfDiagonalArray(variances));
        double expected = 4 * 0.5 * 0.5 + a.Zip(b, (x, y) => Math.Pow(Math.Sqrt(x) - Math.Sqrt(y), 2)).Sum();
        Assert.Equal(expected, FrechetDistance.Squared(moments(a, 0.5), moments(b, 0)), tolerance: 1e-12);
    }

    [Fact]
    public void It_is_zero_between_a_set_and_itself_and_the_same_both_ways()
    {
        PointSet a = Points.Waves(30, 12, 0), b = Points.Waves(40, 12, 0.4);
        // Traces here are about 6: what is left are the last digits of their sums.
        Assert.InRange(FrechetDistance.Squared(a, a), 0, 1e-12);
        Assert.Equal(FrechetDistance.Squared(a, b), FrechetDistance.Squared(b, a), tolerance: 1e-12);
    }

    [Fact]
    public void The_square_root_of_a_covariance_near_singular_is_symmetric_and_squares_to_it()
    {
        var covariance = GaussianMoments.Of(Points.Waves(9, 24, 0.2)).Covariance;
        var root = FrechetDistance.SquareRoot(covariance);
        Assert.Equal(0, (root - root.Transpose()).L2Norm());
        Assert.InRange((root * root - covariance).L2Norm() / covariance.L2Norm(), 0, 1e-13);
        Assert.All(root.Enumerate(), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Points_that_are_all_the_same_have_a_distance()
    {
        var still = new PointSet(3, 2, [1, 2, 1, 2, 1, 2]);
        Assert.Equal(0, FrechetDistance.Squared(still, still));
        Assert.Equal(2, FrechetDistance.Squared(still, new PointSet(2, 2, [0, 1, 0, 1])), tolerance: 1e-12);
    }

    [Fact]
    public void A_single_row_has_no_covariance()
    {
        var single = Assert.Throws<ArgumentException>(() => GaussianMoments.Of(new PointSet(1, 2, [1, 2])));
        Assert.Contains("at least two rows", single.Message);
    }
}
