using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;
using Pushforward.Reporting.Tests.Support;

namespace Pushforward.Reporting.Tests.Html;

public partial class ReportBuilderTests
{
    private static readonly string Sample = SampleReport.Build().ToHtml();

    [Fact]
    public void A_page_with_everything_is_well_formed_and_every_anchor_has_its_place()
    {
        var page = Parse(Sample);
        var ids = page.Descendants().Select(element => (string?)element.Attribute("id")).Where(id => id is not null).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (string? target in page.Descendants("a").Select(link => (string?)link.Attribute("href")))
            Assert.Contains(target![1..], ids);
        foreach (string name in page.Descendants().Attributes("aria-labelledby").SelectMany(attribute => attribute.Value.Split(' ')))
            Assert.Contains(name, ids);
        foreach (Match use in UrlOf().Matches(Sample))
            Assert.Contains(use.Groups[1].Value, ids);
    }

    [Fact]
    public void Strips_carry_their_names_and_none_goes_without()
    {
        var sheet = ImageSheet.Render(new byte[8], 2, 2);
        var report = new ReportBuilder("t");
        var section = report.Section("s").Strips([new GalleryItem(sheet, "two squares", "row <1>")], "what to see");
        Assert.Contains("<span>row &lt;1&gt;</span>", report.ToHtml());
        Assert.Contains("<b>Figure 1.</b> what to see", report.ToHtml());
        Assert.Contains("strip 1: the name", Assert.Throws<ArgumentException>(() => section.Strips([new GalleryItem(sheet, "two squares")])).Message);
        Assert.Contains("alternative text", Assert.Throws<ArgumentException>(() => section.Strips([new GalleryItem(sheet, " ", "name")])).Message);
    }

    [Fact]
    public void A_page_refers_to_nothing_outside_itself_and_runs_no_script()
    {
        string withoutPictures = Regex.Replace(Sample, "data:image/png;base64,[A-Za-z0-9+/=]*", "");
        Assert.DoesNotMatch("(?i)https?:|//[a-z]|@import|<script|javascript:|<iframe|<object|srcset", withoutPictures);
        foreach (var attribute in Parse(Sample).Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href"))
            Assert.Matches("^(data:|#)", attribute.Value);
        Assert.Contains(Parse(Sample).Descendants("meta"), policy => ((string?)policy.Attribute("content"))?.StartsWith("default-src 'none';") == true);
    }

    [Fact]
    public void A_page_with_everything_is_small() => Assert.InRange(Sample.Length, 10_000, 1_000_000);

    [Fact]
    public void The_same_content_gives_the_same_bytes()
    {
        Assert.Equal(Sample, SampleReport.Build().ToHtml());
        var report = SampleReport.Build();
        Assert.Equal(report.ToHtml(), report.ToHtml());
    }

    [Fact]
    public void Every_picture_speaks()
    {
        var page = Parse(Sample);
        Assert.All(page.Descendants("img"), image => Assert.False(string.IsNullOrWhiteSpace((string?)image.Attribute("alt"))));
        Assert.All(page.Descendants("svg"), drawing => Assert.Equal("img", (string?)drawing.Attribute("role")));
        Assert.All(page.Descendants("svg"), drawing => Assert.False(string.IsNullOrWhiteSpace(drawing.Element("desc")!.Value)));
    }

    [Fact]
    public void Hostile_text_stays_text_wherever_it_is_put()
    {
        foreach (string text in HostileData.Texts)
        {
            string title = string.IsNullOrWhiteSpace(text) ? "title" : text;
            var report = new ReportBuilder(title, text) { Footer = text };
            var section = report.Section(text).Paragraph(text).Subheading(text).List(text, text).Equation(text).Note(text).Command(text, text)
                .KeyFigures(new KeyFigure(text, text, text)).Details(text, inner => inner.Paragraph(text)).Columns(part => part.Paragraph(text))
                .Paragraph(RichText.Strong(text) + RichText.Emphasis(text) + RichText.Code(text) + RichText.Variable(text) + RichText.Subscript(text) + RichText.Superscript(text))
                .Table(new Table { Caption = text, Columns = [new(text, text)], Rows = [[text]], Note = text })
                .Images(ImageSheet.Render([0], 1, 1), title, text).Gallery([new(ImageSheet.Render([0], 1, 1), title, text)], text);
            var page = Parse(report.ToHtml());
            Assert.Empty(page.Descendants("script"));
            Assert.Equal(Text(text), page.Descendants("section").Single().Element("p")!.Value);
            Assert.NotNull(section.Id);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public void A_picture_without_alternative_text_is_refused(string? text)
    {
        var section = new ReportBuilder("t").Section("s");
        var sheet = ImageSheet.Render([0], 1, 1);
        Assert.Contains("alternative text", Assert.Throws<ArgumentException>(() => section.Images(sheet, text!, "Samples.")).Message);
        Assert.Contains("picture 1", Assert.Throws<ArgumentException>(() => section.Gallery([new(sheet, text!)])).Message);
    }

    [Fact]
    public void A_chart_that_cannot_be_drawn_is_refused_where_it_is_added()
    {
        var chart = SampleReport.EmCurves with { Series = [new LineSeries("s", [1], [])] };
        Assert.Throws<ArgumentException>(() => new ReportBuilder("t").Section("s").Figure(chart));
    }

    [Fact]
    public void A_ragged_table_is_refused_with_its_row()
    {
        var table = new Table { Caption = "Models", Columns = ["a", "b"], Rows = [[1.0, 2.0], [1.0]] };
        Assert.StartsWith("table 'Models', row 2: 1 cells for 2 columns", Assert.Throws<ArgumentException>(() => new ReportBuilder("t").Section("s").Table(table)).Message);
    }

    [Fact]
    public void Numbers_in_a_table_share_the_decimals_of_their_column_and_stand_right()
    {
        var table = new Table
        {
            Caption = "c",
            Columns = ["model", new("ll", "nats") { Decimals = 2 }, "kind"],
            Rows = [["a", -1.5, "exact"], ["b", TableCell.Estimate(-155.914, 0.4187).Highlighted(), "bound"], ["c", TableCell.Missing, "-"]],
        };
        var page = Parse(With(section => section.Table(table)));
        Assert.Equal(["−1.50", "−155.91 ± 0.42", "–"], page.Descendants("tbody").Single().Elements("tr").Select(row => row.Elements("td").First().Value));
        Assert.Equal(4, page.Descendants().Count(cell => cell.Name.LocalName is "th" or "td" && (string?)cell.Attribute("class") == "number"));
        Assert.Equal(3, page.Descendants("tbody").Single().Descendants("th").Count(cell => (string?)cell.Attribute("scope") == "row"));
        Assert.Equal("−155.91 ± 0.42", page.Descendants("tbody").Single().Descendants("strong").Single().Value);
    }

    [Fact]
    public void Charts_come_wide_and_compact_and_are_numbered_with_pictures()
    {
        var page = Parse(With(section => section.Figure(SampleReport.EmCurves, "one").Images(ImageSheet.Render([0], 1, 1), "alt", "two").Figure(SampleReport.EmCurves, "three")));
        Assert.Equal(["Figure 1.", "Figure 2.", "Figure 3."], page.Descendants("figcaption").Select(caption => caption.Element("b")!.Value));
        Assert.Equal(4, page.Descendants("svg").Count());
    }

    [Fact]
    public void Sections_get_readable_anchors_of_their_own()
    {
        var report = new ReportBuilder("t");
        Assert.Equal("how-em-converged", report.Section("How EM converged?").Id);
        Assert.Equal("how-em-converged-2", report.Section("How EM converged!").Id);
        Assert.Equal("section", report.Section("日本語").Id);
        Assert.Equal("mine", report.Section("Other", "mine").Id);
        Assert.Contains("'mine' is taken", Assert.Throws<ArgumentException>(() => report.Section("Again", "mine")).Message);
        Assert.Throws<ArgumentException>(() => report.Section("Again", "a b"));
        Assert.Throws<ArgumentException>(() => report.Section("Again", ""));
    }

    [Fact]
    public void Contents_name_every_section_in_order()
    {
        var page = Parse(Sample);
        Assert.Equal(page.Descendants("h2").Select(heading => heading.Value), page.Descendants("nav").Single().Descendants("a").Select(link => link.Value));
    }

    [Fact]
    public void A_page_needs_a_title() => Assert.Throws<ArgumentException>(() => new ReportBuilder(" "));

    [Fact]
    public void A_page_is_saved_as_UTF8_and_replaces_the_earlier_one()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        try
        {
            File.WriteAllText(path, "old");
            new ReportBuilder("Title − π").Save(path);
            Assert.Equal(new ReportBuilder("Title − π").ToHtml(), File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string With(Action<ReportSection> fill)
    {
        var report = new ReportBuilder("t");
        fill(report.Section("s"));
        return report.ToHtml();
    }

    /// <summary>The text as a parser of XML reads it back.</summary>
    private static string Text(string text) => XElement.Parse("<a>" + Pushforward.Reporting.Formatting.Markup.Escape(text) + "</a>", LoadOptions.PreserveWhitespace).Value;

    private static XDocument Parse(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new() { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    [GeneratedRegex(@"url\(#([^)]*)\)")]
    private static partial Regex UrlOf();

    [Theory]
    [InlineData("μ_{kd}^{x_d} < 1", "μ<sub>kd</sub><sup>x<sub>d</sub></sup> &lt; 1")]
    [InlineData("f^{−1}(x)", "f<sup>−1</sup>(x)")]
    [InlineData("plain", "plain")]
    public void Formulas_have_indices_and_exponents(string formula, string markup) =>
        Assert.Contains($">{markup}</p>", Page(RichText.Math(formula)));

    [Theory]
    [InlineData("x_{k")]
    [InlineData("x^")]
    [InlineData("x}")]
    public void Formulas_that_do_not_end_are_refused(string formula) =>
        Assert.Contains(formula, Assert.Throws<ArgumentException>(() => RichText.Math(formula)).Message);

    private static string Page(RichText formula)
    {
        var report = new ReportBuilder("Formulas");
        report.Section("One").Equation(formula);
        return report.ToHtml();
    }
}
