using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>The legend: above the plot, in as many rows as it takes.</summary>
internal static class LegendLayout
{
    private const double SymbolWidth = 26;
    private const double SymbolGap = 7;
    private const double EntryGap = 20;
    private const double RowHeight = 21;

    /// <summary>Draws the entries from left to right and top to bottom and returns where the next thing may start.</summary>
    public static double Draw(Markup body, string id, IReadOnlyList<LegendEntry> entries, double left, double top, double right)
    {
        double x = left, y = top + 2;
        foreach (var entry in entries)
        {
            string name = TextMetrics.Fit(entry.Name, right - left - SymbolWidth - SymbolGap, ChartStyle.LabelSize);
            double width = SymbolWidth + SymbolGap + TextMetrics.Width(name, ChartStyle.LabelSize);
            if (x > left && x + width > right)
                (x, y) = (left, y + RowHeight);
            DrawSymbol(body, id, entry, x, y + RowHeight / 2);
            body.Element("text", name, ("class", "pf-label"), ("x", Markup.Number(x + SymbolWidth + SymbolGap)),
                ("y", Markup.Number(y + RowHeight / 2 + 4.5)));
            x += width + EntryGap;
        }
        body.NewLine();
        return y + RowHeight;
    }

    private static void DrawSymbol(Markup body, string id, LegendEntry entry, double x, double y)
    {
        if (entry.Symbol == LegendSymbol.Rule)
        {
            body.Empty("path", ("class", "pf-rule pf-muted"), ("d", $"M{Markup.Number(x)} {Markup.Number(y)}h{Markup.Number(SymbolWidth)}"));
            return;
        }
        body.Open("g", ("class", Palette.Class(entry.Series)));
        if (entry.Symbol is LegendSymbol.Line or LegendSymbol.LineAndMarker)
        {
            body.Empty("path", ("class", "pf-line"), ("stroke-dasharray", Palette.Dash(entry.Dash ?? entry.Series)),
                ("d", $"M{Markup.Number(x + 1)} {Markup.Number(y)}h{Markup.Number(SymbolWidth - 2)}"));
        }
        if (entry.Symbol is LegendSymbol.Marker or LegendSymbol.LineAndMarker)
        {
            body.Empty("path", ("class", Markers.IsHollow(entry.Series) ? "pf-hollow" : "pf-mark"),
                ("d", Markers.Path(entry.Series, x + SymbolWidth / 2, y, 4.2)));
        }
        if (entry.Symbol is LegendSymbol.Swatch or LegendSymbol.SoftSwatch)
        {
            bool soft = entry.Symbol == LegendSymbol.SoftSwatch;
            body.Empty("rect", ("class", "pf-bar"), ("fill", soft ? "currentColor" : FillPatterns.Fill(id, entry.Series)),
                ("fill-opacity", soft ? Histogram.FillOpacity : null), ("x", Markup.Number(x + 4)),
                ("y", Markup.Number(y - 7)), ("width", "18"), ("height", "14"));
        }
        body.Close("g");
    }
}
