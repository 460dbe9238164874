using System.Globalization;

namespace Pushforward.Distributions;

/// <summary>A closed interval [Lower, Upper] of the real line; either end may be infinite, and Lower = Upper is a point.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end, not below the lower.</param>
public readonly record struct Interval(double Lower, double Upper)
{
    /// <summary>Whether it is a single point.</summary>
    public bool IsPoint => Lower == Upper;

    /// <summary>Whether x lies in it, ends included.</summary>
    /// <param name="x">Any number.</param>
    public bool Contains(double x) => x >= Lower && x <= Upper;

    /// <summary>As mathematics writes it, e.g. "[0, 1]" or "(-Infinity, 3]".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(double.IsInfinity(Lower) ? '(' : '[')}{Lower:R}, {Upper:R}{(double.IsInfinity(Upper) ? ')' : ']')}");
}

/// <summary>The support of a law: disjoint closed intervals in ascending order; an isolated atom is an interval of length zero.</summary>
public sealed class Support
{
    private readonly Interval[] _intervals;

    private Support(Interval[] intervals) => _intervals = intervals;

    /// <summary>The real line.</summary>
    public static Support RealLine { get; } = Between(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>[0, infinity).</summary>
    public static Support NonNegative { get; } = Between(0, double.PositiveInfinity);

    /// <summary>The intervals, ascending, disjoint and not touching.</summary>
    public IReadOnlyList<Interval> Intervals => _intervals;

    /// <summary>The lowest point, or -infinity.</summary>
    public double Lower => _intervals[0].Lower;

    /// <summary>The highest point, or infinity.</summary>
    public double Upper => _intervals[^1].Upper;

    /// <summary>One interval.</summary>
    /// <param name="lower">Its lower end.</param>
    /// <param name="upper">Its upper end.</param>
    public static Support Between(double lower, double upper) => Union([new Interval(lower, upper)]);

    /// <summary>The union of intervals, which may overlap and come in any order.</summary>
    /// <param name="intervals">At least one.</param>
    public static Support Union(IEnumerable<Interval> intervals)
    {
        var merged = new List<Interval>();
        foreach (var interval in intervals.OrderBy(i => i.Lower))
        {
            if (!(interval.Lower <= interval.Upper))
                throw new ArgumentException($"A support needs intervals whose ends are in order, got {interval}.", nameof(intervals));
            if (merged.Count > 0 && interval.Lower <= merged[^1].Upper)
                merged[^1] = merged[^1] with { Upper = Math.Max(merged[^1].Upper, interval.Upper) };
            else
                merged.Add(interval);
        }
        if (merged.Count == 0)
            throw new ArgumentException("A support needs at least one interval.", nameof(intervals));
        return new Support([.. merged]);
    }

    /// <summary>Whether x lies in it.</summary>
    /// <param name="x">Any number.</param>
    public bool Contains(double x) => _intervals.Any(interval => interval.Contains(x));

    /// <summary>The intervals, joined by "u".</summary>
    public override string ToString() => string.Join(" u ", _intervals);
}
