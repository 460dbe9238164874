using Pushforward.Numerics.Random;
using Pushforward.RandomVariables;

namespace Pushforward.Tests.RandomVariables;

public sealed class KnownLawTests
{
    // 1e-10 relative and 1e-12 absolute is what the calculus promises away from poles.
    private const double Relative = 1e-10;
    private const double Absolute = 1e-12;

    private static readonly CalculusOptions Numerically = new() { UseClosedForms = false };

    public static TheoryData<KnownLaw> Cases => KnownLaws.All;

    [Fact]
    public void There_are_at_least_forty_cases() => Assert.True(Cases.Count >= 40);

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void The_computed_law_agrees_with_the_closed_form_within_its_bound_and_passes_a_simulation(KnownLaw known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var variable = known.Variable();
        var law = (ComputedLaw)variable.LawOf(Numerically);
        foreach (double z in known.Places)
        {
            double exact = known.Density(z);
            double error = Math.Abs(law.Density(z) - exact);
            Assert.True(error <= Relative * exact + Absolute, $"{known.Name} at {z}: density {law.Density(z):R}, exact {exact:R}");
            // The closed form is itself rounded: a few ulps for elementary ones, 1e-12 for MathNet's Bessel functions and integrals.
            Assert.True(error <= law.DensityErrorBound(z) + 1e-12 * exact, $"{known.Name} at {z}: error {error:G3} exceeds bound {law.DensityErrorBound(z):G3}");
            if (known.Cdf is { } cdf)
            {
                error = Math.Abs(law.Cdf(z) - cdf(z));
                Assert.True(error <= Relative * cdf(z) + Absolute, $"{known.Name} at {z}: cdf {law.Cdf(z):R}, exact {cdf(z):R}");
                Assert.True(error <= law.CdfErrorBound(z), $"{known.Name} at {z}: cdf error {error:G3} exceeds bound {law.CdfErrorBound(z):G3}");
            }
            Assert.Equal(1, law.Cdf(z) + law.ComplementaryCdf(z), 1e-11);
        }
        var check = Verification.Of(law, variable.Sample(100_000, new RandomStream(7, "verify")));
        Assert.True(check.PValue > 1e-4, $"{known.Name}: D = {check.Statistic}, p = {check.PValue}");
    }
}
