using System.Text;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>
/// A histogram on the scale of a density, so that curves of densities can lie over it: a bin of width w that holds c of n values has height
/// c / (n w), and the bars' areas sum to the share of values in sight.
/// </summary>
public sealed record Histogram : Chart
{
    internal const string FillOpacity = "0.3";

    private const int MostBins = 200;

    /// <summary>The quantity; its limits, if given, cut heavy tails off, and the share that is left out is said in the description.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis, a density unless said.</summary>
    public Axis Y { get; init; } = new("density");

    /// <summary>The values; those that are not finite are counted, and said to be, but not drawn.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>What the legend calls the histogram.</summary>
    public string Name { get; init; } = "samples";

    /// <summary>
    /// How many bins, from 1 to 200; null takes the width of Freedman and Diaconis (1981), 2 IQR n^(-1/3), within 5 to 100 bins.
    /// </summary>
    public int? Bins { get; init; }

    /// <summary>Curves over the bars, e.g. the exact density.</summary>
    public IReadOnlyList<LineSeries> Curves { get; init; } = [];

    internal override void Check()
    {
        X.Check("x");
        Y.Check("y");
        if (X.IsLogarithmic || Y.IsLogarithmic)
            throw new ArgumentException($"chart '{Title}': a histogram needs linear axes; take logarithms of the values instead.");
        if (Bins is < 1 or > MostBins)
            throw new ArgumentException($"chart '{Title}': Bins must be from 1 to {MostBins}, got {Bins}.");
        foreach (var curve in Curves)
            curve.Check();
    }

    internal override ChartPlan Plan()
    {
        var range = NumericDomain.Of(Values, X, 0);
        var densities = range is null ? [] : Densities(range);
        var ceiling = densities.Concat(Curves.SelectMany(VisibleHeights));
        return new()
        {
            X = range is null ? null : range with { Integral = false },
            Y = range is null ? null : NumericDomain.Of(ceiling, Y, 0.05, includeZero: true),
            XLabel = X.Label,
            YLabel = Y.Label,
            Legend =
            [
                new(Name, 0, LegendSymbol.SoftSwatch),
                .. Curves.Select((curve, index) => new LegendEntry(curve.Name, index + 1, LegendSymbol.Line, Dash: index)),
            ],
            Summary = Describe(range),
            Draw = (svg, frame) =>
            {
                DrawBars(svg, frame, (NumericDomain)frame.X.Domain, densities);
                LineDrawing.Draw(svg, frame, X, Y, [.. Curves.Select(curve => curve with { Markers = false })], [], firstIndex: 1);
            },
        };

        IEnumerable<double> VisibleHeights(LineSeries curve) =>
            curve.X.Zip(curve.Y).Where(point => range is not null && point.First >= range.Minimum && point.First <= range.Maximum).Select(point => point.Second);
    }

    /// <summary>The height of each bin over the range.</summary>
    internal double[] Densities(NumericDomain range)
    {
        double[] shown = [.. Values.Where(value => value >= range.Minimum && value <= range.Maximum)];
        int bins = Bins ?? FreedmanDiaconis(shown, range);
        double width = (range.Maximum - range.Minimum) / bins;
        var heights = new double[bins];
        double unit = 1 / (Values.Count(double.IsFinite) * width);
        foreach (double value in shown)
            heights[Math.Min((int)((value - range.Minimum) / width), bins - 1)] += unit;
        return heights;
    }

    private static int FreedmanDiaconis(double[] values, NumericDomain range)
    {
        if (values.Length < 2)
            return 5;
        double[] sorted = [.. values.Order()];
        double interquartile = sorted[(int)(0.75 * (sorted.Length - 1))] - sorted[(int)(0.25 * (sorted.Length - 1))];
        double width = 2 * interquartile / Math.Cbrt(sorted.Length);
        double bins = (range.Maximum - range.Minimum) / width;
        return double.IsFinite(bins) ? (int)Math.Clamp(Math.Ceiling(bins), 5, 100) : 20;
    }

    private string Describe(NumericDomain? range)
    {
        if (range is null)
            return "";
        var finite = Values.Where(double.IsFinite).ToList();
        int outside = finite.Count(value => value < range.Minimum || value > range.Maximum), lost = Values.Count - finite.Count;
        var text = new StringBuilder($"Histogram of {finite.Count} values of {X.Label}");
        text.Append($" from {NumberText.Compact(range.Minimum)} to {NumberText.Compact(range.Maximum)}. ");
        if (outside > 0)
            text.Append($"{outside} {(outside == 1 ? "value lies" : "values lie")} outside the picture. ");
        if (lost > 0)
            text.Append($"{lost} {(lost == 1 ? "value is" : "values are")} not finite. ");
        if (Curves.Count > 0)
            text.Append($"Over it: {string.Join(", ", Curves.Select(curve => curve.Name))}. ");
        return text.ToString();
    }

    private static void DrawBars(Markup svg, PlotFrame frame, NumericDomain range, double[] densities)
    {
        var outline = new StringBuilder();
        double width = (range.Maximum - range.Minimum) / densities.Length;
        for (int bin = 0; bin < densities.Length; bin++)
        {
            if (!(densities[bin] > 0))
                continue;
            double left = frame.X.Map(range.Minimum + bin * width), right = frame.X.Map(range.Minimum + (bin + 1) * width);
            outline.Append($"M{Markup.Number(left)} {Markup.Number(frame.Y.MapClamped(0))}V{Markup.Number(frame.Y.MapClamped(densities[bin]))}");
            outline.Append($"H{Markup.Number(right)}V{Markup.Number(frame.Y.MapClamped(0))}z");
        }
        svg.Open("g", ("class", Palette.Class(0)), ("clip-path", $"url(#{frame.Id}-clip)"));
        svg.Empty("path", ("class", "pf-bar"), ("fill", "currentColor"), ("fill-opacity", FillOpacity), ("stroke-width", "1"), ("d", outline.ToString()));
        svg.Close("g").NewLine();
    }
}
