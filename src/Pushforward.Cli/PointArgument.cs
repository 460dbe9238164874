using System.Globalization;

namespace Pushforward.Cli;

/// <summary>Points as the command line writes them: "1,-2,3".</summary>
internal static class PointArgument
{
    public static double[] Read(string option, string text, int most)
    {
        string[] parts = text.Split(',');
        if (parts.Length > most)
            throw new ArgumentException($"{option}: expected at most {most} values, got {parts.Length}.");
        return [.. parts.Select((part, i) => Value(option, text, part, i + 1))];
    }

    private static double Value(string option, string text, string part, int place)
    {
        if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            throw new ArgumentException($"{option} {text}: expected numbers separated by commas, as in 1,-2,3; value {place} is '{part.Trim()}'.");
        return double.IsFinite(value) ? value : throw new ArgumentException($"{option} {text}: expected finite numbers; value {place} is {part.Trim()}.");
    }
}
