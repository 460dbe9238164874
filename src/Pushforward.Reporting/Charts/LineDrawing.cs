using System.Text;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>Draws lines, bands, error bars and reference lines into a plot.</summary>
internal static class LineDrawing
{
    private const double MarkerRadius = 3.8;

    /// <summary>The name shown when a single mark is pointed at is only worth its bytes for as many.</summary>
    private const int MostTooltips = 40;

    public static void Draw(
        Markup svg, PlotFrame frame, Axis x, Axis y, IReadOnlyList<LineSeries> series, IReadOnlyList<ReferenceLine> references,
        int firstIndex = 0)
    {
        svg.Open("g", ("clip-path", $"url(#{frame.Id}-clip)"));
        foreach (var line in references)
            DrawReference(svg, frame, line, line.Vertical ? x : y);
        for (int index = 0; index < series.Count; index++)
            DrawLine(svg, frame, x, y, series[index], firstIndex + index, Palette.Dash(index));
        svg.Close("g");
        // Marks may overhang the plot's edge by their radius; cutting a point on the edge in half would hide it.
        for (int index = 0; index < series.Count; index++)
        {
            if (series[index].HasMarkers)
                DrawMarkers(svg, frame, x, y, series[index], firstIndex + index);
        }
    }

    /// <summary>Path data of the drawable stretches of a line.</summary>
    internal static string LinePath(PlotFrame frame, Axis x, Axis y, IReadOnlyList<double> xs, IReadOnlyList<double> ys)
    {
        var path = new StringBuilder();
        var stretch = new List<(double X, double Y)>();
        for (int point = 0; point <= xs.Count; point++)
        {
            if (point < xs.Count && x.CanDraw(xs[point]) && y.CanDraw(ys[point]))
            {
                stretch.Add((frame.X.Map(xs[point]), frame.Y.Map(ys[point])));
                continue;
            }
            AppendStretch(path, frame, Decimate(stretch));
            stretch.Clear();
        }
        return path.ToString();
    }

    /// <summary>Keeps the first, lowest, highest and last of consecutive points that share half a pixel column.</summary>
    internal static IReadOnlyList<(double X, double Y)> Decimate(IReadOnlyList<(double X, double Y)> points)
    {
        var kept = new List<(double X, double Y)>();
        for (int start = 0; start < points.Count;)
        {
            double column = Math.Floor(points[start].X * 2);
            int end = start + 1, low = start, high = start;
            for (; end < points.Count && Math.Floor(points[end].X * 2) == column; end++)
            {
                if (points[end].Y < points[low].Y)
                    low = end;
                if (points[end].Y > points[high].Y)
                    high = end;
            }
            int previous = -1;
            foreach (int index in (ReadOnlySpan<int>)[start, Math.Min(low, high), Math.Max(low, high), end - 1])
            {
                if (index > previous)
                    kept.Add(points[index]);
                previous = Math.Max(previous, index);
            }
            start = end;
        }
        return kept;
    }

    private static void AppendStretch(StringBuilder path, PlotFrame frame, IReadOnlyList<(double X, double Y)> points)
    {
        for (int index = 0; index < points.Count; index++)
            path.Append(index == 0 ? 'M' : 'L').Append(Coordinates(frame, points[index].X, points[index].Y));
        // A point between two gaps: a line of no length has round ends and shows as a dot.
        if (points.Count == 1)
            path.Append("h0");
    }

    // Far outside the plot, coordinates are held at a distance: the clip hides them, and renderers dislike 1e300.
    private static string Coordinates(PlotFrame frame, double x, double y) =>
        $"{Markup.Number(Math.Clamp(x, frame.Left - 10_000, frame.Right + 10_000))} " +
        $"{Markup.Number(Math.Clamp(y, frame.Top - 10_000, frame.Bottom + 10_000))}";

    private static void DrawReference(Markup svg, PlotFrame frame, ReferenceLine line, Axis axis)
    {
        if (!axis.CanDraw(line.Value))
            return;
        string path = line.Vertical
            ? $"M{Markup.Number(frame.X.Map(line.Value))} {Markup.Number(frame.Top)}V{Markup.Number(frame.Bottom)}"
            : $"M{Markup.Number(frame.Left)} {Markup.Number(frame.Y.Map(line.Value))}H{Markup.Number(frame.Right)}";
        svg.Empty("path", ("class", "pf-rule pf-muted"), ("d", path));
    }

    private static void DrawLine(Markup svg, PlotFrame frame, Axis x, Axis y, LineSeries series, int index, string? dash)
    {
        svg.Open("g", ("class", Palette.Class(index)));
        if (series.Lower is not null)
        {
            foreach (string band in Bands(frame, x, y, series))
                svg.Empty("path", ("class", "pf-band"), ("d", band));
        }
        string path = LinePath(frame, x, y, series.X, series.Y);
        if (path.Length > 0)
            svg.Empty("path", ("class", "pf-line"), ("stroke-dasharray", dash), ("d", path));
        if (series.Errors is not null)
            svg.Empty("path", ("class", "pf-error"), ("d", ErrorBars(frame, x, y, series)));
        svg.Close("g").NewLine();
    }

    private static IEnumerable<string> Bands(PlotFrame frame, Axis x, Axis y, LineSeries series)
    {
        var upper = new List<(double X, double Y)>();
        var lower = new List<(double X, double Y)>();
        for (int point = 0; point <= series.X.Count; point++)
        {
            if (point < series.X.Count && x.CanDraw(series.X[point]) && y.CanDraw(series.Lower![point]) && y.CanDraw(series.Upper![point]))
            {
                double place = frame.X.Map(series.X[point]);
                upper.Add((place, frame.Y.Map(series.Upper[point])));
                lower.Add((place, frame.Y.Map(series.Lower[point])));
                continue;
            }
            if (upper.Count > 1)
            {
                IEnumerable<(double X, double Y)> outline = Decimate(upper).Concat(Decimate(lower).Reverse());
                yield return "M" + string.Join('L', outline.Select(corner => Coordinates(frame, corner.X, corner.Y))) + "z";
            }
            upper.Clear();
            lower.Clear();
        }
    }

    private static string ErrorBars(PlotFrame frame, Axis x, Axis y, LineSeries series)
    {
        var path = new StringBuilder();
        for (int point = 0; point < series.X.Count; point++)
        {
            double error = Math.Abs(series.Errors![point]);
            if (error > 0 && x.CanDraw(series.X[point]) && y.CanDraw(series.Y[point]) && y.CanDraw(series.Y[point] + error))
                path.Append(ErrorBar(frame, frame.X.Map(series.X[point]), y, series.Y[point], error));
        }
        return path.ToString();
    }

    private static string ErrorBar(PlotFrame frame, double place, Axis y, double value, double error)
    {
        // On a logarithmic axis the lower end may have no place: the bar then runs to the axis.
        double top = frame.Y.MapClamped(value + error);
        double bottom = y.CanDraw(value - error) ? frame.Y.MapClamped(value - error) : frame.Bottom;
        string left = Markup.Number(place - 4), x = Markup.Number(place);
        return $"M{left} {Markup.Number(top)}h8M{x} {Markup.Number(top)}V{Markup.Number(bottom)}M{left} {Markup.Number(bottom)}h8";
    }

    private static void DrawMarkers(Markup svg, PlotFrame frame, Axis x, Axis y, LineSeries series, int index)
    {
        svg.Open("g", ("class", Palette.Class(index)));
        string style = Markers.IsHollow(index) ? "pf-hollow" : "pf-mark";
        for (int point = 0; point < series.X.Count; point++)
        {
            if (!x.CanDraw(series.X[point]) || !y.CanDraw(series.Y[point]))
                continue;
            double px = frame.X.Map(series.X[point]), py = frame.Y.Map(series.Y[point]);
            if (px < frame.Left - 0.5 || px > frame.Right + 0.5 || py < frame.Top - 0.5 || py > frame.Bottom + 0.5)
                continue;
            string path = Markers.Path(index, px, py, MarkerRadius);
            if (series.X.Count > MostTooltips)
            {
                svg.Empty("path", ("class", style), ("d", path));
                continue;
            }
            string value = series.Errors is null
                ? NumberText.Compact(series.Y[point], 6)
                : NumberText.WithError(series.Y[point], series.Errors[point]);
            svg.Open("path", ("class", style), ("d", path));
            svg.Element("title", $"{series.Name}: {NumberText.Compact(series.X[point], 6)}, {value}").Close("path");
        }
        svg.Close("g").NewLine();
    }
}
