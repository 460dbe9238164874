using Pushforward.Distributions;
using Pushforward.Divergences;
using Pushforward.RandomVariables;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Tests.Divergences;

/// <summary>Divergences of computed laws, against named laws they equal and against closed forms.</summary>
public class ComputedLawDivergenceTests
{
    [Theory]
    [InlineData("uniform(0,1) + uniform(0,1)", "uniform(0,2)", 0.19314718055994530942)] // KL(triangular, uniform) = ln 2 - 1/2
    [InlineData("uniform(0,1) * uniform(0,1)", "uniform(0,1)", 0.42278433509846713939)] // E[ln(-ln z)] = 1 - gamma, under -ln z of law gamma(2, 1)
    [InlineData("uniform(0,1)^2", "uniform(0,1)", 0.30685281944005469058)] // E[-ln z / 2] - ln 2 = 1 - ln 2
    [InlineData("max(uniform(0,1), uniform(0,1))", "uniform(0,1)", 0.19314718055994530942)] // ln 2 - 1/2
    [InlineData("abs(normal(0,1))", "exponential(1)", 0.07209320815813792)] // as laplace against normal, halves folded together
    public void Divergences_of_computed_laws_are_right_to_their_error(string expression, string other, double expected)
    {
        var law = Compute(expression);
        var result = Divergence.KullbackLeibler(law, LawReader.Read(other));
        Assert.True(Math.Abs(result.Value - expected) <= result.Error + 2e-15, $"{result}, expected {expected:R}, off by {result.Value - expected:G2}");
        Assert.True(result.Error < 1e-9, result.ToString());
    }

    [Theory]
    [InlineData("exponential(1) - exponential(1)", "laplace(0,1)")]
    [InlineData("normal(0,1) / normal(0,1)", "cauchy(0,1)")]
    [InlineData("normal(0,1)^2 + normal(0,1)^2", "exponential(0.5)")]
    [InlineData("exp(normal(1,0.5))", "lognormal(1,0.5)")]
    public void A_computed_law_is_at_no_distance_from_the_law_it_is(string expression, string name)
    {
        var (law, same) = (Compute(expression), LawReader.Read(name));
        foreach (var result in new[] { Divergence.KullbackLeibler(law, same), Divergence.KullbackLeibler(same, law), Divergence.JensenShannon(law, same) })
            Assert.InRange(result.Value, 0, 1e-9);
        Assert.InRange(Divergence.TotalVariation(law, same).Value, 0, 1e-8);
    }

    [Fact]
    public void Atoms_supports_and_tails_of_computed_laws_decide()
    {
        var rectified = Compute("relu(normal(0,1))");
        var atom = Divergence.KullbackLeibler(rectified, new Normal(0, 1));
        Assert.Equal((InfiniteReason.Support, new Interval(0, 0)), (atom.Reason!.Value, atom.Witness!.Value));
        Assert.Equal(0, Divergence.KullbackLeibler(rectified, Compute("relu(normal(0,1))")).Value, 1e-10);
        // Half the mass is an atom on one side and a density on the other.
        Assert.Equal(0.5, Divergence.TotalVariation(rectified, new Normal(0, 1)).Value, 1e-10);

        var ratio = Compute("normal(0,1) / uniform(0,1)");
        Assert.Equal(InfiniteReason.Tail, Divergence.KullbackLeibler(ratio, new Normal(0, 1)).Reason);
        Assert.True(double.IsFinite(Divergence.KullbackLeibler(new Normal(0, 1), ratio).Value));
        Assert.Equal(InfiniteReason.Support, Divergence.KullbackLeibler(new Normal(0, 1), Compute("uniform(0,1) + uniform(0,1)")).Reason);
    }

    private static Law Compute(string expression) => new VariableReader().Read(expression).LawOf(new CalculusOptions { UseClosedForms = false });
}
