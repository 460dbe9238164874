using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>The marks of series: eight filled shapes, then the same eight hollow, so sixteen series differ without colour.</summary>
internal static class Markers
{
    private const int Shapes = 8;

    /// <summary>Whether the mark of a series is drawn as an outline.</summary>
    public static bool IsHollow(int series) => series / Shapes % 2 == 1;

    /// <summary>Path data of a series' mark around a point; shapes have about equal area.</summary>
    public static string Path(int series, double x, double y, double radius) => (series % Shapes) switch
    {
        0 => Circle(x, y, radius),
        1 => Polygon(x, y, radius * 0.9, -1, -1, 1, -1, 1, 1, -1, 1),
        2 => Polygon(x, y, radius * 1.25, 0, -1, 0.95, 0.75, -0.95, 0.75),
        3 => Polygon(x, y, radius * 1.3, 0, -1, 1, 0, 0, 1, -1, 0),
        4 => Polygon(x, y, radius * 1.25, 0, 1, 0.95, -0.75, -0.95, -0.75),
        5 => Polygon(x, y, radius * 1.25, -0.35, -1, 0.35, -1, 0.35, -0.35, 1, -0.35, 1, 0.35, 0.35, 0.35, 0.35, 1, -0.35, 1,
            -0.35, 0.35, -1, 0.35, -1, -0.35, -0.35, -0.35),
        6 => Polygon(x, y, radius * 1.1, 0, -0.5, 0.5, -1, 1, -0.5, 0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5, -0.5, 1, -1, 0.5, -0.5, 0,
            -1, -0.5, -0.5, -1),
        _ => Polygon(x, y, radius * 1.4, 0, -1, 0.3, -0.3, 1, -0.3, 0.45, 0.15, 0.65, 0.9, 0, 0.45, -0.65, 0.9, -0.45, 0.15,
            -1, -0.3, -0.3, -0.3),
    };

    private static string Circle(double x, double y, double radius)
    {
        string r = Markup.Number(radius), twice = Markup.Number(2 * radius);
        return $"M{Markup.Number(x - radius)} {Markup.Number(y)}a{r} {r} 0 1 0 {twice} 0a{r} {r} 0 1 0 -{twice} 0z";
    }

    private static string Polygon(double x, double y, double radius, params ReadOnlySpan<double> corners)
    {
        var path = new System.Text.StringBuilder();
        for (int corner = 0; corner < corners.Length; corner += 2)
        {
            path.Append(corner == 0 ? 'M' : 'L').Append(Markup.Number(x + radius * corners[corner]));
            path.Append(' ').Append(Markup.Number(y + radius * corners[corner + 1]));
        }
        return path.Append('z').ToString();
    }
}
