using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>What stands before a name in the legend.</summary>
internal enum LegendSymbol
{
    Line,
    LineAndMarker,
    Marker,
    Swatch,
    SoftSwatch,
    Rule,
}

/// <summary>A line of the legend.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Series">Whose colour and mark it shows.</param>
/// <param name="Symbol">What is drawn.</param>
/// <param name="Dash">Whose dash it shows, when that is another series'.</param>
internal readonly record struct LegendEntry(string Name, int Series, LegendSymbol Symbol, int? Dash = null);

/// <summary>What the renderer must know of a chart to frame it; the chart itself draws what is inside the frame.</summary>
internal sealed record ChartPlan
{
    /// <summary>What the horizontal axis spans; null when there is nothing to draw.</summary>
    public required AxisDomain? X { get; init; }

    /// <summary>What the vertical axis spans; null when there is nothing to draw.</summary>
    public required AxisDomain? Y { get; init; }

    /// <summary>Text below the horizontal axis.</summary>
    public required string XLabel { get; init; }

    /// <summary>Text above the vertical axis.</summary>
    public required string YLabel { get; init; }

    /// <summary>Names of the series; a single one needs no legend.</summary>
    public IReadOnlyList<LegendEntry> Legend { get; init; } = [];

    /// <summary>What the chart shows, in sentences, for those who cannot see it.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether lines across the plot lead the eye from the ticks of an axis.</summary>
    public bool GridX { get; init; }

    /// <inheritdoc cref="GridX"/>
    public bool GridY { get; init; } = true;

    /// <summary>Whether the first category of the vertical axis stands at the top, as in a table.</summary>
    public bool YDownwards { get; init; }

    /// <summary>Pixels to the right of the plot that the chart fills itself.</summary>
    public double RightGutter { get; init; }

    /// <summary>What the gutter shows, above it.</summary>
    public string? GutterLabel { get; init; }

    /// <summary>No plot is wider, so that the cells of a small matrix stay cells.</summary>
    public double MaximumPlotWidth { get; init; } = double.PositiveInfinity;

    /// <summary>The height of the plot that suits the data, or null for one that suits the width.</summary>
    public double? PlotHeight { get; init; }

    /// <summary>Draws the data into the frame.</summary>
    public required Action<Markup, PlotFrame> Draw { get; init; }

    /// <summary>Draws what may lie outside the plot's rectangle, such as the gutter.</summary>
    public Action<Markup, PlotFrame>? DrawOutside { get; init; }
}

/// <summary>The rectangle of the plot and its scales.</summary>
/// <param name="Id">A prefix for identifiers within the page.</param>
/// <param name="X">Left to right.</param>
/// <param name="Y">Bottom to top (its End is the upper edge) unless the chart reads downwards.</param>
internal sealed record PlotFrame(string Id, PlotScale X, PlotScale Y)
{
    public double Left => Math.Min(X.Start, X.End);

    public double Right => Math.Max(X.Start, X.End);

    public double Top => Math.Min(Y.Start, Y.End);

    public double Bottom => Math.Max(Y.Start, Y.End);
}
