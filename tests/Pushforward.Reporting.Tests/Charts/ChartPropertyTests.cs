using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Tests.Support;

namespace Pushforward.Reporting.Tests.Charts;

/// <summary>What holds for every chart, whatever data and texts it is given.</summary>
public class ChartPropertyTests
{
    [Fact]
    public void Any_chart_is_well_formed_and_holds_no_script_and_no_number_that_is_not_finite() => ForAnyChart(chart =>
    {
        string svg = chart.ToSvg();
        var root = XDocument.Parse(svg).Root!;
        Assert.Equal("svg", root.Name.LocalName);
        Assert.Equal("img", (string?)root.Attribute("role"));
        Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName == "script");
        foreach (var geometry in root.Descendants().SelectMany(element => element.Attributes()).Where(attribute => attribute.Name.LocalName is "d" or "x" or "y" or "width" or "height"))
        {
            Assert.DoesNotContain("NaN", geometry.Value);
            Assert.DoesNotContain("Infinity", geometry.Value);
            Assert.DoesNotContain("∞", geometry.Value);
            Assert.DoesNotContain("E", geometry.Value);
        }
    });

    [Fact]
    public void No_text_leaves_the_picture_or_meets_another() => ForAnyChart(chart =>
    {
        foreach (string svg in (string[])[chart.ToSvg(), ChartRenderer.Render(chart, inline: true, "id")])
        {
            var reader = new SvgReader(svg);
            var texts = reader.Texts().Where(text => text.Right - text.Left > 0.5).ToList();
            foreach (var text in texts)
            {
                Assert.True(text.Left >= -0.5 && text.Right <= reader.Width + 0.5 && text.Top >= -0.5 && text.Bottom <= reader.Height + 0.5,
                    $"'{text.Text}' at {text.Left:0.#}-{text.Right:0.#}, {text.Top:0.#}-{text.Bottom:0.#} leaves the {reader.Width} x {reader.Height} picture");
            }
            for (int one = 0; one < texts.Count; one++)
            {
                for (int other = one + 1; other < texts.Count; other++)
                {
                    bool apart = texts[one].Right <= texts[other].Left + 0.5 || texts[other].Right <= texts[one].Left + 0.5 ||
                        texts[one].Bottom <= texts[other].Top + 0.5 || texts[other].Bottom <= texts[one].Top + 0.5;
                    Assert.True(apart, $"'{texts[one].Text}' and '{texts[other].Text}' overlap");
                }
            }
        }
    });

    [Fact]
    public void The_same_chart_gives_the_same_bytes() => ForAnyChart(chart => Assert.Equal(chart.ToSvg(), chart.ToSvg()));

    [Fact]
    public void Lines_without_limits_stay_inside_the_plot() => ForAnyChart(chart =>
    {
        if (chart is not LineChart line)
            return;
        var reader = new SvgReader(line.ToSvg());
        if (!reader.Named("clipPath").Any())
            return;
        var (left, top, right, bottom) = reader.Plot;
        // Coordinates are written to a hundredth of a pixel.
        foreach (var (x, y) in reader.WithClass("pf-line").Where(path => path.Ancestors().Any(group => group.Attribute("clip-path") is not null)).SelectMany(SvgReader.Corners))
        {
            Assert.InRange(x, left - 0.02, right + 0.02);
            Assert.InRange(y, top - 0.02, bottom + 0.02);
        }
    });

    private static string Summary(Chart chart) => chart switch
    {
        LineChart line => $"{line.Title} {line.Width} {line.X} {line.Y}: {string.Join(" | ", line.Series.Select(series => string.Join(' ', series.Y)))}",
        ScatterChart scatter => $"{scatter.Title} {scatter.Width} {scatter.X} {scatter.Y}: {string.Join(" | ", scatter.Series.Select(series => string.Join(' ', series.Y)))}",
        BarChart bars => $"{bars.Title} {bars.Width} {bars.Value} {bars.Orientation} {bars.Mark}: {string.Join(" | ", bars.Series.Select(series => string.Join(' ', series.Values)))}",
        Histogram histogram => $"{histogram.Title} {histogram.Width}: {string.Join(' ', histogram.Values)}",
        HeatMap map => $"{map.Title} {map.Width} {map.Value} {map.Colors}: {string.Join(' ', map.Values.Cast<double>())}",
        _ => chart.Title,
    };

    // Sampled rather than run by Prop.ForAll, whose report of a failure would print whole charts; the message names the chart instead.
    private static void ForAnyChart(Action<Chart> check)
    {
        foreach (var chart in HostileData.Chart.Sample(numberOfSamples: 500, size: 40))
        {
            try
            {
                check(chart);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{error.Message}\n{Summary(chart)}", error);
            }
        }
    }
}
