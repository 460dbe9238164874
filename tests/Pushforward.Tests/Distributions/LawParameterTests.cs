using Pushforward.Distributions;
using Pushforward.Numerics.Random;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Tests.Distributions;

/// <summary>Construction, moments that know when they do not exist, atoms, breakpoints and tails.</summary>
public class LawParameterTests
{
    [Theory]
    [InlineData("normal(0,-1)", "standardDeviation: expected a number greater than 0, got -1 (Normal, parameter 'standardDeviation').")]
    [InlineData("normal(0,0)", "got 0 (Normal")]
    [InlineData("uniform(2,1)", "b: expected a number greater than 2, got 1 (Uniform, parameter 'b').")]
    [InlineData("cauchy(0,-2)", "scale: expected a number greater than 0, got -2 (Cauchy, parameter 'scale').")]
    [InlineData("lognormal(0,0)", "sigma: expected a number greater than 0")]
    [InlineData("exponential(0)", "rate: expected")]
    [InlineData("laplace(0,0)", "(Laplace, parameter 'scale')")]
    [InlineData("logistic(0,0)", "(Logistic, parameter 'scale')")]
    [InlineData("gamma(0,1)", "shape: expected")]
    [InlineData("gamma(1,0)", "rate: expected")]
    [InlineData("beta(-1,1)", "a: expected")]
    [InlineData("beta(1,0)", "b: expected")]
    [InlineData("chi-squared(0)", "k: expected")]
    [InlineData("student-t(0)", "df: expected")]
    [InlineData("bernoulli(1.5)", "p: expected a probability between 0 and 1, got 1.5 (Bernoulli, parameter 'p').")]
    [InlineData("mixture(0.5: normal(0,1), 0.4: normal(1,1))", "weights: expected to add to 1, got 0.9")]
    [InlineData("mixture(0: normal(0,1), 1: normal(1,1))", "weight: expected a number greater than 0, got 0")]
    public void Parameters_are_checked_and_named(string law, string message) =>
        Assert.Contains(message, Assert.Throws<ExpressionException>(() => LawReader.Read(law)).Message);

    [Fact]
    public void Infinite_and_missing_parameters_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Normal(double.NaN, 1));
        Assert.Throws<ArgumentException>(() => new Normal(0, double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => new Uniform(double.NegativeInfinity, 0));
        Assert.Throws<ArgumentException>(() => new Uniform(-1e308, 1e308));
        Assert.Throws<ArgumentException>(() => new Mixture());
    }

    [Theory]
    [InlineData("normal(2,3)", "2", "9")]
    [InlineData("uniform(0,12)", "6", "12")]
    [InlineData("lognormal(0,1)", "1.6487212707001282", "4.670774270471604")]
    [InlineData("lognormal(0,100)", "Infinity", "Infinity")]
    [InlineData("cauchy(0,1)", "undefined", "undefined")]
    [InlineData("exponential(4)", "0.25", "0.0625")]
    [InlineData("laplace(1,2)", "1", "8")]
    [InlineData("logistic(1,2)", "1", "13.15947253478581")]
    [InlineData("gamma(6,2)", "3", "1.5")]
    [InlineData("beta(2,3)", "0.4", "0.04")]
    [InlineData("chi-squared(5)", "5", "10")]
    [InlineData("student-t(1)", "undefined", "undefined")]
    [InlineData("student-t(1.5)", "0", "Infinity")]
    [InlineData("student-t(4)", "0", "2")]
    [InlineData("bernoulli(0.25)", "0.25", "0.1875")]
    [InlineData("mixture(0.5: normal(-3,1), 0.5: normal(3,1))", "0", "10")]
    [InlineData("mixture(0.5: normal(0,1), 0.5: cauchy(0,1))", "undefined", "undefined")]
    [InlineData("mixture(0.5: normal(0,1), 0.5: student-t(2))", "0", "Infinity")]
    public void Moments_know_whether_they_exist(string name, string mean, string variance)
    {
        var law = LawReader.Read(name);
        AssertMoment(mean, law.Mean);
        AssertMoment(variance, law.Variance);

        static void AssertMoment(string expected, Moment actual)
        {
            if (double.TryParse(expected, out double value) && double.IsFinite(value))
                Assert.Equal(value, actual.Value, 4e-16 * Math.Abs(value));
            else
                Assert.Equal(expected, actual.ToString());
        }
    }

    [Fact]
    public void A_mixture_carries_atoms_breakpoints_and_the_heavier_tails()
    {
        var law = LawReader.Read("mixture(0.25: bernoulli(0.5), 0.25: beta(0.5,0.5), 0.25: exponential(2), 0.25: cauchy(0,1))");
        Assert.Equal([new Atom(0, 0.125), new Atom(1, 0.125)], law.Atoms);
        Assert.Equal(Support.RealLine.Intervals, law.Support.Intervals);
        Assert.Equal([0.0, 1.0], law.Breakpoints.Select(point => point.Location));
        Assert.Equal((PowerLaw.Regular, new PowerLaw(-0.5)), (law.Breakpoints[0].Below, law.Breakpoints[0].Above));
        Assert.Equal((new PowerLaw(-0.5), PowerLaw.Regular), (law.Breakpoints[1].Below, law.Breakpoints[1].Above));
        Assert.Equal((Tail.Algebraic(2), Tail.Algebraic(2)), (law.LeftTail, law.RightTail));
        // The jump of an atom is passed at once: the quantile is the atom for a whole range of probabilities.
        double before = law.Cdf(-1e-300);
        Assert.Equal(0, law.Quantile(before + 0.06), 1e-300);
    }

    [Fact]
    public void The_support_of_a_mixture_is_a_union()
    {
        var law = LawReader.Read("mixture(0.5: uniform(0,1), 0.25: uniform(2,3), 0.25: bernoulli(0.5))");
        Assert.Equal("[0, 1] u [2, 3]", law.Support.ToString());
        Assert.Equal(1, law.Quantile(0.75), 1e-15);
        Assert.Equal(0, law.Density(1.5));
        Assert.Equal(0.75, law.Cdf(1.5));
    }

    [Fact]
    public void A_bernoulli_variable_is_zero_or_one()
    {
        var law = new Bernoulli(0.3);
        var draws = new double[10_000];
        law.Sample(draws, new RandomStream(0, "bernoulli-test"));
        Assert.All(draws, x => Assert.True(x is 0 or 1));
        // Five standard deviations of a mean of 10,000.
        Assert.Equal(0.3, draws.Average(), 5 * Math.Sqrt(0.21 / 10_000));
        Assert.Equal((0, 0, 1, 1), (law.Quantile(0.1), law.Quantile(0.7), law.Quantile(0.71), law.Quantile(1)));
        Assert.Equal((1, 1, 0, 0), (law.ComplementaryQuantile(0), law.ComplementaryQuantile(0.29), law.ComplementaryQuantile(0.3), law.ComplementaryQuantile(1)));
    }
}
