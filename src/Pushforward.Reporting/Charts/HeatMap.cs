using System.Text;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>
/// Values over a grid as colours, with the scale of colours beside it: a density in the plane, a matrix, a table of confusions. Cells that
/// are not finite stay blank. Small grids can carry their figures.
/// </summary>
public sealed record HeatMap : Chart
{
    /// <summary>Cells along a side; a finer grid is more than the eye resolves in a chart, and heavy.</summary>
    private const int MostCells = 400;

    private const int Levels = 64;
    private const int MostTicks = 6;
    private const double BarWidth = 14;
    private const double BarGap = 16;

    /// <summary>The horizontal axis; named columns stand instead of numbers when <see cref="ColumnNames"/> are given.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis; named rows stand instead of numbers when <see cref="RowNames"/> are given.</summary>
    public required Axis Y { get; init; }

    /// <summary>What the colours measure; its limits, if given, fix the scale.</summary>
    public required Axis Value { get; init; }

    /// <summary>
    /// The grid, [row, column]. Row 0 lies at the bottom, where the vertical axis starts, unless rows are named: then at the top, as in a matrix.
    /// </summary>
    public required double[,] Values { get; init; }

    /// <summary>Where the first column's left and the last column's right edge lie.</summary>
    public (double From, double To) XRange { get; init; } = (0, 1);

    /// <summary>Where the first row's lower and the last row's upper edge lie.</summary>
    public (double From, double To) YRange { get; init; } = (0, 1);

    /// <summary>Names of the columns, or null for a numeric axis.</summary>
    public IReadOnlyList<string>? ColumnNames { get; init; }

    /// <summary>Names of the rows, or null for a numeric axis.</summary>
    public IReadOnlyList<string>? RowNames { get; init; }

    /// <summary>Sequential unless said.</summary>
    public ColorScale Colors { get; init; }

    /// <summary>Whether figures stand in the cells, where there is room for them.</summary>
    public bool ShowValues { get; init; }

    // Figures beside the scale of colours leave the cells the greater part of the picture.
    private double ScaleRoom => Width * 0.35;

    private int Rows => Values.GetLength(0);

    private int Columns => Values.GetLength(1);

    internal override void Check()
    {
        X.Check("x");
        Y.Check("y");
        Value.Check("value");
        if (X.IsLogarithmic || Y.IsLogarithmic)
            throw new ArgumentException($"chart '{Title}': a heat map's cells are equally wide; its X and Y need linear axes.");
        if (Rows > MostCells || Columns > MostCells)
            throw new ArgumentException($"chart '{Title}': a heat map may have up to {MostCells} x {MostCells} cells, got {Rows} x {Columns}; average neighbours first.");
        CheckRange("XRange", XRange);
        CheckRange("YRange", YRange);
        if (ColumnNames is not null)
            CheckLengths(Title, "column names", ColumnNames.Count, "columns", Columns);
        if (RowNames is not null)
            CheckLengths(Title, "row names", RowNames.Count, "rows", Rows);
        if (Colors == ColorScale.Diverging && Value.IsLogarithmic)
            throw new ArgumentException($"chart '{Title}': diverging colours are symmetric about zero, which a logarithmic scale lacks.");
    }

    internal override ChartPlan Plan()
    {
        var colors = ColorDomain();
        double gutter = 0;
        if (colors is not null)
        {
            // How many ticks there will be depends on the height, which is not known yet.
            double widest = Enumerable.Range(1, MostTicks).SelectMany(most => Ticks.Of(colors, most))
                .Select(tick => TextMetrics.Width(tick.Label, ChartStyle.TickSize)).DefaultIfEmpty(0).Max();
            gutter = BarGap + BarWidth + 8 + Math.Min(widest, ScaleRoom);
        }
        return new()
        {
            X = colors is null ? null : ColumnNames is null ? new NumericDomain(XRange.From, XRange.To) : new CategoryDomain(ColumnNames),
            Y = colors is null ? null : RowNames is null ? new NumericDomain(YRange.From, YRange.To) : new CategoryDomain(RowNames),
            XLabel = X.Label,
            YLabel = Y.Label,
            GutterLabel = Value.Label,
            MaximumPlotWidth = ColumnNames is null ? double.PositiveInfinity : 92.0 * Columns,
            GridY = false,
            YDownwards = RowNames is not null,
            RightGutter = gutter,
            PlotHeight = Height is null && RowNames is not null ? Math.Max(120, 44.0 * Rows) : null,
            Summary = colors is null ? "" : $"Heat map of {Value.Label} over {X.Label} and {Y.Label}, {Rows} by {Columns} cells, " +
                $"values from {NumberText.Compact(Drawable().Min())} to {NumberText.Compact(Drawable().Max())}.",
            Draw = (svg, frame) => DrawCells(svg, frame, colors!),
            DrawOutside = (svg, frame) => DrawScale(svg, frame, colors!),
        };
    }

    private void CheckRange(string name, (double From, double To) range)
    {
        if (!(range.From < range.To) || Math.Abs(range.From) > AxisDomain.LargestValue || Math.Abs(range.To) > AxisDomain.LargestValue)
            throw new ArgumentException($"chart '{Title}': {name} must go from a smaller to a larger finite number, got {range.From} to {range.To}.");
    }

    private IEnumerable<double> Drawable() => Values.Cast<double>().Where(Value.CanDraw);

    private NumericDomain? ColorDomain()
    {
        if (Colors == ColorScale.Sequential)
            return NumericDomain.Of(Drawable(), Value, 0) is { } domain ? domain with { Integral = false } : null;
        double reach = Drawable().Select(Math.Abs).DefaultIfEmpty(double.NaN).Max();
        reach = Math.Max(reach, Math.Max(Math.Abs(Value.Minimum ?? 0), Math.Abs(Value.Maximum ?? 0)));
        return double.IsNaN(reach) ? null : new NumericDomain(-Math.Max(reach, 1e-12), Math.Max(reach, 1e-12));
    }

    private void DrawCells(Markup svg, PlotFrame frame, NumericDomain colors)
    {
        var scale = new PlotScale(colors, 0, 1);
        double left = frame.X.Start, cellWidth = (frame.X.End - frame.X.Start) / Columns;
        double start = frame.Y.Start, cellHeight = (frame.Y.End - frame.Y.Start) / Rows;
        // Cells of one colour are one path, and neighbours in a row one rectangle: a hundred times smaller than a rectangle each.
        var paths = new SortedDictionary<int, StringBuilder>();
        for (int row = 0; row < Rows; row++)
        {
            double edge = start + row * cellHeight, next = start + (row + 1) * cellHeight;
            for (int column = 0; column < Columns;)
            {
                int level = Level(scale, Values[row, column]), end = column + 1;
                while (end < Columns && Level(scale, Values[row, end]) == level)
                    end++;
                if (level >= 0)
                {
                    if (!paths.TryGetValue(level, out var path))
                        paths[level] = path = new();
                    path.Append($"M{Markup.Number(left + column * cellWidth)} {Markup.Number(edge)}H{Markup.Number(left + end * cellWidth)}");
                    path.Append($"V{Markup.Number(next)}H{Markup.Number(left + column * cellWidth)}z");
                }
                column = end;
            }
        }
        // Crisp edges leave no hairlines between neighbouring cells.
        svg.Open("g", ("shape-rendering", "crispEdges"), ("stroke", "none"));
        foreach (var (level, path) in paths)
            svg.Empty("path", ("fill", ColorRamp.Css(Colors, (level + 0.5) / Levels)), ("d", path.ToString()));
        svg.Close("g").NewLine();
        if (ShowValues)
            DrawFigures(svg, scale, left, cellWidth, start, cellHeight);
    }

    private int Level(PlotScale scale, double value) =>
        Value.CanDraw(value) ? Math.Min((int)(scale.MapClamped(value) * Levels), Levels - 1) : -1;

    private void DrawFigures(Markup svg, PlotScale scale, double left, double cellWidth, double start, double cellHeight)
    {
        if (Math.Abs(cellHeight) < 16)
            return;
        svg.Open("g", ("class", "pf-tick"), ("text-anchor", "middle"));
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                string figure = Value.CanDraw(Values[row, column]) ? NumberText.Compact(Values[row, column], 3) : "–";
                if (TextMetrics.Width(figure, ChartStyle.TickSize) > cellWidth - 4)
                    continue;
                int level = Level(scale, Values[row, column]);
                var (red, green, blue) = ColorRamp.At(Colors, (level + 0.5) / Levels);
                // The darker or lighter ink, whichever has the greater contrast; a blank cell shows the page, which both schemes must read on.
                string? ink = level < 0 ? null : ColorRamp.Luminance(red, green, blue) > 0.179 ? "fill:#000" : "fill:#fff";
                svg.Element("text", figure, ("x", Markup.Number(left + (column + 0.5) * cellWidth)),
                    ("y", Markup.Number(start + (row + 0.5) * cellHeight + 4)), ("style", ink));
            }
        }
        svg.Close("g").NewLine();
    }

    private void DrawScale(Markup svg, PlotFrame frame, NumericDomain colors)
    {
        var scale = new PlotScale(colors, frame.Bottom, frame.Top);
        double left = frame.Right + BarGap, step = (frame.Bottom - frame.Top) / Levels;
        svg.Open("g", ("shape-rendering", "crispEdges"), ("stroke", "none"));
        for (int level = 0; level < Levels; level++)
        {
            svg.Empty("rect", ("x", Markup.Number(left)), ("y", Markup.Number(frame.Bottom - (level + 1) * step)),
                ("width", Markup.Number(BarWidth)), ("height", Markup.Number(step + 0.5)),
                ("fill", ColorRamp.Css(Colors, (level + 0.5) / Levels)));
        }
        svg.Close("g").Open("g", ("class", "pf-tick pf-muted"));
        foreach (var label in AxisLabels.Vertical(scale, ScaleRoom, MostTicks))
            ChartRenderer.DrawTick(svg, label, label.Text, left + BarWidth + 6, label.Place + 4);
        svg.Close("g").NewLine();
    }
}
