using System.Globalization;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Html;

namespace Pushforward.Reporting.Tests.Charts;

public class PaletteTests
{
    [Fact]
    public void Every_series_has_a_contrast_of_three_to_one_with_its_page()
    {
        Assert.All(Palette.Light, color => Assert.True(Contrast(color, Palette.LightSurface) >= 3, color));
        Assert.All(Palette.Dark, color => Assert.True(Contrast(color, Palette.DarkSurface) >= 3, color));
        Assert.Equal(Palette.Light.Length, Palette.Dark.Length);
    }

    [Theory]
    [InlineData("#1d2228", "#ffffff")]
    [InlineData("#59626c", "#ffffff")]
    [InlineData("#59626c", "#f4f6f8")]
    [InlineData("#005f9e", "#ffffff")]
    [InlineData("#e6e9ec", "#15181c")]
    [InlineData("#a7b0b9", "#15181c")]
    [InlineData("#a7b0b9", "#1d2227")]
    [InlineData("#7cbcf0", "#15181c")]
    public void Texts_have_a_contrast_of_at_least_four_and_a_half_to_one(string text, string surface)
    {
        // The pairs of ReportStyle and ChartStyle; WCAG 2.2, level AA.
        Assert.True(Contrast(text, surface) >= 4.5);
        Assert.Contains(text, ReportStyle.Css + ChartStyle.Css);
    }

    [Fact]
    public void Sixteen_series_have_sixteen_marks() =>
        Assert.Equal(16, Enumerable.Range(0, 16).Select(series => (Markers.Path(series, 0, 0, 4), Markers.IsHollow(series))).Distinct().Count());

    private static double Contrast(string one, string other)
    {
        double a = Luminance(one), b = Luminance(other);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string color)
    {
        byte Channel(int at) => byte.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return ColorRamp.Luminance(Channel(1), Channel(3), Channel(5));
    }
}
