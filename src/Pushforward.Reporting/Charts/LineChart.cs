using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>
/// Values along a continuous axis: one or more lines with marks, error bars, bands and reference lines. Long series are thinned to what
/// the eye can see: of the points that fall on one half pixel column, the first, lowest, highest and last are kept.
/// </summary>
public sealed record LineChart : Chart
{
    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The lines, in the order of the legend.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    /// <summary>Lines at known values.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    internal override void Check()
    {
        X.Check("x");
        Y.Check("y");
        foreach (var series in Series)
            series.Check();
    }

    internal override ChartPlan Plan()
    {
        bool marked = Series.Any(series => series.HasMarkers);
        var horizontal = Series.SelectMany(series => series.X).Concat(References.Where(line => line.Vertical).Select(line => line.Value));
        var vertical = Series.SelectMany(series => series.Extent()).Concat(References.Where(line => !line.Vertical).Select(line => line.Value));
        return new()
        {
            X = NumericDomain.Of(horizontal, X, marked ? 0.02 : 0),
            Y = NumericDomain.Of(vertical, Y, 0.05),
            XLabel = X.Label,
            YLabel = Y.Label,
            Legend =
            [
                .. Series.Select((series, index) =>
                    new LegendEntry(series.Name, index, series.HasMarkers ? LegendSymbol.LineAndMarker : LegendSymbol.Line)),
                .. References.Select(line => new LegendEntry(line.Name, 0, LegendSymbol.Rule)),
            ],
            Summary = $"Line chart of {Y.Label} against {X.Label}. " + string.Concat(Series.Select(Describe)),
            Draw = (svg, frame) => LineDrawing.Draw(svg, frame, X, Y, Series, References),
        };
    }

    private string Describe(LineSeries series)
    {
        double[] shown = [.. series.Y.Where(Y.CanDraw)];
        if (shown.Length == 0)
            return $"{series.Name}: no values. ";
        return $"{series.Name}: {shown.Length} {(shown.Length == 1 ? "value" : "values")} from {NumberText.Compact(shown.Min(), 5)} to " +
            $"{NumberText.Compact(shown.Max(), 5)}, the last {NumberText.Compact(shown[^1], 5)}. ";
    }
}
