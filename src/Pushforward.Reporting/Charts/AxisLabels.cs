using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>A text beside an axis.</summary>
/// <param name="Place">The pixel it marks.</param>
/// <param name="TextPlace">The pixel its middle stands at; differs from Place where the picture's edge is near.</param>
/// <param name="Lines">The text, perhaps on several lines.</param>
/// <param name="Full">The whole text where the lines had to be shortened.</param>
internal sealed record AxisLabel(double Place, double TextPlace, IReadOnlyList<string> Lines, string? Full = null)
{
    public string Text => Lines[0];
}

/// <summary>Chooses as many ticks as there is room for, so that neighbouring labels keep their distance.</summary>
internal static class AxisLabels
{
    private const double LeastGap = 10;
    private const double LineHeight = 15;

    /// <summary>Labels left of a vertical axis.</summary>
    /// <param name="scale">The axis.</param>
    /// <param name="maximumWidth">Wider texts are shortened.</param>
    /// <param name="mostTicks">How many ticks there may be in any case.</param>
    public static IReadOnlyList<AxisLabel> Vertical(PlotScale scale, double maximumWidth, int mostTicks = 12)
    {
        double length = Math.Abs(scale.End - scale.Start);
        if (scale.Domain is NumericDomain numbers)
        {
            // Two lines of text and a little from tick to tick read calmly, and a short axis still gets more than one.
            return Thinned(Math.Clamp((int)(length / 36), 3, mostTicks), most =>
                [.. Ticks.Of(numbers, most).Select(tick => Fitted(scale.Map(tick.Value), tick.Label, maximumWidth))],
                (one, other) => Math.Abs(other.Place - one.Place) >= LineHeight + 1);
        }
        var names = ((CategoryDomain)scale.Domain).Labels;
        int every = Math.Max(1, (int)Math.Ceiling(LineHeight / scale.Unit));
        return [.. Enumerable.Range(0, names.Count).Where(index => index % every == 0).Select(index =>
            Fitted(scale.Map(index), names[index], maximumWidth))];
    }

    /// <summary>Labels below a horizontal axis.</summary>
    /// <param name="scale">The axis.</param>
    /// <param name="leftmost">No text reaches further left.</param>
    /// <param name="rightmost">No text reaches further right.</param>
    public static IReadOnlyList<AxisLabel> Horizontal(PlotScale scale, double leftmost, double rightmost)
    {
        double length = Math.Abs(scale.End - scale.Start);
        if (scale.Domain is CategoryDomain categories)
        {
            // Where only some are named, a name may be wider than the bands it stands under; at the picture's edge it then gives way.
            return [.. HorizontalNames(scale, categories.Labels).Where(label => Extent(label) is var (left, right) && left >= leftmost && right <= rightmost)];
        }
        return Thinned(Math.Max(2, (int)(length / 70)), most =>
            [.. Ticks.Of((NumericDomain)scale.Domain, most).Select(tick => Held(Single(scale.Map(tick.Value), tick.Label), leftmost, rightmost))],
            (one, other) => Extent(other).Left - Extent(one).Right >= LeastGap);
    }

    /// <summary>The left and right edge of a label's text.</summary>
    public static (double Left, double Right) Extent(AxisLabel label)
    {
        double half = label.Lines.Max(line => TextMetrics.Width(line, ChartStyle.TickSize)) / 2;
        return (label.TextPlace - half, label.TextPlace + half);
    }

    private static List<AxisLabel> HorizontalNames(PlotScale scale, IReadOnlyList<string> names)
    {
        // A name needs some four letters of room to be of use; where a band has less, every second or third is named.
        int every = 1;
        double widest = names.Select(name => TextMetrics.Width(name, ChartStyle.TickSize)).DefaultIfEmpty(0).Max();
        while (scale.Unit * every - LeastGap < Math.Min(widest, 36) && every < names.Count)
            every++;
        double room = Math.Max(12, scale.Unit * every - LeastGap);
        var labels = new List<AxisLabel>();
        for (int index = 0; index < names.Count; index += every)
        {
            var lines = TextMetrics.Wrap(names[index], room, ChartStyle.TickSize, maximumLines: every == 1 ? 3 : 1);
            labels.Add(Shortened(scale.Map(index), lines.Count == 0 ? [""] : lines, names[index]));
        }
        return labels;
    }

    private static AxisLabel Single(double place, string text) => new(place, place, [text]);

    private static AxisLabel Fitted(double place, string text, double maximumWidth) =>
        Shortened(place, [TextMetrics.Fit(text, maximumWidth, ChartStyle.TickSize)], text);

    private static AxisLabel Shortened(double place, IReadOnlyList<string> lines, string full) =>
        new(place, place, lines, lines.Any(line => line.EndsWith('…')) ? full : null);

    private static AxisLabel Held(AxisLabel label, double leftmost, double rightmost)
    {
        var (left, right) = Extent(label);
        double shift = left < leftmost ? leftmost - left : right > rightmost ? rightmost - right : 0;
        return label with { TextPlace = label.TextPlace + shift };
    }

    // As many as keep their distance; on a logarithmic axis equal steps crowd at the upper end, so counting alone does not do.
    private static IReadOnlyList<AxisLabel> Thinned(
        int most, Func<int, IReadOnlyList<AxisLabel>> labelsOf, Func<AxisLabel, AxisLabel, bool> apart)
    {
        IReadOnlyList<AxisLabel> labels = [];
        for (; most >= 1; most--)
        {
            labels = labelsOf(most);
            if (labels.Zip(labels.Skip(1)).All(pair => apart(pair.First, pair.Second)))
                return labels;
        }
        return labels.Count > 0 ? [labels[0]] : [];
    }
}
