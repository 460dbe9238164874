using Pushforward.Distributions;
using Pushforward.Numerics.Random;
using Pushforward.RandomVariables;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Reports;

namespace Pushforward.Reporting.Tests.Reports;

public class LawChartsTests
{
    [Fact]
    public void A_heavy_tail_does_not_squeeze_the_rest()
    {
        // The quartiles are -1 and 1, and 0.5 % of the mass lies beyond 64.
        var chart = Assert.IsType<LineChart>(LawCharts.Density("c", new Cauchy(0, 1)));
        Assert.InRange(chart.X.Maximum!.Value, 7, 8);
        Assert.Equal(-chart.X.Maximum.Value, chart.X.Minimum!.Value, 1e-9);
        Assert.Null(chart.Y.Maximum);
        // A share that is asked for is kept, as are light tails.
        Assert.True(((LineChart)LawCharts.Density("c", new Cauchy(0, 1), tail: 0.005)).X.Maximum > 60);
        Assert.InRange(((LineChart)LawCharts.Density("n", new Normal(0, 1))).X.Maximum!.Value, 2.57, 2.9);
    }

    [Fact]
    public void A_pole_is_cut_off_so_that_the_rest_is_seen()
    {
        var chart = (LineChart)LawCharts.Density("b", new Beta(0.5, 0.5));
        // 1 / (pi sqrt(x (1 - x))) is at least 2 / pi.
        Assert.InRange(chart.Y.Maximum!.Value, 4 / Math.PI, 10);
    }

    [Fact]
    public void Atoms_beside_a_density_are_named_with_their_probability_and_fill_no_bar()
    {
        var variable = RandomVariable.Relu(RandomVariable.Of(new Normal(0, 1)));
        double[] sample = variable.Sample(2000, new RandomStream(0, "chart"));
        var chart = Assert.IsType<Histogram>(LawCharts.Density("relu", variable.Law, sample));
        Assert.Contains(chart.Curves, curve => curve.Name == "P(Z = 0) = 0.5");
        Assert.DoesNotContain(0, chart.Values);
        Assert.Equal(sample.Length, chart.Values.Count);
    }

    [Fact]
    public void A_law_of_atoms_alone_is_drawn_by_probabilities()
    {
        var chart = Assert.IsType<LineChart>(LawCharts.Density("coin", new Bernoulli(0.25), [0, 0, 0, 1]));
        Assert.Equal("probability", chart.Y.Title);
        Assert.Equal([0, 0.75, double.NaN, 0, 0.25, double.NaN], chart.Series[0].Y);
        Assert.Equal([0.75, double.NaN, 0.25, double.NaN], chart.Series[1].Y);
        Assert.StartsWith("<svg", chart.ToSvg());
        Assert.StartsWith("<svg", LawCharts.Density("one", RandomVariable.Constant(3).Law).ToSvg());
    }
}
