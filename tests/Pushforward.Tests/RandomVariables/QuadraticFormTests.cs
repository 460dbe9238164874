using MathNet.Numerics;
using Pushforward.Distributions;
using Pushforward.Numerics.Random;
using Pushforward.RandomVariables;
using static Pushforward.RandomVariables.RandomVariable;

namespace Pushforward.Tests.RandomVariables;

/// <summary>Polynomials of degree two in normal variables, which are sums of independent squares.</summary>
public sealed class QuadraticFormTests
{
    private static RandomVariable N => Of(new Normal(0, 1));

    [Theory]
    [InlineData(-30)]
    [InlineData(-2.5)]
    [InlineData(-1e-3)]
    [InlineData(1e-3)]
    [InlineData(0.7)]
    [InlineData(6)]
    public void A_symmetric_form_of_three_variables_has_its_closed_form(double z)
    {
        // The eigenvalues are 1, -1/2, -1/2: a chi-squared variable less an exponential one
        var (x, y, w) = (N, N, N);
        var law = (ComputedLaw)(x * y + y * w + w * x).Law;
        double exact = Math.Exp(z) / Math.Sqrt(3) * (z < 0 ? 1 : SpecialFunctions.Erfc(Math.Sqrt(1.5 * z)));
        double error = Math.Abs(law.Density(z) - exact);
        Assert.True(error <= 1e-10 * exact, $"{law.Density(z):R}, exact {exact:R}");
        // MathNet's erfc is good to 1e-12.
        Assert.True(error <= law.DensityErrorBound(z) + 1e-12 * exact, $"error {error:G3}, bound {law.DensityErrorBound(z):G3}");
    }

    [Theory]
    [InlineData(-1.75, 0.0035530090252963173)]
    [InlineData(0.75, 0.26032323100169397)]
    [InlineData(2.25, 0.08507850852137204)]
    public void Densities_agree_with_adaptive_quadrature_of_the_conditional_one(double z, double density)
    {
        var (x, y) = (N, N);
        Assert.Equal(1, (x * y + x * x).Law.Density(z) / density, 1e-10);
    }

    [Fact]
    public void Moments_and_simulation_agree_where_means_and_scales_differ()
    {
        // A = ((1, 1/2), (1/2, 0)), covariance S = diag(4, 1/4): the mean is tr(A S) + m'A m + b'm = 4 + 0 - 1, the variance 2 tr(A S A S) + h'S h = 33 + 5
        // with the slope h = (1, 2) at the mean m = (1, -1).
        var (x, y) = (Of(new Normal(1, 2)), Of(new Normal(-1, 0.5)));
        var variable = x * y + x * x + y;
        var law = variable.Law;
        Assert.Equal(3, law.Mean.Value, 1e-10);
        Assert.Equal(38, law.Variance.Value, 1e-9);
        Assert.True(variable.Verify(100_000, new RandomStream(5, "verify")).PValue > 1e-4);
    }

    [Fact]
    public void A_form_without_full_rank_keeps_the_linear_part_of_the_rest()
    {
        // (x + y)^2 + x - y = 2 u^2 + sqrt(2) v: mean 2, variance 8 + 2
        var (x, y) = (N, N);
        var law = (x * x + 2 * x * y + y * y + x - y).Law;
        Assert.Equal(2, law.Mean.Value, 1e-10);
        Assert.Equal(10, law.Variance.Value, 1e-9);
    }
}
