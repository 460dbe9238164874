using System.Xml.Linq;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Tests.Support;

namespace Pushforward.Reporting.Tests.Charts;

public class ChartTests
{
    private static readonly LineChart Plain = new()
    {
        Title = "Curve",
        X = new Axis("iteration"),
        Y = new Axis("log-likelihood", "nats per image"),
        Series = [LineSeries.ByIndex("train", [-3, -2, -1.5, -1.2])],
    };

    [Fact]
    public void Axes_carry_titles_with_units()
    {
        var texts = new SvgReader(Plain.ToSvg()).Texts().Select(text => text.Text).ToList();
        Assert.Contains("log-likelihood (nats per image)", texts);
        Assert.Contains("iteration", texts);
        Assert.Contains("Curve", texts);
    }

    [Fact]
    public void The_description_tells_the_figures_to_those_who_cannot_see_them()
    {
        var reader = new SvgReader(Plain.ToSvg());
        Assert.Equal("Curve", reader.Title);
        Assert.Contains("4 values from −3 to −1.2, the last −1.2", reader.Description);
        Assert.Equal("Mine.", new SvgReader((Plain with { Description = "Mine." }).ToSvg()).Description);
    }

    [Fact]
    public void A_single_series_needs_no_legend_and_two_have_one()
    {
        Assert.DoesNotContain(new SvgReader(Plain.ToSvg()).Texts(), text => text.Text == "train");
        var two = Plain with { Series = [.. Plain.Series, LineSeries.ByIndex("test", [-4, -3])] };
        Assert.Contains(new SvgReader(two.ToSvg()).Texts(), text => text.Text == "test");
    }

    [Fact]
    public void Series_differ_by_dash_and_mark_as_well_as_by_color()
    {
        var many = Plain with { Series = [.. Enumerable.Range(0, 56).Select(index => LineSeries.ByIndex($"s{index}", [1, index]))] };
        var reader = new SvgReader(many.ToSvg());
        var lines = reader.WithClass("pf-line").Where(path => path.Ancestors().Any(group => group.Attribute("clip-path") is not null)).ToList();
        Assert.Equal(7, lines.Select(line => (string?)line.Attribute("stroke-dasharray")).Distinct().Count());
        Assert.Equal(8, lines.Select(line => (string?)line.Parent!.Attribute("class")).Distinct().Count());
        Assert.Equal(56, lines.Select(line => ((string?)line.Attribute("stroke-dasharray"), (string?)line.Parent!.Attribute("class"))).Distinct().Count());
    }

    [Fact]
    public void A_value_that_cannot_be_drawn_leaves_a_gap()
    {
        var gap = Plain with { Series = [LineSeries.ByIndex("s", [1, 2, double.NaN, 3, 4, double.PositiveInfinity, 5])] };
        string path = (string)new SvgReader(gap.ToSvg()).WithClass("pf-line").Single().Attribute("d")!;
        Assert.Equal(3, path.Count(letter => letter == 'M'));
        // The point alone between a gap and the end still shows.
        Assert.EndsWith("h0", path);
    }

    [Theory]
    [InlineData()]
    [InlineData(double.NaN, double.PositiveInfinity)]
    public void Nothing_to_draw_is_said_in_words(params double[] values)
    {
        var reader = new SvgReader((Plain with { Series = [LineSeries.ByIndex("s", values)] }).ToSvg());
        Assert.Contains(reader.Texts(), text => text.Text == "No data");
        Assert.StartsWith("No data", reader.Description);
    }

    [Fact]
    public void A_logarithmic_axis_leaves_out_what_is_not_positive()
    {
        var chart = Plain with { Y = new Axis("loss") { Scale = AxisScale.Logarithmic }, Series = [LineSeries.ByIndex("s", [0, -1, 10, 100])] };
        Assert.Equal(2, SvgReader.Corners(new SvgReader(chart.ToSvg()).WithClass("pf-line").Single()).Count());
    }

    [Fact]
    public void Lines_go_where_their_values_say()
    {
        var chart = Plain with { X = new Axis("x"), Series = [new LineSeries("s", [0, 5, 10], [0, 5, 10]) { Markers = false }], Y = new Axis("y") { Minimum = 0, Maximum = 10 } };
        var reader = new SvgReader(chart.ToSvg());
        var (left, top, right, bottom) = reader.Plot;
        var corners = SvgReader.Corners(reader.WithClass("pf-line").Single()).ToList();
        Assert.Equal(left, corners[0].X, 0.02);
        Assert.Equal(bottom, corners[0].Y, 0.02);
        Assert.Equal((left + right) / 2, corners[1].X, 0.02);
        Assert.Equal((top + bottom) / 2, corners[1].Y, 0.02);
        Assert.Equal(right, corners[2].X, 0.02);
        Assert.Equal(top, corners[2].Y, 0.02);
    }

    [Fact]
    public void Data_beyond_given_limits_are_clipped_and_written_with_modest_numbers()
    {
        var chart = Plain with { Y = new Axis("y") { Minimum = 0, Maximum = 1 }, Series = [new LineSeries("s", [1, 2, 3], [0, 1e200, 0.5])] };
        var reader = new SvgReader(chart.ToSvg());
        Assert.All(SvgReader.Corners(reader.WithClass("pf-line").Single()), corner => Assert.InRange(corner.Y, -10_000, 20_000));
        Assert.Equal(2, reader.WithClass("pf-mark").Count());
    }

    [Fact]
    public void A_long_series_is_thinned_without_losing_its_extremes()
    {
        double[] values = [.. Enumerable.Range(0, 1_000_000).Select(index => Math.Sin(index * 0.37))];
        values[777_777] = 40;
        var reader = new SvgReader((Plain with { Series = [LineSeries.ByIndex("s", values)] }).ToSvg());
        var corners = SvgReader.Corners(reader.WithClass("pf-line").Single()).ToList();
        // At most four points for each half pixel of a 720 pixel picture.
        Assert.InRange(corners.Count, 1000, 4 * 2 * 720);
        double spike = corners.Min(corner => corner.Y);
        Assert.True(spike < corners.OrderBy(corner => corner.Y).ElementAt(1).Y - 100);
    }

    [Fact]
    public void Of_a_million_points_one_a_pixel_is_drawn()
    {
        double[] x = [.. Enumerable.Range(0, 1_000_000).Select(index => Math.Sin(index * 0.37))], y = [.. x.Select((value, index) => value * Math.Cos(index * 0.11))];
        var chart = new ScatterChart { Title = "cloud", X = new Axis("x"), Y = new Axis("y"), Series = [new ScatterSeries("s", x, y)], Width = 360 };
        var reader = new SvgReader(chart.ToSvg());
        var (left, top, right, bottom) = reader.Plot;
        string path = (string)reader.WithClass("pf-mark").Single().Attribute("d")!;
        Assert.InRange(path.Count(letter => letter == 'M'), 10_000, (int)((right - left + 2) * (bottom - top + 2)));
    }

    [Theory]
    [InlineData(720)]
    [InlineData(300)]
    public void Names_among_points_stand_clear_of_each_other_even_where_all_points_are_in_one_place(int width)
    {
        var chart = new ScatterChart
        {
            Title = "codes",
            X = new Axis("x"),
            Y = new Axis("y"),
            Width = width,
            NamesAmongPoints = true,
            Series = [.. Enumerable.Range(0, 4).Select(k => new ScatterSeries($"{k}", [0, 1, 2], [0, 1, 2])), new ScatterSeries("none", [], [])],
        };
        XElement[] plates = [.. new SvgReader(chart.ToSvg()).WithClass("pf-bg").Where(plate => plate.Attribute("rx") is not null)];
        double[] tops = [.. plates.Select(plate => (double)plate.Attribute("y")!).Order()];
        Assert.Equal(4, tops.Length);
        // Numbers in the picture are rounded to a hundredth.
        Assert.All(tops.Zip(tops.Skip(1)), pair => Assert.True(pair.Second - pair.First >= (double)plates[0].Attribute("height")! - 0.02));
    }

    [Fact]
    public void Unequal_lengths_are_refused_with_the_series_named()
    {
        var chart = Plain with { Series = [new LineSeries("loss", [1, 2, 3], [1, 2])] };
        Assert.Equal("series 'loss': 3 x-values but 2 y-values; expected one for each.", Assert.Throws<ArgumentException>(chart.ToSvg).Message);
        var band = Plain with { Series = [LineSeries.ByIndex("loss", [1, 2]) with { Lower = [0, 1] }] };
        Assert.Contains("Upper is missing", Assert.Throws<ArgumentException>(band.ToSvg).Message);
        var errors = Plain with { Series = [LineSeries.ByIndex("loss", [1, 2]) with { Errors = [0] }] };
        Assert.Contains("1 errors", Assert.Throws<ArgumentException>(errors.ToSvg).Message);
        Assert.Throws<ArgumentException>(new ScatterChart { Title = "t", X = new Axis("x"), Y = new Axis("y"), Series = [new ScatterSeries("s", [1], [])] }.ToSvg);
    }

    [Theory]
    [InlineData(1, 1, AxisScale.Linear)]
    [InlineData(2, 1, AxisScale.Linear)]
    [InlineData(double.NaN, 1, AxisScale.Linear)]
    [InlineData(0, double.PositiveInfinity, AxisScale.Linear)]
    [InlineData(0, 1, AxisScale.Logarithmic)]
    [InlineData(-1, 1, AxisScale.Logarithmic)]
    public void Impossible_limits_are_refused_with_the_axis_named(double minimum, double maximum, AxisScale scale)
    {
        var chart = Plain with { Y = new Axis("loss") { Minimum = minimum, Maximum = maximum, Scale = scale } };
        Assert.StartsWith("y axis 'loss'", Assert.Throws<ArgumentException>(chart.ToSvg).Message);
    }

    [Theory]
    [InlineData(239)]
    [InlineData(4001)]
    public void A_width_out_of_range_is_refused(int width) => Assert.Throws<ArgumentException>((Plain with { Width = width }).ToSvg);

    [Fact]
    public void A_limit_beyond_all_data_still_gives_a_picture() =>
        Assert.Contains("<svg", (Plain with { Y = new Axis("y") { Minimum = 1000 } }).ToSvg());

    [Fact]
    public void An_error_bar_spans_its_standard_error()
    {
        var chart = Plain with { Series = [new LineSeries("s", [0, 1], [2, 2]) { Errors = [1, 1] }], Y = new Axis("y") { Minimum = 0, Maximum = 4 } };
        var reader = new SvgReader(chart.ToSvg());
        var (_, top, _, bottom) = reader.Plot;
        var corners = SvgReader.Corners(reader.WithClass("pf-error").Single()).ToList();
        Assert.Equal((bottom - top) / 2, corners.Max(corner => corner.Y) - corners.Min(corner => corner.Y), 0.05);
    }

    [Fact]
    public void Hostile_labels_come_out_as_text()
    {
        const string Hostile = "<script>\"'&]]>";
        var chart = new LineChart { Title = Hostile, X = new Axis(Hostile), Y = new Axis(Hostile, Hostile), Series = [LineSeries.ByIndex(Hostile, [1, 2]), LineSeries.ByIndex("b", [1])], Description = Hostile };
        string svg = chart.ToSvg();
        Assert.DoesNotContain("<script", svg);
        var reader = new SvgReader(svg);
        Assert.Equal(Hostile, reader.Title);
        Assert.Equal(Hostile, reader.Description);
        Assert.Equal(3, reader.Texts().Count(text => text.Text == Hostile));
    }

    [Fact]
    public void Alone_a_chart_brings_its_style_and_on_a_page_it_does_not()
    {
        Assert.Contains("prefers-color-scheme:dark", Plain.ToSvg());
        string inline = ChartRenderer.Render(Plain, inline: true, "figure-1");
        Assert.DoesNotContain("<style", inline);
        Assert.DoesNotContain("http", inline);
        Assert.Contains("id=\"figure-1-title\"", inline);
    }
}
