using System.Globalization;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Tests.Support;

namespace Pushforward.Reporting.Tests.Charts;

public class BarChartTests
{
    private static readonly BarChart Plain = new()
    {
        Title = "Times",
        Value = new Axis("time", "s"),
        Categories = ["a", "b"],
        Series = [new BarSeries("train", [10, 20])],
    };

    [Theory]
    [InlineData(BarOrientation.Horizontal, "width")]
    [InlineData(BarOrientation.Vertical, "height")]
    public void Lengths_of_bars_are_proportional_to_values(BarOrientation orientation, string side)
    {
        var reader = new SvgReader((Plain with { Orientation = orientation }).ToSvg());
        double[] lengths = [.. reader.WithClass("pf-bar").Select(bar => double.Parse((string)bar.Attribute(side)!, CultureInfo.InvariantCulture))];
        Assert.Equal(2, lengths[1] / lengths[0], 0.01);
    }

    [Fact]
    public void Values_below_zero_run_the_other_way()
    {
        var reader = new SvgReader((Plain with { Series = [new BarSeries("s", [-10, 10])] }).ToSvg());
        double[] starts = [.. reader.WithClass("pf-bar").Select(bar => double.Parse((string)bar.Attribute("x")!, CultureInfo.InvariantCulture))];
        double[] widths = [.. reader.WithClass("pf-bar").Select(bar => double.Parse((string)bar.Attribute("width")!, CultureInfo.InvariantCulture))];
        Assert.Equal(starts[1], starts[0] + widths[0], 0.02);
        Assert.Equal(widths[0], widths[1], 0.02);
    }

    [Fact]
    public void Figures_stand_beside_horizontal_bars_with_their_errors()
    {
        var chart = Plain with { Series = [new BarSeries("s", [-155.914, double.NaN]) { Errors = [0.42, 0] }] };
        var texts = new SvgReader(chart.ToSvg()).Texts().Select(text => text.Text).ToList();
        Assert.Contains("−155.91 ± 0.42", texts);
        Assert.Contains("–", texts);
        Assert.DoesNotContain("−155.91 ± 0.42", new SvgReader((chart with { ShowValues = false }).ToSvg()).Texts().Select(text => text.Text));
    }

    [Fact]
    public void Series_differ_by_pattern_and_every_pattern_is_defined()
    {
        var chart = Plain with { Series = [.. Enumerable.Range(0, 7).Select(index => new BarSeries($"s{index}", [1, 2]))] };
        var reader = new SvgReader(chart.ToSvg());
        var fills = reader.WithClass("pf-bar").Select(bar => (string)bar.Attribute("fill")!).Distinct().ToList();
        Assert.Equal(7, fills.Count);
        var defined = reader.Named("pattern").Select(pattern => $"url(#{(string)pattern.Attribute("id")!})").ToHashSet();
        Assert.All(fills.Where(fill => fill != "currentColor"), fill => Assert.Contains(fill, defined));
    }

    [Fact]
    public void Bars_on_a_logarithmic_axis_are_refused_and_dots_are_not()
    {
        var chart = Plain with { Value = new Axis("time") { Scale = AxisScale.Logarithmic } };
        Assert.Contains("BarMark.Dot", Assert.Throws<ArgumentException>(chart.ToSvg).Message);
        Assert.Contains("<svg", (chart with { Mark = BarMark.Dot }).ToSvg());
    }

    [Fact]
    public void Values_that_do_not_match_the_categories_are_refused() =>
        Assert.Equal("series 'x': 3 values but 2 categories; expected one for each.",
            Assert.Throws<ArgumentException>((Plain with { Series = [new BarSeries("x", [1, 2, 3])] }).ToSvg).Message);

    [Fact]
    public void No_categories_is_said_in_words() =>
        Assert.Contains("No data", (Plain with { Categories = [], Series = [] }).ToSvg());

    [Fact]
    public void A_long_name_is_shortened_and_whole_when_pointed_at()
    {
        string name = new('n', 300);
        Assert.Contains($"<title>{name}</title>", (Plain with { Categories = [name, "b"] }).ToSvg());
    }
}
