using Pushforward.Numerics.Calculus;

namespace Pushforward.Numerics.Tests.Calculus;

public sealed class ChebyshevSeriesTests
{
    [Fact]
    public void A_smooth_function_is_interpolated_to_the_tolerance_with_an_honest_error()
    {
        var series = ChebyshevSeries.Fit(Math.Exp, -1, 3, 1e-13, 243, out double error);
        Assert.True(error <= 1e-13);
        for (double x = -1; x <= 3; x += 0.037)
            Assert.Equal(Math.Exp(x), series.Evaluate(x), 2e-13);
    }

    [Fact]
    public void A_kink_is_reported_as_not_resolved()
    {
        ChebyshevSeries.Fit(Math.Abs, -1, 1.1, 1e-10, 81, out double error);
        Assert.True(error > 1e-5);
    }

    [Fact]
    public void A_function_that_is_not_finite_has_an_infinite_error()
    {
        ChebyshevSeries.Fit(x => 1 / (x - x), 0, 1, 1e-10, 81, out double error);
        Assert.Equal(double.PositiveInfinity, error);
    }

    [Fact]
    public void Integral_antiderivative_and_derivative_agree_with_the_sine()
    {
        var series = ChebyshevSeries.Fit(Math.Cos, 0, 2, 1e-15, 81, out _);
        Assert.Equal(Math.Sin(2), series.Integral(), 1e-14);
        Assert.Equal(Math.Sin(1.3), series.Antiderivative().Evaluate(1.3), 1e-14);
        // Differentiation multiplies rounding by about the degree squared.
        Assert.Equal(-Math.Sin(0.4), series.Derivative().Evaluate(0.4), 1e-12);
    }

    [Fact]
    public void All_roots_are_found_also_of_high_degree()
    {
        var series = ChebyshevSeries.Fit(x => Math.Sin(20 * x), 0.1, 3, 1e-13, 243, out _);
        double[] roots = series.Roots();
        Assert.Equal(19, roots.Length);
        for (int k = 0; k < roots.Length; k++)
            Assert.Equal((k + 1) * Math.PI / 20, roots[k], 1e-12);
    }

    [Fact]
    public void A_constant_has_no_roots_and_an_empty_interval_is_refused()
    {
        Assert.Empty(new ChebyshevSeries(0, 1, [2.0]).Roots());
        Assert.Throws<ArgumentException>(() => new ChebyshevSeries(1, 1, [2.0]));
        Assert.Throws<ArgumentException>(() => new ChebyshevSeries(0, 1, []));
    }
}
