using System.Globalization;

namespace Pushforward.Bijectors;

/// <summary>Where a bijector takes its coordinates from, or puts them: the open interval (Lower, Upper), possibly without one point.</summary>
/// <param name="Lower">The lower end, or -infinity.</param>
/// <param name="Upper">The upper end, or infinity.</param>
/// <param name="Hole">A point that does not belong to it.</param>
public sealed record Domain(double Lower, double Upper, double? Hole = null)
{
    /// <summary>Every finite number.</summary>
    public static Domain RealLine { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>(0, infinity).</summary>
    public static Domain Positive { get; } = new(0, double.PositiveInfinity);

    /// <summary>(0, 1).</summary>
    public static Domain UnitInterval { get; } = new(0, 1);

    /// <summary>Every finite number but 0.</summary>
    public static Domain NonZero { get; } = new(double.NegativeInfinity, double.PositiveInfinity, Hole: 0);

    /// <summary>A point well inside.</summary>
    public double Interior
    {
        get
        {
            double point = (double.IsFinite(Lower), double.IsFinite(Upper)) switch
            {
                (true, true) => Lower + (Upper - Lower) / 2,
                (true, false) => Lower + 1,
                (false, true) => Upper - 1,
                _ => 0,
            };
            return point == Hole ? point + (double.IsFinite(Upper) ? (Upper - point) / 2 : 1) : point;
        }
    }

    /// <summary>Whether x belongs to it; never NaN or an infinity.</summary>
    /// <param name="x">Any number.</param>
    public bool Contains(double x) => x > Lower && x < Upper && x != Hole;

    /// <summary>As in messages: "values between 0 and 1".</summary>
    public override string ToString()
    {
        string text = (double.IsFinite(Lower), double.IsFinite(Upper)) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $"values between {Lower:R} and {Upper:R}, ends excluded"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $"finite values greater than {Lower:R}"),
            (false, true) => string.Create(CultureInfo.InvariantCulture, $"finite values less than {Upper:R}"),
            _ => "finite values",
        };
        return Hole is { } hole ? string.Create(CultureInfo.InvariantCulture, $"{text} other than {hole:R}") : text;
    }
}
