using Pushforward.Distributions;
using Pushforward.Divergences;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Tests.Divergences;

public class DivergenceTests
{
    private static readonly Law Bimodal = LawReader.Read("mixture(0.5: normal(-3,1), 0.5: normal(3,1))");

    // ---- Reference values -------------------------------------------------------------------------------------------------------------

    [Fact]
    public void Two_uniforms_one_within_the_other()
    {
        var (p, q) = (new Uniform(0, 1), new Uniform(-1, 1));
        var forward = Divergence.KullbackLeibler(p, q);
        Assert.Equal(DivergenceKind.ClosedForm, forward.Kind);
        Assert.Equal(Math.Log(2), forward.Value, 1e-15);

        var reverse = Divergence.KullbackLeibler(q, p);
        Assert.Equal((DivergenceKind.Infinite, InfiniteReason.Support), (reverse.Kind, reverse.Reason));
        Assert.Equal(double.PositiveInfinity, reverse.Value);
        Assert.Equal(new Interval(-1, 0), reverse.Witness);
        Assert.Equal("[-1, 0] has mass under uniform(-1,1) and none under uniform(0,1).", reverse.Explanation);

        AssertValue(0.2157615543388357, Divergence.JensenShannon(p, q));
        AssertValue(0.5, Divergence.TotalVariation(p, q));
        AssertValue(1 - 1 / Math.Sqrt(2), Divergence.HellingerSquared(p, q));
        foreach (var divergence in new[] { FDivergence.KullbackLeibler, FDivergence.JensenShannon, FDivergence.TotalVariation, FDivergence.HellingerSquared })
        {
            var integrated = Divergence.ByQuadrature(divergence, p, q);
            Assert.Equal(DivergenceKind.Quadrature, integrated.Kind);
        }
        AssertValue(0.2157615543388357, Divergence.ByQuadrature(FDivergence.JensenShannon, p, q));
    }

    [Fact]
    public void A_normal_and_a_cauchy()
    {
        var (p, q) = (new Normal(0, 1), new Cauchy(0, 1));
        AssertValue(0.2592445324888623, Divergence.KullbackLeibler(p, q));
        var reverse = Divergence.KullbackLeibler(q, p);
        Assert.Equal((DivergenceKind.Infinite, InfiniteReason.Tail), (reverse.Kind, reverse.Reason));
        Assert.Equal(double.PositiveInfinity, reverse.Witness!.Value.Upper);
        Assert.Contains("cauchy(0,1) falls as |x|^-2 and normal(0,1) falls as exp(-c |x|^2)", reverse.Explanation);
    }

    [Theory]
    [InlineData(1, 0.009742770)]
    [InlineData(2, 0.171998762)]
    [InlineData(3, 0.461994613)]
    public void Two_normals_mixed_and_the_normal_that_matches_their_moments(double a, double expected)
    {
        var p = LawReader.Read(FormattableString.Invariant($"mixture(0.5: normal({-a},1), 0.5: normal({a},1))"));
        // The table has nine decimals.
        Assert.Equal(expected, Divergence.KullbackLeibler(p, new Normal(0, Math.Sqrt(1 + a * a))).Value, 5.1e-10);
    }

    // ---- Closed forms against quadrature ------------------------------------------------------------------------------------------------

    public static TheoryData<string, string> UsualPairs => new()
    {
        { "normal(0,1)", "normal(1,2)" },
        { "normal(1,2)", "normal(0,1.8)" },
        { "normal(1e6,1e-3)", "normal(1e6,2e-3)" },
        { "normal(0,1)", "normal(1e-5,1)" },
        { "lognormal(0,1)", "lognormal(0.5,1.2)" },
        { "exponential(1)", "exponential(3)" },
        { "exponential(1)", "gamma(2,3)" },
        { "gamma(2.5,1)", "gamma(3,2)" },
        { "gamma(0.5,1)", "gamma(0.7,1)" },
        { "chi-squared(3)", "chi-squared(4)" },
        { "beta(2,3)", "beta(3,2)" },
        { "beta(0.5,0.5)", "beta(0.7,0.6)" },
        { "gamma(9.5,2)", "gamma(7,2)" },
        { "laplace(0,1)", "laplace(1,2)" },
        { "cauchy(0,1)", "cauchy(2,3)" },
        { "cauchy(-100,0.1)", "cauchy(95,1)" },
        { "uniform(0,1)", "uniform(-1,2)" },
        { "uniform(0,1)", "uniform(0,1)" },
    };

    [Theory]
    [MemberData(nameof(UsualPairs))]
    public void Closed_forms_agree_with_the_quadrature_within_its_error(string first, string second)
    {
        var (p, q) = (LawReader.Read(first), LawReader.Read(second));
        (DivergenceResult Closed, FDivergence Divergence)[] pairs =
        [
            (Divergence.KullbackLeibler(p, q), FDivergence.KullbackLeibler),
            (Divergence.TotalVariation(p, q), FDivergence.TotalVariation),
            (Divergence.HellingerSquared(p, q), FDivergence.HellingerSquared),
            (Divergence.ChiSquared(p, q), FDivergence.ChiSquared),
            (Divergence.Alpha(p, q, 0.3), FDivergence.Alpha(0.3)),
            (Divergence.Alpha(p, q, 1.1), FDivergence.Alpha(1.1)),
        ];
        Assert.Equal(DivergenceKind.ClosedForm, pairs[0].Closed.Kind);
        foreach (var (closed, divergence) in pairs)
        {
            if (closed.Kind != DivergenceKind.ClosedForm)
                continue;
            var integrated = Divergence.ByQuadrature(divergence, p, q);
            Assert.Equal(DivergenceKind.Quadrature, integrated.Kind);
            double off = Math.Abs(integrated.Value - closed.Value);
            Assert.True(off <= integrated.Error + closed.Error, $"{divergence.Name}: {integrated} against {closed}, off by {off}");
            Assert.True(integrated.Error <= 1e-10 * Math.Max(1e-3, closed.Value), $"{divergence.Name}: error {integrated.Error}");
        }
    }

    // ---- Infinite, and why ---------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("cauchy(0,1)", "normal(0,1)", InfiniteReason.Tail)]
    [InlineData("cauchy(0,1)", "laplace(0,1)", InfiniteReason.Tail)]
    [InlineData("student-t(1.5)", "normal(0,1)", InfiniteReason.Tail)]
    [InlineData("student-t(2)", "normal(0,1)", InfiniteReason.Tail)]
    [InlineData("student-t(1)", "logistic(0,1)", InfiniteReason.Tail)]
    [InlineData("mixture(0.999: normal(0,1), 0.001: cauchy(0,1))", "normal(0,1)", InfiniteReason.Tail)]
    [InlineData("normal(0,1)", "exponential(1)", InfiniteReason.Support)]
    [InlineData("uniform(0,1)", "bernoulli(0.5)", InfiniteReason.Support)]
    [InlineData("bernoulli(0.5)", "uniform(0,1)", InfiniteReason.Support)]
    [InlineData("bernoulli(0.5)", "bernoulli(1)", InfiniteReason.Support)]
    [InlineData("uniform(0,3)", "mixture(0.5: uniform(0,1), 0.5: uniform(2,3))", InfiniteReason.Support)]
    public void Infinite_divergences_say_why(string first, string second, InfiniteReason reason)
    {
        var result = Divergence.KullbackLeibler(LawReader.Read(first), LawReader.Read(second));
        Assert.Equal((DivergenceKind.Infinite, (InfiniteReason?)reason, double.PositiveInfinity), (result.Kind, result.Reason, result.Value));
        Assert.NotNull(result.Witness);
        Assert.EndsWith(".", result.Explanation);
    }

    [Fact]
    public void The_witness_is_a_gap_or_an_atom()
    {
        var gap = Divergence.KullbackLeibler(new Uniform(0, 3), LawReader.Read("mixture(0.5: uniform(0,1), 0.5: uniform(2,3))"));
        Assert.Equal(new Interval(1, 2), gap.Witness);
        var atom = Divergence.KullbackLeibler(new Bernoulli(0.5), new Uniform(0, 1));
        Assert.Equal(new Interval(0, 0), atom.Witness);
        Assert.Contains("the point 0 has mass", atom.Explanation);
    }

    [Theory]
    [InlineData("student-t(2.1)", "normal(0,1)")]
    [InlineData("student-t(1.1)", "laplace(0,1)")]
    [InlineData("lognormal(0,1)", "exponential(1)")]
    [InlineData("lognormal(0,3)", "gamma(2,1)")]
    [InlineData("exponential(1)", "lognormal(0,0.3)")]
    [InlineData("normal(0,1)", "normal(0,0.01)")]
    [InlineData("cauchy(0,1)", "student-t(30)")]
    [InlineData("beta(0.5,0.5)", "beta(5,5)")]
    [InlineData("uniform(0,1)", "normal(50,1)")]
    public void Finite_divergences_near_the_border_are_finite(string first, string second)
    {
        var result = Divergence.KullbackLeibler(LawReader.Read(first), LawReader.Read(second));
        Assert.True(double.IsFinite(result.Value) && result.Value > 0, result.ToString());
        Assert.True(result.Error <= 1e-8 * result.Value, result.ToString());
    }

    [Theory]
    [InlineData("normal(0,1)", "normal(0,0.70710678)", true)]
    [InlineData("normal(0,1)", "normal(0,0.70711)", false)]
    [InlineData("exponential(1)", "exponential(2)", true)]
    [InlineData("exponential(1)", "exponential(1.99)", false)]
    [InlineData("cauchy(0,1)", "student-t(1.9)", false)]
    [InlineData("cauchy(0,1)", "student-t(2)", true)]
    [InlineData("cauchy(0,1)", "student-t(3)", true)]
    [InlineData("laplace(0,1)", "normal(0,1)", true)]
    [InlineData("normal(0,1)", "laplace(0,1)", false)]
    [InlineData("lognormal(0,1)", "exponential(1)", true)]
    [InlineData("beta(0.5,0.5)", "uniform(0,1)", true)]
    [InlineData("beta(0.51,0.51)", "uniform(0,1)", false)]
    [InlineData("uniform(0,1)", "beta(2,2)", true)]
    public void Chi_squared_is_infinite_where_the_other_density_falls_too_fast(string first, string second, bool infinite)
    {
        var result = Divergence.ChiSquared(LawReader.Read(first), LawReader.Read(second));
        Assert.Equal(infinite, result.Kind == DivergenceKind.Infinite);
        Assert.Equal(infinite, double.IsPositiveInfinity(result.Value));
    }

    [Fact]
    public void Renyi_of_laws_without_common_mass_is_infinite_at_any_order()
    {
        var (p, q) = (new Uniform(0, 1), new Uniform(2, 3));
        Assert.Equal(InfiniteReason.Support, Divergence.Renyi(p, q, 0.5).Reason);
        Assert.Equal(InfiniteReason.Support, Divergence.Renyi(p, q, 2).Reason);
        AssertValue(1, Divergence.TotalVariation(p, q));
        AssertValue(1, Divergence.HellingerSquared(p, q));
        AssertValue(Math.Log(2), Divergence.JensenShannon(p, q));
    }

    // ---- Atoms ------------------------------------------------------------------------------------------------------------------------

    [Fact]
    public void Discrete_laws_are_summed()
    {
        var (p, q) = (new Bernoulli(0.25), new Bernoulli(0.5));
        AssertValue(0.25 * Math.Log(0.5) + 0.75 * Math.Log(1.5), Divergence.KullbackLeibler(p, q));
        AssertValue(0.25, Divergence.TotalVariation(p, q));
        AssertValue(0.25, Divergence.Wasserstein1(p, q));
        AssertValue(0, Divergence.KullbackLeibler(p, p));
        AssertValue(0, Divergence.Wasserstein1(p, p));
    }

    [Fact]
    public void Atoms_and_densities_add()
    {
        var p = LawReader.Read("mixture(0.5: bernoulli(0.25), 0.5: normal(0,1))");
        var q = LawReader.Read("mixture(0.5: bernoulli(0.5), 0.5: normal(1,1))");
        double expected = 0.5 * (0.25 * Math.Log(0.5) + 0.75 * Math.Log(1.5)) + 0.5 * 0.5;
        AssertValue(expected, Divergence.KullbackLeibler(p, q));
    }

    // ---- Identities and inequalities ----------------------------------------------------------------------------------------------------

    private static readonly string[] OnTheLine =
    [
        "normal(0,1)", "normal(0.5,2)", "cauchy(0,1)", "laplace(1,1)", "logistic(0,0.5)", "student-t(3)",
        "mixture(0.3: normal(-2,0.5), 0.7: laplace(1,2))", "uniform(-1,2)", "exponential(0.7)", "gamma(0.5,1)", "beta(0.5,2)",
        "mixture(0.2: bernoulli(0.5), 0.8: normal(0,1))",
    ];

    public static TheoryData<string> EachOnTheLine => [.. OnTheLine];

    [Theory]
    [MemberData(nameof(EachOnTheLine))]
    public void Divergences_satisfy_their_identities_and_inequalities(string first) =>
        Assert.All(OnTheLine, second => CheckPair(first, second));

    private static void CheckPair(string first, string second)
    {
        var (p, q) = (LawReader.Read(first), LawReader.Read(second));
        double kl = Divergence.KullbackLeibler(p, q).Value, js = Divergence.JensenShannon(p, q).Value;
        double tv = Divergence.TotalVariation(p, q).Value, hellinger = Divergence.HellingerSquared(p, q).Value;
        const double Slack = 1e-10;
        Assert.True(kl >= 0);
        Assert.InRange(tv, 0, 1 + Slack);
        Assert.InRange(js, 0, Math.Log(2) + Slack);
        Assert.InRange(hellinger, 0, 1 + Slack);
        Assert.Equal(js, Divergence.JensenShannon(q, p).Value, Slack);
        Assert.Equal(tv, Divergence.TotalVariation(q, p).Value, Slack);
        Assert.Equal(hellinger, Divergence.HellingerSquared(q, p).Value, Slack);
        // Pinsker; Bretagnolle and Huber; Le Cam.
        Assert.True(tv <= Math.Sqrt(kl / 2) + Slack);
        Assert.True(tv <= Math.Sqrt(1 - Math.Exp(-kl)) + Slack);
        Assert.True(hellinger <= tv + Slack && tv <= Math.Sqrt(hellinger * (2 - hellinger)) + Slack);
        // KL lies above -2 ln(1 - H^2), JS below ln 2 TV, and ln(1 + chi^2) above KL.
        Assert.True(kl >= -2 * Math.Log(1 - hellinger) - Slack);
        Assert.True(js <= Math.Log(2) * tv + Slack);
        double chiSquared = Divergence.ChiSquared(p, q).Value;
        Assert.True(double.IsInfinity(kl) ? double.IsInfinity(chiSquared) : chiSquared >= Math.Exp(kl) - 1 - Slack * Math.Exp(kl));
        // The alpha-divergence at 1/2 is four times the squared Hellinger distance; Renyi's grows with its order.
        Assert.Equal(4 * hellinger, Divergence.Alpha(p, q, 0.5).Value, 4 * Slack);
        double half = Divergence.Renyi(p, q, 0.5).Value;
        Assert.True(half <= kl + Slack && kl <= Divergence.Renyi(p, q, 1.5).Value + Slack);
        if (first == second)
            Assert.Equal(0, kl + js + tv + hellinger, 1e-13);
    }

    // ---- Wasserstein ------------------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("normal(0,1)", "normal(3,1)", 3)]
    [InlineData("normal(0,1)", "normal(0,2)", 0.7978845608028654)]
    [InlineData("uniform(0,1)", "uniform(5,6)", 5)]
    [InlineData("uniform(0,1)", "uniform(0,2)", 0.5)]
    [InlineData("exponential(1)", "exponential(2)", 0.5)]
    [InlineData("cauchy(0,1)", "cauchy(2,1)", 2)]
    [InlineData("bernoulli(0.5)", "uniform(0,1)", 0.25)]
    [InlineData("laplace(0,1)", "laplace(-4,1)", 4)]
    public void Wasserstein_distances(string first, string second, double expected) =>
        AssertValue(expected, Divergence.Wasserstein1(LawReader.Read(first), LawReader.Read(second)), 1e-9);

    [Theory]
    [InlineData("cauchy(0,1)", "cauchy(0,2)")]
    [InlineData("cauchy(0,1)", "normal(0,1)")]
    [InlineData("student-t(1)", "student-t(0.5)")]
    public void Wasserstein_distances_without_a_mean_are_infinite(string first, string second) =>
        Assert.Equal(InfiniteReason.Tail, Divergence.Wasserstein1(LawReader.Read(first), LawReader.Read(second)).Reason);

    [Fact]
    public void Orders_are_checked()
    {
        Assert.Throws<ArgumentException>(() => Divergence.Renyi(Bimodal, Bimodal, 0));
        Assert.Throws<ArgumentException>(() => Divergence.Alpha(Bimodal, Bimodal, double.NaN));
        Assert.Throws<ArgumentNullException>(() => Divergence.KullbackLeibler(null!, Bimodal));
    }

    private static void AssertValue(double expected, DivergenceResult result, double tolerance = 1e-9)
    {
        double off = Math.Abs(expected - result.Value);
        Assert.True(off <= tolerance && result.Error <= tolerance, $"{result} for {expected}");
        // The expected values carry sixteen digits.
        Assert.True(off <= result.Error + 4e-16 * Math.Abs(expected), $"{result} for {expected}: off by {off}, beyond the reported error");
    }
}
