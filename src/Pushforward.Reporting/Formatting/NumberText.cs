using System.Globalization;

namespace Pushforward.Reporting.Formatting;

/// <summary>
/// Numbers as people read them: a true minus sign (U+2212), digits grouped by a narrow no-break space from 10 000 on (SI, ISO 80000-1),
/// powers of ten as superscripts, "NaN" and "∞" for what is not finite.
/// </summary>
public static class NumberText
{
    /// <summary>The minus sign, as wide as a digit and read aloud as "minus".</summary>
    public const char Minus = '\u2212';

    /// <summary>The space between groups of three digits; it neither breaks a line nor stretches.</summary>
    public const char GroupSpace = '\u202F';

    private const string SuperscriptDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>A number with a fixed count of decimals, e.g. −155.91 or 60 000.</summary>
    /// <param name="value">Any double.</param>
    /// <param name="decimals">From 0 to 15.</param>
    public static string Fixed(double value, int decimals = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decimals, 15);
        if (!double.IsFinite(value))
            return NotFinite(value);
        string digits = Math.Abs(value).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // A value that rounds to nothing has no sign.
        bool negative = value < 0 && digits.AsSpan().IndexOfAnyInRange('1', '9') >= 0;
        return (negative ? Minus.ToString() : "") + Group(digits);
    }

    /// <summary>
    /// A number to so many significant digits, trailing zeros dropped; as a power of ten outside 10⁻⁴ to 10⁷, e.g. 0.0123, 1.5×10⁻⁷.
    /// </summary>
    /// <param name="value">Any double.</param>
    /// <param name="significant">Significant digits, from 1 to 15.</param>
    public static string Compact(double value, int significant = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(significant, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(significant, 15);
        if (!double.IsFinite(value))
            return NotFinite(value);
        if (value == 0)
            return "0";
        int exponent = Exponent(value, significant);
        if (exponent is < -4 or >= 7)
        {
            string mantissa = Trim(Scaled(value, exponent).ToString("F" + (significant - 1), CultureInfo.InvariantCulture));
            return (mantissa is "1" ? "" : mantissa is "-1" ? Minus.ToString() : mantissa.Replace('-', Minus) + "×") + PowerOfTen(exponent);
        }
        // Digits left of the point stay as they are: 1 234 567 to four digits is not shown as 1 235 000.
        string text = Fixed(value, Math.Clamp(significant - 1 - exponent, 0, 15));
        return Trim(text);
    }

    /// <summary>
    /// An estimate with its standard error, both to the error's second significant digit, e.g. −155.91 ± 0.42.
    /// </summary>
    /// <param name="value">The estimate.</param>
    /// <param name="standardError">Its standard error; when 0 or not finite the value stands to two decimals.</param>
    public static string WithError(double value, double standardError)
    {
        if (!double.IsFinite(value))
            return NotFinite(value);
        if (!double.IsFinite(standardError))
            return $"{Compact(value, 6)} ± {NotFinite(standardError)}";
        if (standardError == 0)
            return $"{Fixed(value, 2)} ± 0";
        standardError = Math.Abs(standardError);
        int decimals = 1 - Exponent(standardError, 2);
        if (decimals > 9 || standardError >= 1e7)
            return $"{Compact(value, 6)} ± {Compact(standardError, 2)}";
        decimals = Math.Max(decimals, 0);
        return $"{Fixed(value, decimals)} ± {Fixed(standardError, decimals)}";
    }

    /// <summary>A power of ten, e.g. 10⁻⁷.</summary>
    /// <param name="exponent">The exponent.</param>
    public static string PowerOfTen(int exponent)
    {
        string digits = Math.Abs((long)exponent).ToString(CultureInfo.InvariantCulture);
        return "10" + (exponent < 0 ? "⁻" : "") + string.Concat(digits.Select(digit => SuperscriptDigits[digit - '0']));
    }

    /// <summary>The exponent of the leading digit once the value is rounded to so many digits (9.99 to two digits leads with 10).</summary>
    internal static int Exponent(double value, int significant)
    {
        string text = value.ToString("E" + (significant - 1), CultureInfo.InvariantCulture);
        return int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    /// <summary>value / 10^exponent without passing through a power that overflows or vanishes.</summary>
    internal static double Scaled(double value, int exponent)
    {
        // Powers up to 10^22 are exact, so a single operation gives the double nearest to the decimal.
        if (Math.Abs(exponent) <= 22)
            return exponent < 0 ? value * Math.Pow(10, -exponent) : value / Math.Pow(10, exponent);
        int half = exponent / 2;
        return value / Math.Pow(10, half) / Math.Pow(10, exponent - half);
    }

    private static string NotFinite(double value) =>
        double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : $"{Minus}∞";

    private static string Trim(string text) => text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;

    private static string Group(string digits)
    {
        int point = digits.IndexOf('.');
        int whole = point < 0 ? digits.Length : point;
        if (whole < 5)
            return digits;
        for (int at = whole - 3; at > 0; at -= 3)
            digits = digits.Insert(at, GroupSpace.ToString());
        return digits;
    }
}
