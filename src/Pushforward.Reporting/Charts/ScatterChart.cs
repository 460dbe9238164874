using System.Text;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>Points of one category.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Where the points lie on the horizontal axis.</param>
/// <param name="Y">Where they lie on the vertical axis, one for each X.</param>
public sealed record ScatterSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>
/// Points in the plane, by category: colour and mark tell categories apart. Points that cannot be drawn are left out; of points of one
/// category that fall on the same pixel one is drawn, so the picture of a million points stays small.
/// </summary>
public sealed record ScatterChart : Chart
{
    /// <summary>In a plot less wide than this, names among points are small, or they would hide them.</summary>
    private const double NarrowPlot = 450;

    // How far a name may leave its place for another's sake, in heights of a name, the nearest first.
    private static readonly double[] NameSteps = [0, 0.5, -0.5, 1, -1, 1.5, -1.5, 2, -2];

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The categories, in the order of the legend.</summary>
    public required IReadOnlyList<ScatterSeries> Series { get; init; }

    /// <summary>Radius of a mark in pixels; null chooses from the number of points.</summary>
    public double? MarkerRadius { get; init; }

    /// <summary>Whether each category's name also stands among its points, at their median, so that no one needs to look it up in the legend.</summary>
    public bool NamesAmongPoints { get; init; }

    internal override void Check()
    {
        X.Check("x");
        Y.Check("y");
        foreach (var series in Series)
            CheckLengths(series.Name, "x-values", series.X.Count, "y-values", series.Y.Count);
        if (MarkerRadius is { } radius && !(radius is > 0 and <= 20))
            throw new ArgumentException($"chart '{Title}': MarkerRadius must be above 0 and at most 20 pixels, got {radius}.");
    }

    internal override ChartPlan Plan() => new()
    {
        X = NumericDomain.Of(Drawable(Series).Select(point => point.X), X, 0.04),
        Y = NumericDomain.Of(Drawable(Series).Select(point => point.Y), Y, 0.04),
        XLabel = X.Label,
        YLabel = Y.Label,
        GridX = true,
        Legend = [.. Series.Select((series, index) => new LegendEntry(series.Name, index, LegendSymbol.Marker))],
        Summary = $"Scatter chart of {Y.Label} against {X.Label}. " + string.Concat(Series.Select(Describe)),
        Draw = Draw,
    };

    private IEnumerable<(double X, double Y)> Drawable(IEnumerable<ScatterSeries> all) => all
        .SelectMany(series => series.X.Zip(series.Y))
        .Where(point => X.CanDraw(point.First) && Y.CanDraw(point.Second));

    private void Draw(Markup svg, PlotFrame frame)
    {
        int total = Drawable(Series).Count();
        double radius = MarkerRadius ?? (total <= 200 ? 4 : total <= 1000 ? 3.2 : total <= 4000 ? 2.6 : 2);
        svg.Open("g", ("clip-path", $"url(#{frame.Id}-clip)"));
        for (int index = 0; index < Series.Count; index++)
        {
            var path = new StringBuilder();
            var seen = new HashSet<(int, int)>();
            foreach (var (x, y) in Drawable([Series[index]]))
            {
                double px = frame.X.Map(x), py = frame.Y.Map(y);
                bool inside = px >= frame.Left - 1 && px <= frame.Right + 1 && py >= frame.Top - 1 && py <= frame.Bottom + 1;
                if (inside && seen.Add(((int)Math.Round(px), (int)Math.Round(py))))
                    path.Append(Markers.Path(index, Math.Round(px, 1), Math.Round(py, 1), radius));
            }
            svg.Open("g", ("class", Palette.Class(index)), ("opacity", total > 200 ? "0.75" : null));
            if (path.Length > 0)
                svg.Empty("path", ("class", Markers.IsHollow(index) ? "pf-hollow" : "pf-mark"), ("d", path.ToString()));
            svg.Close("g").NewLine();
        }
        svg.Close("g");
        if (NamesAmongPoints)
            DrawNames(svg, frame);
    }

    // On a piece of the page's own color, for a name to be read whatever lies under it; where another stands already, above it or below.
    private void DrawNames(Markup svg, PlotFrame frame)
    {
        bool narrow = frame.Right - frame.Left < NarrowPlot;
        double size = narrow ? ChartStyle.TickSize : ChartStyle.TitleSize, tall = size + 5;
        var taken = new List<(double X, double Y, double Half)>();
        foreach (var series in Series)
        {
            var points = Drawable([series]).ToList();
            if (points.Count == 0)
                continue;
            double half = TextMetrics.Width(series.Name, size, bold: !narrow) / 2 + 4;
            double x = Math.Clamp(frame.X.Map(Median(points.Select(point => point.X))), frame.Left + half, Math.Max(frame.Left + half, frame.Right - half));
            double wanted = Math.Clamp(frame.Y.Map(Median(points.Select(point => point.Y))), frame.Top + tall / 2, frame.Bottom - tall / 2);
            bool Free(double y) => y >= frame.Top + tall / 2 && y <= frame.Bottom - tall / 2
                && !taken.Any(other => Math.Abs(other.X - x) < other.Half + half && Math.Abs(other.Y - y) < tall);
            double place = NameSteps.Select(step => wanted + step * tall).Where(Free).DefaultIfEmpty(wanted).First();
            taken.Add((x, place, half));
            svg.Empty("rect", ("class", "pf-bg"), ("x", Markup.Number(x - half)), ("y", Markup.Number(place - tall / 2)), ("width", Markup.Number(2 * half)),
                ("height", Markup.Number(tall)), ("rx", "4"), ("fill", Palette.LightSurface), ("opacity", "0.88"));
            svg.Element("text", series.Name, ("class", narrow ? "pf-tick" : "pf-title"), ("x", Markup.Number(x)), ("y", Markup.Number(place + 0.35 * size)), ("text-anchor", "middle"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private string Describe(ScatterSeries series)
    {
        var points = Drawable([series]).ToList();
        if (points.Count == 0)
            return $"{series.Name}: no points. ";
        string Centre(Func<(double X, double Y), double> coordinate) => NumberText.Compact(points.Average(point => coordinate(point) / 2) * 2, 3);
        return $"{series.Name}: {points.Count} {(points.Count == 1 ? "point" : "points")} around ({Centre(point => point.X)}, {Centre(point => point.Y)}). ";
    }
}
