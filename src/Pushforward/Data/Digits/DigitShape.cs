using System.Globalization;

namespace Pushforward.Data.Digits;

/// <summary>A point a stroke goes through, in the unit square of its digit: [-1, 1] each way, x to the right, y downwards.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downwards.</param>
/// <param name="Corner">Whether the pen may turn abruptly here; elsewhere the direction is continuous.</param>
internal readonly record struct ControlPoint(float X, float Y, bool Corner);

/// <summary>One way of writing a digit: strokes, in the order they are written.</summary>
internal sealed class DigitShape
{
    private DigitShape(float weight, ControlPoint[][] strokes) => (Weight, Strokes) = (weight, strokes);

    /// <summary>How often it is written so, relative to the other shapes of its digit.</summary>
    public float Weight { get; }

    /// <summary>The strokes; at least two points each.</summary>
    public ControlPoint[][] Strokes { get; }

    /// <summary>
    /// Reads the notation of <see cref="DigitShapes"/>: points <c>x,y</c> in percent of the square, separated by spaces; <c>!</c> after a
    /// point marks a corner; <c>/</c> lifts the pen.
    /// </summary>
    /// <param name="weight">How often it is written so, relative to the other shapes of its digit.</param>
    /// <param name="notation">The strokes.</param>
    public static DigitShape Parse(float weight, string notation) => new(
        weight,
        [.. notation.Split('/').Select(stroke => stroke
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(ParsePoint)
            .ToArray())]);

    private static ControlPoint ParsePoint(string point)
    {
        bool corner = point.EndsWith('!');
        string[] xy = point.TrimEnd('!').Split(',');
        float Coordinate(string percent) => (float.Parse(percent, CultureInfo.InvariantCulture) - 50) / 50;
        return new ControlPoint(Coordinate(xy[0]), Coordinate(xy[1]), corner);
    }
}
