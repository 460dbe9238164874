using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Html;

/// <summary>
/// What a section holds, in order. Every method adds something and returns the section, so that a page reads from top to bottom; what is
/// wrong (a picture without alternative text, a ragged table) is refused where it is added.
/// </summary>
public sealed class ReportSection
{
    private const int CompactWidth = 380;

    private readonly List<Action<Markup, ReportNumbers>> _blocks = [];

    internal ReportSection(string title = "", string id = "") => (Title, Id) = (title, id);

    /// <summary>The heading.</summary>
    public string Title { get; }

    /// <summary>The anchor, to link to.</summary>
    public string Id { get; }

    /// <summary>A paragraph.</summary>
    /// <param name="text">The text.</param>
    public ReportSection Paragraph(RichText text) => Add((html, _) => WriteText(html, "p", null, text));

    /// <summary>A smaller heading within the section.</summary>
    /// <param name="title">The heading.</param>
    public ReportSection Subheading(string title) => Add((html, _) => html.Element("h3", title).NewLine());

    /// <summary>A list of points.</summary>
    /// <param name="items">One text a point.</param>
    public ReportSection List(params IReadOnlyList<RichText> items) => Add((html, _) =>
    {
        html.Open("ul");
        foreach (var item in items)
            WriteText(html, "li", null, item);
        html.Close("ul").NewLine();
    });

    /// <summary>A formula on a line of its own, in characters such as Σ and π.</summary>
    /// <param name="formula">The formula.</param>
    public ReportSection Equation(RichText formula) => Add((html, _) => WriteText(html, "p", "equation", formula));

    /// <summary>Something beside the argument: a caveat, a definition.</summary>
    /// <param name="text">The text.</param>
    public ReportSection Note(RichText text) => Add((html, _) =>
    {
        html.Open("aside");
        WriteText(html, "p", null, text);
        html.Close("aside").NewLine();
    });

    /// <summary>The command that makes what was shown.</summary>
    /// <param name="command">One or more lines to type in a shell.</param>
    /// <param name="label">What stands above it.</param>
    public ReportSection Command(string command, string label = "Reproduce this") => Add((html, _) =>
    {
        html.Open("figure", ("class", "command")).Element("figcaption", label);
        html.Open("pre", ("tabindex", "0")).Element("code", command).Close("pre").Close("figure").NewLine();
    });

    /// <summary>Figures worth seeing first, side by side.</summary>
    /// <param name="figures">Two to five read well.</param>
    public ReportSection KeyFigures(params IReadOnlyList<KeyFigure> figures) => Add((html, _) =>
    {
        html.Open("dl", ("class", "key"));
        foreach (var figure in figures)
        {
            html.Open("div").Element("dt", figure.Label).Element("dd", figure.Value);
            if (figure.Detail is not null)
                html.Element("dd", figure.Detail, ("class", "detail"));
            html.Close("div");
        }
        html.Close("dl").NewLine();
    });

    /// <summary>A table.</summary>
    /// <param name="table">The table.</param>
    /// <exception cref="ArgumentException">A row has more or fewer cells than there are columns.</exception>
    public ReportSection Table(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        table.Check();
        return Add((html, numbers) => table.Write(html, ++numbers.Tables));
    }

    /// <summary>A chart. Where there is little room, as on a phone, a narrow drawing with texts of the same size takes its place.</summary>
    /// <param name="chart">The chart; its title and description serve as alternative text.</param>
    /// <param name="caption">What to see in it.</param>
    /// <exception cref="ArgumentException">The chart is inconsistent, e.g. a series has fewer values than places.</exception>
    public ReportSection Figure(Chart chart, RichText? caption = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        // Drawn here for the sake of its errors; the identifiers are known only when the page is written.
        _ = ChartRenderer.Render(chart, inline: true, id: "check");
        return Add((html, numbers) =>
        {
            int number = ++numbers.Figures;
            html.Open("figure", ("class", "chart"));
            html.Open("div", ("class", "wide")).Raw(ChartRenderer.Render(chart, inline: true, $"figure-{number}")).Close("div").NewLine();
            if (chart.Width > CompactWidth)
            {
                var compact = chart with { Width = CompactWidth, Height = null };
                html.Open("div", ("class", "compact")).Raw(ChartRenderer.Render(compact, inline: true, $"figure-{number}-compact")).Close("div").NewLine();
            }
            WriteCaption(html, $"Figure {number}.", caption);
            html.Close("figure").NewLine();
        });
    }

    /// <summary>A sheet of images.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="alternativeText">What it shows, for those who cannot see it.</param>
    /// <param name="caption">What to see in it.</param>
    /// <exception cref="ArgumentException">The alternative text is empty.</exception>
    public ReportSection Images(ImageSheet sheet, string alternativeText, RichText? caption = null)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        CheckAlternative(alternativeText, caption?.ToString());
        return Add((html, numbers) =>
        {
            html.Open("figure", ("class", "sheet"));
            WriteImage(html, sheet, alternativeText);
            WriteCaption(html, $"Figure {++numbers.Figures}.", caption);
            html.Close("figure").NewLine();
        });
    }

    /// <summary>Small pictures that flow with the page, each with its own line, e.g. component means with their weights.</summary>
    /// <param name="items">The pictures.</param>
    /// <param name="caption">What to see in all of them.</param>
    /// <exception cref="ArgumentException">An alternative text is empty.</exception>
    public ReportSection Gallery(IReadOnlyList<GalleryItem> items, RichText? caption = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        for (int index = 0; index < items.Count; index++)
            CheckAlternative(items[index].AlternativeText, $"picture {index + 1} of a gallery");
        return Add((html, numbers) =>
        {
            html.Open("figure", ("class", "gallery")).Open("div", ("class", "tiles"));
            foreach (var item in items)
            {
                html.Open("div", ("class", "tile"));
                WriteImage(html, item.Image, item.AlternativeText);
                if (item.Caption is not null)
                    html.Element("span", item.Caption);
                html.Close("div");
            }
            html.Close("div").NewLine();
            WriteCaption(html, $"Figure {++numbers.Figures}.", caption);
            html.Close("figure").NewLine();
        });
    }

    /// <summary>Wide pictures one below the other, each named at its left, e.g. what becomes of an image as one coordinate of its code changes.</summary>
    /// <param name="rows">The pictures; their captions are the names.</param>
    /// <param name="caption">What to see in all of them.</param>
    /// <exception cref="ArgumentException">An alternative text or a name is empty.</exception>
    public ReportSection Strips(IReadOnlyList<GalleryItem> rows, RichText? caption = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        for (int index = 0; index < rows.Count; index++)
        {
            CheckAlternative(rows[index].AlternativeText, $"strip {index + 1}");
            if (string.IsNullOrWhiteSpace(rows[index].Caption))
                throw new ArgumentException($"strip {index + 1}: the name at its left is empty; say in a few words what the strip shows.", nameof(rows));
        }
        return Add((html, numbers) =>
        {
            html.Open("figure", ("class", "strips-figure")).Open("div", ("class", "strips")).NewLine();
            foreach (var row in rows)
            {
                html.Element("span", row.Caption!);
                WriteImage(html, row.Image, row.AlternativeText);
                html.NewLine();
            }
            html.Close("div").NewLine();
            WriteCaption(html, $"Figure {++numbers.Figures}.", caption);
            html.Close("figure").NewLine();
        });
    }

    /// <summary>Parts side by side where there is room, one below the other where there is not.</summary>
    /// <param name="columns">Each fills one part.</param>
    public ReportSection Columns(params IReadOnlyList<Action<ReportSection>> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var parts = columns.Select(Filled).ToList();
        return Add((html, numbers) =>
        {
            html.Open("div", ("class", "columns")).NewLine();
            foreach (var part in parts)
            {
                html.Open("div").NewLine();
                part.Write(html, numbers);
                html.Close("div").NewLine();
            }
            html.Close("div").NewLine();
        });
    }

    /// <summary>What only some want to read, folded away on the screen.</summary>
    /// <param name="summary">The line that opens it.</param>
    /// <param name="content">Fills it.</param>
    public ReportSection Details(string summary, Action<ReportSection> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var inner = Filled(content);
        return Add((html, numbers) =>
        {
            html.Open("details").Element("summary", summary).NewLine();
            inner.Write(html, numbers);
            html.Close("details").NewLine();
        });
    }

    internal void Write(Markup html, ReportNumbers numbers)
    {
        foreach (var block in _blocks)
            block(html, numbers);
    }

    private static ReportSection Filled(Action<ReportSection> content)
    {
        var section = new ReportSection();
        content(section);
        return section;
    }

    private static void CheckAlternative(string text, string? what)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ArgumentException(
                $"picture '{what}': the alternative text is empty; say in a sentence what the picture shows to those who cannot see it.", nameof(text));
        }
    }

    private static void WriteText(Markup html, string element, string? style, RichText text) =>
        html.Open(element, ("class", style)).Raw(text.ToMarkup()).Close(element).NewLine();

    private static void WriteCaption(Markup html, string label, RichText? caption)
    {
        if (caption is not null)
            html.Open("figcaption").Element("b", label).Text(" ").Raw(caption.ToMarkup()).Close("figcaption");
    }

    private static void WriteImage(Markup html, ImageSheet sheet, string alternativeText) => html.Empty(
        "img", ("class", sheet.InkOnPaper ? "ink" : null), ("width", sheet.Width.ToString()), ("height", sheet.Height.ToString()),
        ("alt", alternativeText), ("src", sheet.ToDataUri()));

    private ReportSection Add(Action<Markup, ReportNumbers> block)
    {
        _blocks.Add(block);
        return this;
    }
}

/// <summary>How many figures and tables the page holds so far.</summary>
internal sealed class ReportNumbers
{
    public int Figures { get; set; }

    public int Tables { get; set; }
}
