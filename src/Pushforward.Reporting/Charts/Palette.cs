namespace Pushforward.Reporting.Charts;

/// <summary>
/// Colours, dashes and marks by which series are told apart. The hues are those of Okabe and Ito (2008), chosen to differ for every common
/// form of colour blindness; the lightness of each is set so that it has a contrast of at least 3:1 against the page (WCAG 2.2, 1.4.11), in
/// the light and in the dark. Each series also has its own dash and mark, so colour never carries information alone.
/// </summary>
internal static class Palette
{
    public const string LightSurface = "#ffffff";
    public const string DarkSurface = "#15181c";

    /// <summary>Blue, vermillion, bluish green, reddish purple, orange, sky blue, black, yellow, for light pages.</summary>
    public static readonly string[] Light =
        ["#0072b2", "#d55e00", "#00845f", "#b5568e", "#a87000", "#2a93c9", "#3b4148", "#857a00"];

    /// <summary>The same hues for dark pages.</summary>
    public static readonly string[] Dark =
        ["#4aa8e8", "#f4803c", "#1fb98b", "#dd93c0", "#e69f00", "#8fd0f5", "#d3d8dd", "#f0e442"];

    /// <summary>Lengths of dash and gap; the first is solid. One fewer than colors, so that the pairs repeat only after 56 series.</summary>
    public static readonly string?[] Dashes = [null, "7 4", "2 3.5", "9 3 2 3", "14 4", "5 2.5", "9 3 2 3 2 3"];

    /// <summary>CSS class that sets a series' colour.</summary>
    public static string Class(int series) => $"pf-s{series % Light.Length + 1}";

    /// <summary>The dash of a series.</summary>
    public static string? Dash(int series) => Dashes[series % Dashes.Length];
}
