using Pushforward.Distributions;
using Pushforward.Numerics;
using Pushforward.Numerics.Random;
using Pushforward.RandomVariables;
using static Pushforward.RandomVariables.RandomVariable;

namespace Pushforward.Tests.RandomVariables;

public sealed class RandomVariableTests
{
    private static RandomVariable U => Of(new Uniform(0, 1));

    private static RandomVariable N => Of(new Normal(0, 1));

    private static RandomVariable C => Of(new Cauchy(0, 1));

    [Theory]
    [InlineData(25, 0.19485378795758548)]
    [InlineData(20, 0.009700595883342043)]
    [InlineData(10, 1.2083763422542103e-14)]
    public void A_sum_of_fifty_uniforms_keeps_relative_precision_in_its_tail(double z, double expected)
    {
        var law = (ComputedLaw)Sum(Enumerable.Range(0, 50).Select(_ => U)).Law;
        Assert.Equal(1, law.Density(z) / expected, 1e-10);
        Assert.True(Math.Abs(law.Density(z) - expected) <= law.DensityErrorBound(z));
    }

    [Fact]
    public void The_atom_of_a_sum_of_rectified_variables_is_exact()
    {
        var law = Sum(Enumerable.Range(0, 6).Select(_ => Relu(Of(new Exponential(1)) - 1))).Law;
        var atom = Assert.Single(law.Atoms);
        Assert.Equal(0, atom.Location);
        Assert.Equal(Math.Pow(1 - Math.Exp(-1), 6), atom.Probability, 1e-13);
    }

    [Fact]
    public void Moments_of_the_leaky_rectifier_are_those_of_the_reference()
    {
        var law = LeakyRelu(N, 0.1).Law;
        Assert.Equal(0.359048052361, law.Mean.Value, 1e-12);
        Assert.Equal(0.376084496096, law.Variance.Value, 1e-12);
        Assert.Equal(10, law.Density(-1e-12) / law.Density(1e-12), 1e-9);
    }

    [Fact]
    public void Moments_know_when_they_do_not_exist()
    {
        var numerically = new CalculusOptions { UseClosedForms = false };
        Assert.Equal(MomentStatus.Undefined, (C + C).LawOf(numerically).Mean.Status);
        Assert.Equal(MomentStatus.Undefined, (C * C).LawOf(numerically).Mean.Status);
        Assert.Equal(MomentStatus.Infinite, Abs(C).LawOf(numerically).Mean.Status);
        Assert.Equal(MomentStatus.Infinite, (1 / U).Law.Mean.Status);
        var square = Of(new StudentT(3)) + U;
        Assert.Equal((MomentStatus.Finite, MomentStatus.Finite), (square.Law.Mean.Status, square.Law.Variance.Status));
        Assert.Equal(MomentStatus.Infinite, (Of(new StudentT(2)) + U).Law.Variance.Status);
        Assert.Equal(MomentStatus.Finite, (1 / (1 + Abs(N))).Law.Variance.Status);
    }

    [Fact]
    public void Moments_of_the_radius_agree_with_the_integrals()
    {
        var law = Sqrt(Pow(U, 2) + Pow(U, 2)).Law;
        // E = (sqrt 2 + asinh 1) / 3, E of the square 2/3
        double mean = (Math.Sqrt(2) + Math.Asinh(1)) / 3;
        Assert.Equal(mean, law.Mean.Value, 1e-13);
        Assert.Equal(2.0 / 3 - mean * mean, law.Variance.Value, 1e-12);
        Assert.Equal(0.5, law.Cdf(law.Quantile(0.5)), 1e-13);
    }

    [Fact]
    public void Tails_carry_their_exponents()
    {
        var law = (C * C).Law;
        Assert.Equal((TailKind.Algebraic, 2.0, 1), (law.RightTail.Kind, law.RightTail.Exponent, law.RightTail.LogPower));
        Assert.Equal(TailKind.LogSquared, Exp(N).LawOf(new CalculusOptions { UseClosedForms = false }).RightTail.Kind);
        Assert.Equal(TailKind.Exponential, (N * N).Law.RightTail.Kind);
        var pole = Assert.Single((N * N).Law.Breakpoints);
        Assert.Equal((0.0, PowerLaw.Logarithmic, PowerLaw.Logarithmic), (pole.Location, pole.Below, pole.Above));
    }

    [Fact]
    public void A_pole_away_from_zero_is_resolved()
    {
        // 3 + N N has its logarithmic pole at 3.
        var law = 3 + N * N;
        Assert.Equal((N * N).Law.Density(1e-6), law.Law.Density(3 + 1e-6), 1e-9);
        Assert.Equal(1, law.Law.LogDensityNear(3, 1e-18) / (N * N).Law.LogDensity(1e-18), 1e-11);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void The_removable_places_of_a_product_of_cauchys_are_smooth(double z)
    {
        // ln(z^2) / (pi^2 (z^2 - 1)) tends to 1 / pi^2
        foreach (var variable in new[] { C * C, C / C })
        {
            var law = (ComputedLaw)variable.LawOf(new CalculusOptions { UseClosedForms = false });
            double error = Math.Abs(law.Density(z) - 1 / (Math.PI * Math.PI));
            Assert.True(error <= 1e-11, $"{law.Density(z):R}");
            Assert.True(error <= law.DensityErrorBound(z));
        }
    }

    [Fact]
    public void A_ratio_of_uniforms_breaks_at_the_ratios_of_their_ends()
    {
        var law = (Of(new Uniform(0.02, 0.03)) / Of(new Uniform(0.34, 0.35))).Law;
        double[] expected = [0.02 / 0.35, 0.02 / 0.34, 0.03 / 0.35, 0.03 / 0.34];
        Assert.Equal(expected.Length, law.Breakpoints.Count);
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], law.Breakpoints[k].Location, 1e-15);
    }

    [Fact]
    public void A_function_given_by_its_branches_is_applied()
    {
        var cube = new PiecewiseMonotone(
            "cube", new MonotoneBranch(double.NegativeInfinity, double.PositiveInfinity, x => x * x * x, Math.Cbrt, x => 3 * x * x));
        var law = Apply(Of(new Uniform(1, 2)), cube).Law;
        Assert.Equal(1 / (3 * Math.Cbrt(4 * 4)), law.Density(4), 1e-13);
        Assert.Throws<ArgumentException>(() => new PiecewiseMonotone("none"));
    }

    [Fact]
    public void Known_closed_forms_are_used_unless_switched_off()
    {
        Assert.IsType<Normal>((N + N).Law);
        Assert.IsType<Cauchy>((1 / C).Law);
        Assert.IsType<LogNormal>(Exp(N).Law);
        Assert.IsType<ComputedLaw>((N + N).LawOf(new CalculusOptions { UseClosedForms = false }));
    }

    [Fact]
    public void A_mixture_is_resolved_by_its_components()
    {
        var mixture = Of(new Mixture(new MixturePart(0.5, new Normal(-100, 0.01)), new MixturePart(0.5, new Uniform(0, 1))));
        var law = (mixture + N).Law;
        Assert.Equal(0.5 * new Normal(-100, Math.Sqrt(1.0001)).Density(-100.5), law.Density(-100.5), 1e-12);
        Assert.Equal(0.5 * (new Normal(0, 1).Cdf(0.3) - new Normal(0, 1).Cdf(-0.7)), law.Density(0.3), 1e-12);
    }

    [Fact]
    public void The_logarithm_of_a_law_with_negative_support_names_the_part_without_image()
    {
        var error = Assert.Throws<ArgumentException>(() => Log(Of(new Uniform(-1, 3))).Law);
        Assert.Contains("probability 0.25 on [-1, 0)", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Sqrt(N).Law);
    }

    [Fact]
    public void Division_by_what_may_be_zero_is_refused()
    {
        Assert.Contains("division by zero", Assert.Throws<ArgumentException>(() => (U / Relu(N)).Law).Message, StringComparison.Ordinal);
        Assert.Contains("division by zero", Assert.Throws<ArgumentException>(() => U / 0).Message, StringComparison.Ordinal);
        Assert.Contains("0/0", Assert.Throws<ArgumentException>(() => (Relu(N) / Relu(N)).Law).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_and_endless_branches_are_refused_quickly()
    {
        var deep = N;
        Assert.Contains("nested", Assert.Throws<ArgumentException>(() =>
        {
            for (int k = 0; k < 1000; k++)
                deep = Sin(deep);
        }).Message, StringComparison.Ordinal);
        Assert.Contains("branches", Assert.Throws<NumericalException>(() => Sin(C).Law).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => N + double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => Pow(N, double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => Log(Constant(-1)));
    }

    [Fact]
    public void Verification_rejects_a_wrong_law_and_gives_a_histogram_that_fits_the_right_one()
    {
        var z = U * U;
        var right = z.Verify(20_000, new RandomStream(1, "test"));
        Assert.True(right.PValue > 1e-4);
        Assert.Equal(60, right.Histogram.Count);
        Assert.True(Verification.Of(new Beta(0.5, 1.2), z.Sample(20_000, new RandomStream(1, "test"))).PValue < 1e-6);
        Assert.Equal(0.99, right.Histogram.Sum(bar => bar.Expected * (bar.Upper - bar.Lower)), 1e-9);
    }
}
