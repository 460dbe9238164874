using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;
using Pushforward.TestSupport;

namespace Pushforward.Reporting.Tests.Documentation;

/// <summary>The code and the picture of docs/reporting.md, held to what the code here does.</summary>
public class ReportingGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "reporting.md"));

    [Fact]
    public void The_chart_in_the_guide_is_what_its_code_draws()
    {
        // guide
        var chart = new LineChart
        {
            Title = "Bits per dimension fall with the size of the hidden layers",
            X = new Axis("hidden units") { Scale = AxisScale.Logarithmic },
            Y = new Axis("bound", "bits per dimension"),
            Series =
            [
                new LineSeries("one layer", [50, 100, 200, 500, 1000], [0.190, 0.177, 0.169, 0.163, 0.161]) { Errors = [0.004, 0.003, 0.003, 0.002, 0.002] },
                new LineSeries("two layers", [50, 100, 200, 500, 1000], [0.186, 0.171, 0.161, 0.154, 0.153]) { Errors = [0.004, 0.003, 0.002, 0.002, 0.002] },
            ],
            References = [new ReferenceLine("mixture, K = 500", 0.231)],
        };
        File.WriteAllText("chart.svg", chart.ToSvg());
        // end
        CheckQuoted(nameof(The_chart_in_the_guide_is_what_its_code_draws));
        string drawn = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "images", "line-chart.svg"));
        Assert.True(drawn == chart.ToSvg(), $"docs/images/line-chart.svg is not what the code draws now; copy {Path.GetFullPath("chart.svg")} over it.");
    }

    [Fact]
    public void The_page_in_the_guide_can_be_built()
    {
        var chart = new LineChart { Title = "t", X = new Axis("x"), Y = new Axis("y"), Series = [LineSeries.ByIndex("s", [1, 2])] };
        var pixels = new float[30 * 28 * 28];
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        // guide
        var report = new ReportBuilder("Two mixtures", "Twenty components write more legibly than five.");
        report.Section("How well they fit")
            .Paragraph("Exact log-likelihoods; see " + RichText.Link("the samples", "samples") + ".")
            .Table(new Table
            {
                Caption = "Test log-likelihood.",
                Columns = ["model", new TableColumn("test", "nats per image"), new TableColumn("parameters")],
                Rows = [["5 components", TableCell.Estimate(-179.74, 0.49), 3924], ["20 components", TableCell.Estimate(-155.91, 0.42).Highlighted(), 15_699]],
            })
            .Figure(chart, "The first ten iterations do most of the work.");
        report.Section("What they draw", id: "samples")
            .Images(ImageSheet.Render(pixels, height: 28, width: 28, new ImageSheetOptions { Columns = 10 }),
                alternativeText: "Thirty digits drawn from the mixture of twenty; most can be read.",
                caption: "Samples, twenty components.")
            .Command("pushforward sample runs/mixture-20 -n 30 --out samples.png");
        report.Save(path);
        // end
        CheckQuoted(nameof(The_page_in_the_guide_can_be_built));
        Assert.Contains("Two mixtures", File.ReadAllText(path));
        File.Delete(path);
    }

    /// <summary>The guide must hold the lines of the test between its two marks, word for word.</summary>
    private static void CheckQuoted(string test)
    {
        string source = File.ReadAllText(Path.Combine(
            SharedData.RepositoryRoot, "tests", "Pushforward.Reporting.Tests", "Documentation", nameof(ReportingGuideTests) + ".cs"));
        string body = source[source.IndexOf("void " + test, StringComparison.Ordinal)..];
        int begin = body.IndexOf("// guide\n", StringComparison.Ordinal) + "// guide\n".Length, end = body.IndexOf("        // end\n", StringComparison.Ordinal);
        string code = string.Concat(body[begin..end].Split('\n').Select(line => (line.StartsWith("        ") ? line[8..] : line) + "\n")).TrimEnd();
        Assert.True(Guide.Contains(code), $"docs/reporting.md does not quote this code:\n{code}");
    }
}
