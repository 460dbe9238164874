using System.Text;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>Which way bars run.</summary>
public enum BarOrientation
{
    /// <summary>From left to right, one category a row: room for long names, and for the figures at the right.</summary>
    Horizontal,

    /// <summary>From bottom to top, categories side by side.</summary>
    Vertical,
}

/// <summary>How a value of a category is drawn.</summary>
public enum BarMark
{
    /// <summary>A bar from zero: lengths can be compared, so the axis holds zero.</summary>
    Bar,

    /// <summary>A dot (Cleveland 1984): positions are compared, so the axis need not hold zero. Right for log-likelihoods.</summary>
    Dot,
}

/// <summary>A value for each category.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Values">One for each category; a value that is not finite is left out.</param>
public sealed record BarSeries(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Half the length of each value's error bar, e.g. a standard error; null for none.</summary>
    public IReadOnlyList<double>? Errors { get; init; }
}

/// <summary>Values of named categories, side by side for several series.</summary>
public sealed record BarChart : Chart
{
    private const double ValueGap = 8;
    private const double DotRadius = 4.6;

    /// <summary>The names of the categories.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>The values, in the order of the legend.</summary>
    public required IReadOnlyList<BarSeries> Series { get; init; }

    /// <summary>What is measured, along the bars.</summary>
    public required Axis Value { get; init; }

    /// <summary>What the categories are, e.g. "model"; empty leaves it unsaid.</summary>
    public string CategoryTitle { get; init; } = "";

    /// <summary>Horizontal unless said.</summary>
    public BarOrientation Orientation { get; init; }

    /// <summary>Bars unless said.</summary>
    public BarMark Mark { get; init; }

    /// <summary>Whether the figures stand to the right of horizontal bars.</summary>
    public bool ShowValues { get; init; } = true;

    private bool IsHorizontal => Orientation == BarOrientation.Horizontal;

    // Figures that would leave the plot less than two fifths of the picture are left to the tooltips.
    private bool WritesValues => ShowValues && IsHorizontal && FiguresWidth + NamesWidth <= Width * 0.6;

    private double NamesWidth =>
        Math.Min(Width * 0.4, Categories.Select(name => TextMetrics.Width(name, ChartStyle.TickSize)).DefaultIfEmpty(0).Max());

    private double FiguresWidth => Figures().Max(text => TextMetrics.Width(text, ChartStyle.TickSize)) + ValueGap;

    private double Row => Series.Count == 1 ? 30 : 12 + 19.0 * Series.Count;

    internal override void Check()
    {
        Value.Check("value");
        foreach (var series in Series)
        {
            CheckLengths(series.Name, "values", series.Values.Count, "categories", Categories.Count);
            if (series.Errors is not null)
                CheckLengths(series.Name, "errors", series.Errors.Count, "categories", Categories.Count);
        }
        if (Value.IsLogarithmic && Mark == BarMark.Bar)
        {
            throw new ArgumentException(
                $"chart '{Title}': bars start at zero, which a logarithmic axis does not have; use Mark = BarMark.Dot or a linear axis.");
        }
    }

    internal override ChartPlan Plan()
    {
        var values = NumericDomain.Of(Series.SelectMany(Extent), Value, 0.06, includeZero: Mark == BarMark.Bar);
        AxisDomain? categories = Categories.Count == 0 ? null : new CategoryDomain(Categories);
        return new()
        {
            X = IsHorizontal ? values : categories,
            Y = IsHorizontal ? categories : values,
            XLabel = IsHorizontal ? Value.Label : CategoryTitle,
            YLabel = IsHorizontal ? CategoryTitle : Value.Label,
            GridX = IsHorizontal,
            GridY = !IsHorizontal,
            YDownwards = IsHorizontal,
            PlotHeight = IsHorizontal && Height is null ? Math.Max(60, Row * Categories.Count) : null,
            RightGutter = WritesValues ? FiguresWidth : 0,
            Legend =
            [
                .. Series.Select((series, index) =>
                    new LegendEntry(series.Name, index, Mark == BarMark.Bar ? LegendSymbol.Swatch : LegendSymbol.Marker)),
            ],
            Summary = $"{(Mark == BarMark.Bar ? "Bar" : "Dot")} chart of {Value.Label}. " + string.Concat(Series.Select(Describe)),
            Draw = Draw,
            DrawOutside = WritesValues ? DrawFigures : null,
        };
    }

    private static string Figure(BarSeries series, int category) => !double.IsFinite(series.Values[category])
        ? "–"
        : series.Errors is null
            ? NumberText.Compact(series.Values[category], 5)
            : NumberText.WithError(series.Values[category], series.Errors[category]);

    private IEnumerable<string> Figures() =>
        Series.SelectMany(series => Enumerable.Range(0, Categories.Count).Select(category => Figure(series, category))).DefaultIfEmpty("");

    private IEnumerable<double> Extent(BarSeries series) => series.Values.SelectMany((value, index) =>
        series.Errors is null ? (IEnumerable<double>)[value] : [value, value - Math.Abs(series.Errors[index]), value + Math.Abs(series.Errors[index])]);

    private string Describe(BarSeries series)
    {
        string figures = string.Join(", ", Categories.Take(30).Select((name, index) => $"{name} {Figure(series, index)}"));
        return $"{series.Name}: {figures}{(Categories.Count > 30 ? ", and so on" : "")}. ";
    }

    private void Draw(Markup svg, PlotFrame frame)
    {
        FillPatterns.Define(svg, frame.Id, Mark == BarMark.Bar ? Series.Count : 0);
        var (along, across) = IsHorizontal ? (frame.X, frame.Y) : (frame.Y, frame.X);
        double thickness = Math.Min(across.Unit * 0.76 / Math.Max(1, Series.Count), 46);
        for (int index = 0; index < Series.Count; index++)
        {
            svg.Open("g", ("class", Palette.Class(index)));
            for (int category = 0; category < Categories.Count; category++)
            {
                double value = Series[index].Values[category];
                if (!Value.CanDraw(value))
                    continue;
                double place = Place(across, category, index, thickness);
                svg.Open("g").Element("title", $"{Categories[category]}, {Series[index].Name}: {Figure(Series[index], category)}");
                if (Mark == BarMark.Bar)
                    DrawBar(svg, frame.Id, index, place, thickness * 0.9, along.MapClamped(0), along.MapClamped(value));
                DrawError(svg, along, index, category, place, Math.Min(5, thickness / 3));
                if (Mark == BarMark.Dot)
                    DrawDot(svg, index, place, along.MapClamped(value));
                svg.Close("g");
            }
            svg.Close("g").NewLine();
        }
        if (Mark == BarMark.Bar)
            DrawZero(svg, frame, along);
    }

    private double Place(PlotScale across, int category, int series, double thickness) =>
        across.Map(category) + (series - (Series.Count - 1) / 2.0) * thickness;

    private void DrawBar(Markup svg, string id, int series, double place, double thickness, double from, double to)
    {
        double start = Math.Min(from, to), length = Math.Abs(to - from), side = place - thickness / 2;
        svg.Empty("rect", ("class", "pf-bar"), ("fill", FillPatterns.Fill(id, series)),
            ("x", Markup.Number(IsHorizontal ? start : side)), ("y", Markup.Number(IsHorizontal ? side : start)),
            ("width", Markup.Number(IsHorizontal ? length : thickness)), ("height", Markup.Number(IsHorizontal ? thickness : length)));
    }

    private void DrawDot(Markup svg, int series, double place, double at) =>
        svg.Empty("path", ("class", Markers.IsHollow(series) ? "pf-hollow" : "pf-mark"),
            ("d", Markers.Path(series, IsHorizontal ? at : place, IsHorizontal ? place : at, DotRadius)));

    private void DrawError(Markup svg, PlotScale along, int series, int category, double place, double cap)
    {
        if (Series[series].Errors is not { } errors || !(Math.Abs(errors[category]) > 0))
            return;
        double value = Series[series].Values[category], error = Math.Abs(errors[category]);
        if (!Value.CanDraw(value + error))
            return;
        double high = along.MapClamped(value + error);
        double low = Value.CanDraw(value - error) ? along.MapClamped(value - error) : along.Start;
        // Behind its own dot a short bar is only a blot.
        if (Mark == BarMark.Dot && Math.Abs(high - low) < 2 * DotRadius)
            return;
        string Point(double a, double b) => IsHorizontal ? $"{Markup.Number(a)} {Markup.Number(b)}" : $"{Markup.Number(b)} {Markup.Number(a)}";
        var path = new StringBuilder($"M{Point(low, place)}L{Point(high, place)}");
        foreach (double end in (ReadOnlySpan<double>)[low, high])
            path.Append($"M{Point(end, place - cap)}L{Point(end, place + cap)}");
        // On a solid bar the error stands out in the colour of text.
        svg.Empty("path", ("class", Mark == BarMark.Bar ? "pf-error pf-ink" : "pf-error"), ("d", path.ToString()));
    }

    private void DrawZero(Markup svg, PlotFrame frame, PlotScale along)
    {
        string zero = Markup.Number(along.MapClamped(0));
        svg.Empty("path", ("class", "pf-axis"), ("d", IsHorizontal
            ? $"M{zero} {Markup.Number(frame.Top)}V{Markup.Number(frame.Bottom)}"
            : $"M{Markup.Number(frame.Left)} {zero}H{Markup.Number(frame.Right)}"));
    }

    private void DrawFigures(Markup svg, PlotFrame frame)
    {
        double thickness = Math.Min(frame.Y.Unit * 0.76 / Math.Max(1, Series.Count), 46);
        // Where bars are thinner than a line of text, figures would run into each other; the pointer still shows them.
        if ((Series.Count == 1 ? frame.Y.Unit : thickness) < 14)
            return;
        double right = frame.Right + FiguresWidth;
        svg.Open("g", ("class", "pf-tick"), ("text-anchor", "end"));
        for (int index = 0; index < Series.Count; index++)
        {
            for (int category = 0; category < Categories.Count; category++)
            {
                svg.Element("text", Figure(Series[index], category), ("x", Markup.Number(right)),
                    ("y", Markup.Number(Place(frame.Y, category, index, thickness) + 4)));
            }
        }
        svg.Close("g");
    }
}
