using Pushforward.Distributions;
using Pushforward.RandomVariables;
using static Pushforward.RandomVariables.RandomVariable;

namespace Pushforward.Tests.RandomVariables;

/// <summary>
/// The project's table of reference laws, row by row, as a user gets them: with known results where there are any. <see cref="KnownLawTests"/> holds the same
/// closed forms against quadrature alone. Each was derived by hand (Springer 1979, chapters 3 and 4) or, for the fifty uniforms, summed with 60 digits.
/// </summary>
public sealed class ReferenceLawTests
{
    // What the project promises away from poles.
    private const double Relative = 1e-10;
    private const double Absolute = 1e-12;

    // What golden tests hold the named laws to.
    private const double NamedLawError = 2e-14;

    public static TheoryData<string> Rows =>
    [
        "1 / C", "exp(normal)", "sqrt(x^2 + y^2), uniform", "U + E", "E - E", "cauchy(-100,1) + cauchy(95,1)", "U U", "U U U", "five U", "U / U", "N N", "C C", "C / C",
        "(U + U) / (U + U)", "exponential(2) / exponential(3)", "|N| / |N|", "atan(N / N)", "Box and Muller", "six relu(E - 1)",
        "uniform(.02,.03) / uniform(.34,.35)", "normal(400,1) + normal(400,1)", "leaky-relu(N, 0.1)",
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Density_and_distribution_function_are_right_and_the_bound_holds(string name)
    {
        var known = KnownLaws.Named(name);
        var law = known.Variable().Law;
        foreach (double z in known.Places)
        {
            double exact = known.Density(z), bound = law is ComputedLaw computed ? computed.DensityErrorBound(z) : NamedLawError * Math.Max(1, exact);
            AssertNear(exact, law.Density(z), bound, $"{name}, density at {z}");
            if (known.Cdf is { } cdf)
                AssertNear(cdf(z), law.Cdf(z), law is ComputedLaw integrated ? integrated.CdfErrorBound(z) : NamedLawError, $"{name}, distribution function at {z}");
        }
    }

    [Fact]
    public void Breaks_lie_where_the_reference_has_them()
    {
        var uniform = new Uniform(0, 1);
        var ratio = (Of(uniform) + Of(uniform)) / (Of(uniform) + Of(uniform));
        Assert.Equal([0, 0.5, 1, 2], ratio.Law.Breakpoints.Select(point => Math.Round(point.Location, 14)));
        var radius = Sqrt(Pow(Of(uniform), 2) + Pow(Of(uniform), 2));
        Assert.Equal([0, 1, Math.Round(Math.Sqrt(2), 14)], radius.Law.Breakpoints.Select(point => Math.Round(point.Location, 14)));
    }

    private static void AssertNear(double exact, double computed, double bound, string where)
    {
        double error = Math.Abs(computed - exact);
        Assert.True(error <= Relative * Math.Abs(exact) + Absolute, $"{where}: {computed:R}, exact {exact:R}");
        // The closed forms are themselves rounded: a few ulps for elementary ones, 1e-12 for MathNet's Bessel functions.
        Assert.True(error <= bound + 1e-12 * Math.Abs(exact), $"{where}: error {error:G3} exceeds the bound {bound:G3}");
    }
}
