using System.Globalization;
using System.Runtime.CompilerServices;

namespace Pushforward.Distributions;

/// <summary>Checks of parameters; each returns its argument or throws, saying what was given, where, and what was expected.</summary>
internal static class Require
{
    public static double Finite(double value, string law, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        double.IsFinite(value) ? value : throw Wrong(value, law, parameter, "a finite number");

    public static double Positive(double value, string law, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        value > 0 && double.IsFinite(value) ? value : throw Wrong(value, law, parameter, "a number greater than 0");

    public static double Above(double bound, double value, string law, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        value > bound && double.IsFinite(value)
            ? value
            : throw Wrong(value, law, parameter, string.Create(CultureInfo.InvariantCulture, $"a number greater than {bound:R}"));

    public static double Probability(double value, string law, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        value is >= 0 and <= 1 ? value : throw Wrong(value, law, parameter, "a probability between 0 and 1");

    private static ArgumentException Wrong(double value, string law, string parameter, string expected) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{parameter}: expected {expected}, got {value:R} ({law}, parameter '{parameter}')."));
}
