using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Tests.Support;

/// <summary>Reads back what a chart drew: texts with the boxes they fill, the plot's rectangle, and paths.</summary>
internal sealed partial class SvgReader
{
    private readonly XElement _svg;

    public SvgReader(string svg)
    {
        _svg = XDocument.Parse(svg).Root!;
        (Width, Height) = (Number(_svg, "width"), Number(_svg, "height"));
    }

    public double Width { get; }

    public double Height { get; }

    public string Title => Named("title").First().Value;

    public string Description => Named("desc").First().Value;

    /// <summary>The rectangle that data are clipped to.</summary>
    public (double Left, double Top, double Right, double Bottom) Plot
    {
        get
        {
            var rectangle = Named("clipPath").Single().Elements().Single();
            double x = Number(rectangle, "x"), y = Number(rectangle, "y");
            return (x, y, x + Number(rectangle, "width"), y + Number(rectangle, "height"));
        }
    }

    public IEnumerable<XElement> Named(string element) => _svg.Descendants().Where(node => node.Name.LocalName == element);

    public IEnumerable<XElement> WithClass(string style) => _svg.Descendants().Where(node => ((string?)node.Attribute("class"))?.Split(' ').Contains(style) == true);

    /// <summary>The corners of a path of M, L and h0.</summary>
    public static IEnumerable<(double X, double Y)> Corners(XElement path) => Corner()
        .Matches((string)path.Attribute("d")!)
        .Select(match => (double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));

    /// <summary>Every drawn text with the box it fills, by the metrics the layout uses (of the widest usual face).</summary>
    public IReadOnlyList<(string Text, double Left, double Top, double Right, double Bottom)> Texts() => [.. Named("text").Select(Box)];

    private static (string Text, double Left, double Top, double Right, double Bottom) Box(XElement element)
    {
        string text = string.Concat(element.Nodes().OfType<XText>().Select(node => node.Value));
        string styles = Inherited(element, "class") ?? "";
        double size = styles.Contains("pf-title") ? ChartStyle.TitleSize : styles.Contains("pf-label") ? ChartStyle.LabelSize : ChartStyle.TickSize;
        double width = TextMetrics.Width(text, size, styles.Contains("pf-title"));
        double x = Number(element, "x"), y = Number(element, "y");
        double left = Inherited(element, "text-anchor") switch { "middle" => x - width / 2, "end" => x - width, _ => x };
        return (text, left, y - 0.75 * size, left + width, y + 0.2 * size);
    }

    private static string? Inherited(XElement element, string attribute) =>
        element.AncestorsAndSelf().Select(node => (string?)node.Attribute(attribute)).FirstOrDefault(value => value is not null);

    private static double Number(XElement element, string attribute) =>
        double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[ML](-?[\d.]+) (-?[\d.]+)")]
    private static partial Regex Corner();
}
