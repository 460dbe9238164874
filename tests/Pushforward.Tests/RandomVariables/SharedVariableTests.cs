using MathNet.Numerics;
using Pushforward.Distributions;
using Pushforward.Numerics;
using Pushforward.Numerics.Random;
using Pushforward.RandomVariables;
using static Pushforward.RandomVariables.RandomVariable;

namespace Pushforward.Tests.RandomVariables;

public sealed class SharedVariableTests
{
    private static RandomVariable U => Of(new Uniform(0, 1));

    private static RandomVariable N => Of(new Normal(0, 1));

    private static RandomVariable E => Of(new Exponential(1));

    [Fact]
    public void A_variable_added_to_itself_is_twice_the_variable()
    {
        var x = U;
        var law = Assert.IsType<Uniform>((x + x).Law);
        Assert.Equal((0, 2), (law.Lower, law.Upper));
    }

    [Fact]
    public void A_variable_less_itself_is_zero_and_over_itself_is_one()
    {
        var x = U;
        Assert.Equal([new Atom(0, 1)], (x - x).Law.Atoms);
        Assert.Equal([new Atom(1, 1)], (x / x).Law.Atoms);
    }

    [Fact]
    public void A_quotient_of_a_variable_that_may_be_zero_by_itself_is_refused()
    {
        var x = Relu(Of(new Normal(0, 1)));
        Assert.Contains("0/0", Assert.Throws<ArgumentException>(() => (x / x).Law).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Independent_copies_are_not_the_same_variable()
    {
        var law = (U + U).Law;
        Assert.Equal(0.5, law.Density(0.5), 1e-12);
    }

    public static TheoryData<KnownLaw> Cases =>
    [
        // z = x (1 - x): the two roots are 1/2 -+ sqrt(1/4 - z), the density 2 / sqrt(1 - 4 z)
        new("x (1 - x)", () => { var x = U; return x * (1 - x); }, z => 2 / Math.Sqrt(1 - 4 * z), [0.01, 0.1, 0.2, 0.249], z => 1 - Math.Sqrt(1 - 4 * z)),
        new("x^2 - x", () => { var x = U; return Pow(x, 2) - x; }, z => 2 / Math.Sqrt(1 + 4 * z), [-0.249, -0.1, -0.01], z => Math.Sqrt(1 + 4 * z)),
        new("(x - y) / (x + y)", () => { var (x, y) = (U, U); return (x - y) / (x + y); }, z => 1 / Math.Pow(1 + Math.Abs(z), 2), [-0.9, -0.3, 0.01, 0.5, 0.99]),
        new("x + x y", () => { var (x, y) = (U, U); return x + x * y; }, z => z < 1 ? Math.Log(2) : Math.Log(2 / z), [0.01, 0.5, 0.99, 1.5, 1.99]),
        new("max(x, x + y)", () => { var (x, y) = (U, Of(new Uniform(-1, 1))); return Max(x, x + y); }, z => z < 1 ? 0.5 + 0.5 * z : 0.5 * (2 - z), [0.1, 0.6, 0.99, 1.4]),
        new("b x + (1 - b) y for a coin b", () => { var b = Of(new Bernoulli(0.25)); return b * U + (1 - b) * Of(new Uniform(2, 4)); }, z => z < 1 ? 0.25 : 0.375, [0.3, 0.8, 2.2, 3.9]),
        new("x + 1 / x", () => { var x = Of(new Uniform(1, 2)); return x + 1 / x; }, z => 0.5 + 0.5 * z / Math.Sqrt(z * z - 4), [2.01, 2.2, 2.45]),
        // 1 / (1/x + 1/y): P(Z > z) = 2 z K1(2 z) exp(-2 z)
        new("x y / (x + y), exponential", () => { var (x, y) = (E, E); return x * y / (x + y); }, z => 4 * z * Math.Exp(-2 * z) * (SpecialFunctions.BesselK0(2 * z) + SpecialFunctions.BesselK1(2 * z)), [1e-3, 0.1, 0.5, 2]),
        KnownLaw.Is("(x - y) / (x + y), exponential", () => { var (x, y) = (E, E); return (x - y) / (x + y); }, new Uniform(-1, 1), -0.999, -0.3, 0.01, 0.7),
        new("(x + y) (x - y), normal", () => { var (x, y) = (N, N); return (x + y) * (x - y); }, z => SpecialFunctions.BesselK0(Math.Abs(z) / 2) / (2 * Math.PI), [-4, -0.3, 1e-3, 2]),
        new("(x + y)^2 - (y - x)^2, normal", () => { var (x, y) = (N, N); return Pow(x + y, 2) - Pow(y - x, 2); }, z => SpecialFunctions.BesselK0(Math.Abs(z) / 4) / (4 * Math.PI), [-9, -0.3, 1e-3, 2]),
        new("x + y + x y", () => { var (x, y) = (U, U); return x + y + x * y; }, z => z < 1 ? Math.Log(1 + z) : Math.Log(4 / (1 + z)), [0.01, 0.6, 0.99, 1.5, 2.99]),
        new("sqrt(x^2 + y^2) / (x + y), exponential", () => { var (x, y) = (E, E); return Sqrt(x * x + y * y) / (x + y); }, z => 2 * z / Math.Sqrt(2 * z * z - 1), [0.71, 0.8, 0.999], z => Math.Sqrt(2 * z * z - 1)),
        // sin(2 t) / 2 for a uniform angle t
        new("x y / (x^2 + y^2), normal", () => { var (x, y) = (N, N); return x * y / (x * x + y * y); }, z => 1 / (Math.PI * Math.Sqrt((0.5 - z) * (0.5 + z))), [-0.49, -0.2, 0.01, 0.45], z => 0.5 + Math.Asin(2 * z) / Math.PI),
        new("x / sqrt(x^2 + y^2), normal", () => { var (x, y) = (N, N); return x / Sqrt(x * x + y * y); }, z => 1 / (Math.PI * Math.Sqrt((1 - z) * (1 + z))), [-0.99, -0.2, 0.01, 0.9], z => 0.5 + Math.Asin(z) / Math.PI),
        KnownLaw.Is("x^2 / (x^2 + y^2), normal", () => { var (x, y) = (N, N); return x * x / (x * x + y * y); }, new Beta(0.5, 0.5), 1e-4, 0.2, 0.5, 0.99),
        // 1/z^2 is a sum of two independent 1/x^2, of Levy's law, and that is stable: four times one of them
        KnownLaw.Is("x y / sqrt(x^2 + y^2), normal", () => { var (x, y) = (N, N); return x * y / Sqrt(x * x + y * y); }, new Normal(0, 0.5), -2, -0.3, 1e-3, 1.2),
        new("exp(x) - x", () => { var x = Of(new Uniform(0, 1)); return Exp(x) - x; }, z => 1 / (Math.Exp(Inverse(z)) - 1), [1.01, 1.3, 1.7]),
    ];

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Dependent_appearances_give_the_exact_law(KnownLaw known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var variable = known.Variable();
        var law = Assert.IsType<ComputedLaw>(variable.LawOf(new CalculusOptions { UseClosedForms = false }));
        foreach (double z in known.Places)
        {
            double exact = known.Density(z), error = Math.Abs(law.Density(z) - exact);
            Assert.True(error <= 1e-10 * exact, $"{known.Name} at {z}: {law.Density(z):R}, exact {exact:R}");
            Assert.True(error <= law.DensityErrorBound(z) + 1e-13 * exact, $"{known.Name} at {z}: error {error:G3} exceeds bound {law.DensityErrorBound(z):G3}");
            if (known.Cdf is { } cdf)
                Assert.Equal(cdf(z), law.Cdf(z), 1e-12);
        }
        var check = Verification.Of(law, variable.Sample(100_000, new RandomStream(3, "verify")));
        Assert.True(check.PValue > 1e-4, $"{known.Name}: D = {check.Statistic}, p = {check.PValue}");
    }

    // The other variable is uniform: given x = s the density is 1 / s where s lies between the two curves, so f(z) = ln(largest s / least s).
    public static TheoryData<KnownLaw> IntegratedCases =>
    [
        new("x y + x^2", () => { var (x, y) = (U, U); return x * y + x * x; }, z => Math.Log(Math.Min(1, Math.Sqrt(z)) / ((Math.Sqrt(1 + 4 * z) - 1) / 2)), [1e-6, 0.1, 0.5, 0.999, 1.001, 1.7, 1.999]),
        new("sin(x) + x y", () => { var (x, y) = (U, U); return Sin(x) + x * y; }, z => Math.Log((z < Math.Sin(1) ? Math.Asin(z) : 1) / SineAndItself(z)), [1e-3, 0.1, 0.5, 0.84, 0.85, 1.5, 1.84]),
    ];

    [Theory]
    [MemberData(nameof(IntegratedCases), DisableDiscoveryEnumeration = true)]
    public void A_shared_variable_that_cannot_be_separated_is_integrated_out(KnownLaw known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var variable = known.Variable();
        var law = Assert.IsType<ComputedLaw>(variable.Law);
        // What the route promises: values of the shared variable are followed until they count less than 1e-8, with a safety factor of four.
        Assert.True(law.RelativeError < 1e-7, $"{known.Name}: {law.RelativeError}");
        foreach (double z in known.Places)
        {
            double exact = known.Density(z), error = Math.Abs(law.Density(z) - exact);
            Assert.True(error <= law.DensityErrorBound(z), $"{known.Name} at {z}: {law.Density(z):R}, exact {exact:R}, bound {law.DensityErrorBound(z):G3}");
            Assert.True(error <= 1e-7 * exact, $"{known.Name} at {z}: {law.Density(z):R}, exact {exact:R}");
        }
        var check = Verification.Of(law, variable.Sample(100_000, new RandomStream(3, "verify")));
        Assert.True(check.PValue > 1e-4, $"{known.Name}: D = {check.Statistic}, p = {check.PValue}");
    }

    [Fact]
    public void Two_variables_that_both_appear_twice_are_integrated_out_of_a_function_of_the_other()
    {
        var (x, y) = (U, U);
        // The integral of 1 / (x + 2 y exp(x + y^2)) along x y + exp(x + y^2) = z, by tanh-sinh quadrature with 25 digits
        AssertDensities(x * y + Exp(x + y * y), (1.2, 0.30797630862534332), (2, 0.36602871433795833), (2.7, 0.3360229036169283), (4.7, 0.074179661429283278), (7, 0.0142372694998968));
    }

    [Fact]
    public void Laws_that_degenerate_within_the_range_of_the_shared_variable_are_followed_until_they_count_no_more()
    {
        var (x, y) = (U, U);
        // Given x = 0 it is 0. The integral of (x + y)^2 / x^2 along x y / (x + y) + x = z
        AssertDensities(x * y / (x + y) + x, (0.2, 0.64991114751489849), (0.8, 0.82944622927421914), (1.1, 0.76305009072940994), (1.4, 0.27417950351411936));
    }

    [Fact]
    public void A_variable_of_three_that_all_appear_twice_is_integrated_out_of_a_product_of_the_others()
    {
        // Given y = s it is (x + s)(z + s) - s^2. The integral over s of the density of that product, ln(w / s^2) or ln((1 + s)^2 / w) at w = z + s^2, with 25 digits
        var (x, y, z) = (U, U, U);
        AssertDensities(x * y + y * z + z * x, (0.01, 0.28420906642378636), (0.5, 0.82657753930226668), (0.999, 0.50943043424594178), (1.5, 0.22602238490050490), (2.5, 0.017858661598423853));
    }

    [Fact]
    public void An_atom_that_moves_with_the_shared_variable_is_followed_across_panels()
    {
        // Given x = s: an atom of min(1, 1/(10 s)) at s, and density 1/s on (s, 2 s - 1/10)
        var (x, y) = (U, U);
        var law = (ComputedLaw)(Relu(x * y - 0.1) + x).Law;
        foreach (double z in new[] { 0.03, 0.0999, 0.1001, 0.3, 0.77, 0.999, 1.001, 1.5, 1.89 })
        {
            double exact = (z < 1 ? Math.Min(1, 0.1 / z) : 0) + (z < 0.1 ? 0 : Math.Log(Math.Min(1, z) / ((z + 0.1) / 2)));
            double error = Math.Abs(law.Density(z) - exact);
            Assert.True(error <= law.DensityErrorBound(z), $"{z}: {law.Density(z):R}, exact {exact:R}, bound {law.DensityErrorBound(z):G3}");
            Assert.True(error <= 1e-7 * exact, $"{z}: {law.Density(z):R}, exact {exact:R}");
        }
        Assert.True(law.RelativeError < 1e-4, $"{law.RelativeError}");
    }

    [Fact]
    public void What_takes_too_much_work_is_refused_by_the_names_of_the_variables()
    {
        var (x, y, z) = (Of(new Cauchy(0, 1), "x"), Of(new Cauchy(0, 1), "y"), Of(new Cauchy(0, 1), "z"));
        var error = Assert.Throws<NumericalException>(() => (x * y + y * z + z * x).Law);
        Assert.Contains("x*y + y*z + z*x: x, y and z appear more than once", error.Message, StringComparison.Ordinal);
        Assert.Contains("evaluations of densities", error.Message, StringComparison.Ordinal);
    }

    private static void AssertDensities(RandomVariable variable, params (double Place, double Density)[] expected)
    {
        var law = (ComputedLaw)variable.Law;
        foreach (var (z, density) in expected)
        {
            double error = Math.Abs(law.Density(z) - density);
            Assert.True(error <= law.DensityErrorBound(z), $"{z}: {law.Density(z):R}, expected {density:R}, bound {law.DensityErrorBound(z):G3}");
        }
        Assert.True(law.RelativeError < 1e-7, $"{law.RelativeError}");
    }

    [Fact]
    public void Equal_expressions_in_another_order_are_equal()
    {
        var (x, y) = (U, U);
        Assert.Equal([new Atom(0, 1)], (x * y - y * x).Law.Atoms);
        Assert.Equal([new Atom(1, 1)], ((x + 2 * y) / (2 * y + x)).Law.Atoms);
        Assert.Equal([new Atom(0, 1)], (Max(x, y) - Max(y, x)).Law.Atoms);
        Assert.Equal(1.0 / 3, (2 * x - y - x + y - 0 * y).Law.Cdf(1.0 / 3), 1e-14);
    }

    [Fact]
    public void Moments_of_a_shared_normal_integrated_out_agree_with_the_algebra()
    {
        // E[x y + x^2] = 1, Var = E[x^2] E[y^2] + Var(x^2) = 3; the density by adaptive quadrature of the conditional one
        var (x, y) = (N, N);
        var law = (ComputedLaw)(x * y + x * x).LawOf(new CalculusOptions { UseClosedForms = false });
        Assert.Equal(1, law.Mean.Value, 1e-6);
        Assert.Equal(3, law.Variance.Value, 1e-6);
        Assert.Equal(0.0035530090252963173, law.Density(-1.75), law.DensityErrorBound(-1.75));
        Assert.Equal(0.26032323100169397, law.Density(0.75), law.DensityErrorBound(0.75));
        Assert.Equal(0.08507850852137204, law.Density(2.25), law.DensityErrorBound(2.25));
    }

    [Fact]
    public void What_cannot_be_separated_is_refused_rather_than_taken_as_independent()
    {
        var (x, y, z) = (Of(new Uniform(0, 1), "x"), Of(new Uniform(0, 1), "y"), Of(new Uniform(0, 1), "z"));
        var error = Assert.Throws<NumericalException>(() => (x * y + Exp(x + y * y + z)).Law);
        Assert.Contains("x and y appear more than once in a way that cannot be separated", error.Message, StringComparison.Ordinal);
        Assert.Contains("only one can be integrated out", error.Message, StringComparison.Ordinal);
        Assert.Contains("Rewrite the expression", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_computation_that_is_not_wanted_any_more_stops()
    {
        using var stop = new CancellationTokenSource();
        int values = 0;
        double Count(double v)
        {
            if (Interlocked.Increment(ref values) == 20)
                stop.Cancel();
            return v;
        }
        var (x, y) = (U, U);
        var same = Apply(x, new PiecewiseMonotone("same", new MonotoneBranch(double.NegativeInfinity, double.PositiveInfinity, Count, v => v, _ => 1)));
        Assert.Throws<OperationCanceledException>(() => (same * y + x * x).ComputeLaw(stop.Token));
        Assert.InRange(values, 20, 100);
        Assert.Throws<OperationCanceledException>(() => (x * y).LawOf(new CalculusOptions(), stop.Token));
    }

    // s + sin s = z by Newton's iteration
    private static double SineAndItself(double z)
    {
        double s = z / 2;
        for (int k = 0; k < 60; k++)
            s -= (s + Math.Sin(s) - z) / (1 + Math.Cos(s));
        return s;
    }

    // e^x - x = z by Newton's iteration
    private static double Inverse(double z)
    {
        double x = 1;
        for (int k = 0; k < 60; k++)
            x -= (Math.Exp(x) - x - z) / (Math.Exp(x) - 1);
        return x;
    }
}
