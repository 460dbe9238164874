using System.Text;

namespace Pushforward.Reporting.Charts;

/// <summary>
/// The stylesheet of charts. Elements take their colour from `currentColor`, so programs that know neither media queries nor variables
/// still draw the light chart. Print is always light.
/// </summary>
internal static class ChartStyle
{
    public const double TitleSize = 16;
    public const double LabelSize = 13;
    public const double TickSize = 12;

    private const string Fixed =
        ".pf-chart{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','DejaVu Sans',sans-serif;" +
        "font-variant-numeric:tabular-nums}" +
        ".pf-chart text{fill:currentColor;stroke:none}" +
        ".pf-title{font-size:16px;font-weight:600}.pf-label{font-size:13px}.pf-tick{font-size:12px}" +
        ".pf-line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}" +
        ".pf-mark{fill:currentColor;stroke:none}.pf-hollow{fill:none;stroke:currentColor;stroke-width:1.5}" +
        ".pf-band{fill:currentColor;fill-opacity:.18;stroke:none}" +
        ".pf-bar{stroke:currentColor;stroke-width:1.25}" +
        ".pf-error{fill:none;stroke:currentColor;stroke-width:1.5}" +
        ".pf-rule{fill:none;stroke:currentColor;stroke-width:1.5;stroke-dasharray:5 4}" +
        ".pf-grid{fill:none;stroke:currentColor;stroke-width:1}.pf-axis{fill:none;stroke:currentColor;stroke-width:1}" +
        ".pf-bg{stroke:none}";

    /// <summary>The whole stylesheet, the same for every chart.</summary>
    public static string Css { get; } = Build();

    private static string Build()
    {
        var css = new StringBuilder(Fixed);
        css.Append(Colors(Palette.Light, ink: "#1d2228", muted: "#59626c", grid: "#e3e7eb", axis: "#8a939c", Palette.LightSurface));
        css.Append("@media screen and (prefers-color-scheme:dark){");
        css.Append(Colors(Palette.Dark, ink: "#e6e9ec", muted: "#a7b0b9", grid: "#2b3138", axis: "#6f7983", Palette.DarkSurface));
        return css.Append('}').ToString();
    }

    private static string Colors(string[] series, string ink, string muted, string grid, string axis, string surface)
    {
        var css = new StringBuilder($".pf-chart{{color:{ink}}}.pf-ink{{color:{ink}}}.pf-muted{{color:{muted}}}.pf-grid{{color:{grid}}}.pf-axis{{color:{axis}}}.pf-bg{{fill:{surface}}}");
        for (int index = 0; index < series.Length; index++)
            css.Append($".pf-s{index + 1}{{color:{series[index]}}}");
        return css.ToString();
    }
}
