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
    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The categories, in the order of the legend.</summary>
    public required IReadOnlyList<ScatterSeries> Series { get; init; }

    /// <summary>Radius of a mark in pixels; null chooses from the number of points.</summary>
    public double? MarkerRadius { get; init; }

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
