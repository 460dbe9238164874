namespace Pushforward.Reporting.Charts;

/// <summary>Which colours stand for which values.</summary>
public enum ColorScale
{
    /// <summary>Dark blue over green to pale yellow: lightness rises evenly, so it reads without colour and in print.</summary>
    Sequential,

    /// <summary>Blue below zero, pale at zero, vermillion above; symmetric about zero.</summary>
    Diverging,
}

/// <summary>
/// Colour ramps made in OKLCH (Ottosson 2020), where equal steps look equal: lightness is linear in the value, hue turns along.
/// </summary>
internal static class ColorRamp
{
    /// <summary>The colour at a share of the range.</summary>
    /// <param name="scale">Which ramp.</param>
    /// <param name="share">From 0 to 1; for the diverging ramp 0.5 is zero.</param>
    public static (byte Red, byte Green, byte Blue) At(ColorScale scale, double share)
    {
        share = Math.Clamp(share, 0, 1);
        if (scale == ColorScale.Sequential)
            return FromOklch(0.25 + 0.7 * share, 0.07 + 0.07 * Math.Sin(Math.PI * Math.Sqrt(share)), 285 - 175 * share);
        double distance = Math.Abs(2 * share - 1);
        return FromOklch(0.96 - 0.5 * distance, 0.155 * distance, share < 0.5 ? 245 : 45);
    }

    /// <summary>The colour as CSS writes it.</summary>
    public static string Css(ColorScale scale, double share)
    {
        var (red, green, blue) = At(scale, share);
        return $"#{red:x2}{green:x2}{blue:x2}";
    }

    /// <summary>Relative luminance (WCAG 2.2) of a colour.</summary>
    public static double Luminance(byte red, byte green, byte blue)
    {
        static double Linear(byte channel) => channel <= 10 ? channel / 255.0 / 12.92 : Math.Pow((channel / 255.0 + 0.055) / 1.055, 2.4);
        return 0.2126 * Linear(red) + 0.7152 * Linear(green) + 0.0722 * Linear(blue);
    }

    private static (byte Red, byte Green, byte Blue) FromOklch(double lightness, double chroma, double hue)
    {
        double a = chroma * Math.Cos(hue * Math.PI / 180), b = chroma * Math.Sin(hue * Math.PI / 180);
        double l = Cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = Cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = Cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return (
            Gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            Gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            Gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
    }

    private static double Cube(double value) => value * value * value;

    private static byte Gamma(double linear)
    {
        double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
        return (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
    }
}
