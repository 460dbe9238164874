using System.Text;
using Pushforward.Numerics.Formats;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Html;

/// <summary>
/// A page in a single file that needs nothing else: charts, pictures and style are inside, nothing is loaded and no script runs, and the
/// page's own policy forbids both. The same content gives the same bytes.
/// </summary>
/// <param name="title">The page's title.</param>
/// <param name="lead">What the page says in a sentence or two, below the title; null for nothing.</param>
public sealed class ReportBuilder(string title, RichText? lead = null)
{
    private readonly List<ReportSection> _sections = [];
    private readonly HashSet<string> _ids = ["contents", "top"];

    /// <summary>The page's title.</summary>
    public string Title { get; } = string.IsNullOrWhiteSpace(title)
        ? throw new ArgumentException("report: the title is empty; a page needs one.", nameof(title))
        : title;

    /// <summary>What stands at the foot, e.g. version, seed and date of the run; null for nothing.</summary>
    public RichText? Footer { get; set; }

    /// <summary>Begins a section and returns it to be filled.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="id">Its anchor; null makes one from the title.</param>
    /// <exception cref="ArgumentException">The id is empty, holds spaces, or is taken.</exception>
    public ReportSection Section(string title, string? id = null)
    {
        if (id is not null && (id.Length == 0 || id.Any(char.IsWhiteSpace)))
            throw new ArgumentException($"section '{title}': an id is at least one character and has no spaces, got '{id}'.", nameof(id));
        if (id is not null && !_ids.Add(id))
            throw new ArgumentException($"section '{title}': the id '{id}' is taken by another section; choose a different one.", nameof(id));
        var section = new ReportSection(title, id ?? FreeId(title));
        _sections.Add(section);
        return section;
    }

    /// <summary>The page.</summary>
    public string ToHtml()
    {
        var html = new Markup();
        html.Raw("<!DOCTYPE html>\n").Open("html", ("lang", "en")).NewLine().Open("head").NewLine();
        html.Empty("meta", ("charset", "utf-8")).NewLine();
        html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).NewLine();
        html.Empty("meta", ("name", "color-scheme"), ("content", "light dark")).NewLine();
        html.Empty("meta", ("http-equiv", "Content-Security-Policy"),
            ("content", "default-src 'none'; img-src data:; style-src 'unsafe-inline'")).NewLine();
        // An empty icon keeps browsers from asking a server for one.
        html.Empty("link", ("rel", "icon"), ("href", "data:,")).NewLine();
        html.Element("title", Title).NewLine();
        html.Open("style").Raw(ReportStyle.Css).Raw(ChartStyle.Css).Close("style").NewLine().Close("head").NewLine();
        html.Open("body", ("id", "top")).NewLine();
        html.Element("a", "Skip to the text", ("class", "skip"), ("href", "#main")).NewLine();
        html.Open("header").Element("h1", Title).NewLine();
        if (lead is not null)
            html.Open("p", ("class", "lead")).Raw(lead.ToMarkup()).Close("p").NewLine();
        html.Close("header").NewLine();
        if (_sections.Count > 1)
            WriteContents(html);
        WriteSections(html);
        if (Footer is not null)
            html.Open("footer").Open("p").Raw(Footer.ToMarkup()).Close("p").Close("footer").NewLine();
        return html.Close("body").NewLine().Close("html").NewLine().ToString();
    }

    /// <summary>Writes the page to a file, whole or not at all.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">Writing failed; an earlier file is as it was.</exception>
    public void Save(string path)
    {
        byte[] page = Encoding.UTF8.GetBytes(ToHtml());
        AtomicFile.Write(path, stream => stream.Write(page));
    }

    private void WriteContents(Markup html)
    {
        html.Open("nav", ("id", "contents"), ("aria-label", "Contents")).Open("ol");
        foreach (var section in _sections)
            html.Open("li").Element("a", section.Title, ("href", "#" + section.Id)).Close("li");
        html.Close("ol").Close("nav").NewLine();
    }

    private void WriteSections(Markup html)
    {
        var numbers = new ReportNumbers();
        html.Open("main", ("id", "main")).NewLine();
        foreach (var section in _sections)
        {
            html.Open("section", ("id", section.Id), ("aria-labelledby", section.Id + "-heading")).NewLine();
            html.Element("h2", section.Title, ("id", section.Id + "-heading")).NewLine();
            section.Write(html, numbers);
            html.Close("section").NewLine();
        }
        html.Close("main").NewLine();
    }

    // Letters and digits of the title, in lower case with hyphens between; numbered where it is taken.
    private string FreeId(string title)
    {
        var slug = new StringBuilder();
        foreach (char letter in title.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(letter);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        string stem = slug.ToString().Trim('-'), id = stem = stem.Length == 0 ? "section" : stem;
        for (int number = 2; !_ids.Add(id); number++)
            id = $"{stem}-{number}";
        return id;
    }
}
