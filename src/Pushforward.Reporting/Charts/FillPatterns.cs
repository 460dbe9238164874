using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>Fills by which bars of different series are told apart without colour: solid, hatched, dotted, and so on; one fewer than colors.</summary>
internal static class FillPatterns
{
    private static readonly string[] Strokes =
        ["M-1 7 7 -1M3 11 11 3", "M4 2.6a1.4 1.4 0 1 0 0 2.8a1.4 1.4 0 1 0 0 -2.8z", "M0 4H8", "M1 -1 9 7M-3 3 5 11", "M4 0V8", "M0 0 8 8M8 0 0 8"];

    /// <summary>The fill of a series.</summary>
    public static string Fill(string id, int series) => series % (Strokes.Length + 1) == 0 ? "currentColor" : $"url(#{id}-fill{series})";

    /// <summary>Defines the patterns that <see cref="Fill"/> names.</summary>
    public static void Define(Markup body, string id, int seriesCount)
    {
        for (int series = 0; series < seriesCount; series++)
        {
            int pattern = series % (Strokes.Length + 1);
            if (pattern == 0)
                continue;
            // A pattern inherits from where it is defined, so it carries the colour of its series itself.
            body.Open("pattern", ("id", $"{id}-fill{series}"), ("class", Palette.Class(series)), ("width", "8"), ("height", "8"),
                ("patternUnits", "userSpaceOnUse"));
            body.Empty("rect", ("width", "8"), ("height", "8"), ("fill", "currentColor"), ("fill-opacity", "0.22"));
            body.Empty("path", ("d", Strokes[pattern - 1]), ("stroke", "currentColor"), ("stroke-width", "1.8"),
                ("fill", pattern == 2 ? "currentColor" : "none"));
            body.Close("pattern");
        }
    }
}
