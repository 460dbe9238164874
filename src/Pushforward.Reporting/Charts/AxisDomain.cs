namespace Pushforward.Reporting.Charts;

/// <summary>What an axis spans: numbers or named categories.</summary>
internal abstract record AxisDomain
{
    /// <summary>Beyond this a value is treated like infinity: ranges and their padding must not overflow.</summary>
    public const double LargestValue = 1e300;

    /// <summary>Below this a value is too near to zero for a logarithmic axis.</summary>
    public const double SmallestLogValue = 1e-300;
}

/// <summary>One band for each label, in order.</summary>
internal sealed record CategoryDomain(IReadOnlyList<string> Labels) : AxisDomain;

/// <summary>A range of numbers with Minimum &lt; Maximum, wide enough that its ticks can be told apart.</summary>
/// <param name="Minimum">The lower end.</param>
/// <param name="Maximum">The upper end.</param>
/// <param name="Logarithmic">Whether equal distances are equal ratios.</param>
/// <param name="Integral">Whether the values are whole numbers, so that ticks between them would mean nothing.</param>
internal sealed record NumericDomain(double Minimum, double Maximum, bool Logarithmic = false, bool Integral = false) : AxisDomain
{
    /// <summary>A range relative to its magnitude below which neighbouring ticks would need more than ten digits.</summary>
    private const double NarrowestRange = 1e-9;

    /// <summary>The range of some values on an axis, or null when none can be drawn.</summary>
    /// <param name="values">The data; what the axis cannot draw is ignored.</param>
    /// <param name="axis">Its scale and limits.</param>
    /// <param name="padding">Room at each end as a share of the range; none at an end the axis fixes.</param>
    /// <param name="includeZero">Whether the range must reach zero, as that of bars must.</param>
    public static NumericDomain? Of(IEnumerable<double> values, Axis axis, double padding, bool includeZero = false)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        bool integral = !axis.IsLogarithmic, zeroBased = includeZero && !axis.IsLogarithmic;
        foreach (double value in values)
        {
            if (!axis.CanDraw(value))
                continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
            integral &= value == Math.Floor(value) && Math.Abs(value) < 1e15;
        }
        if (low > high)
            return null;
        if (zeroBased)
            (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        (low, high) = axis.IsLogarithmic ? WidenRatio(low, high, padding) : WidenDifference(low, high, padding, integral, zeroBased);
        low = axis.Minimum ?? low;
        high = axis.Maximum ?? high;
        // A limit on one side may leave all data beyond it.
        if (low >= high)
        {
            if (axis.Minimum is not null)
                high = axis.IsLogarithmic ? low * 10 : low + Math.Max(1, Math.Abs(low) * 0.1);
            else
                low = axis.IsLogarithmic ? high / 10 : high - Math.Max(1, Math.Abs(high) * 0.1);
        }
        return new(low, high, axis.IsLogarithmic, integral);
    }

    private static (double Low, double High) WidenDifference(double low, double high, double padding, bool integral, bool zeroBased)
    {
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low <= size * NarrowestRange || high - low < SmallestLogValue)
        {
            double half = integral ? Math.Max(1, size * 0.05) : size < SmallestLogValue ? 1 : size * 0.05;
            return zeroBased ? (low < 0 ? -1 : 0, low < 0 ? 0 : 1) : (low - half, high + half);
        }
        double room = (high - low) * padding;
        // Bars stand on zero, so there is no room between the axis and their foot.
        return (zeroBased && low == 0 ? 0 : low - room, zeroBased && high == 0 ? 0 : high + room);
    }

    private static (double Low, double High) WidenRatio(double low, double high, double padding)
    {
        double decades = Math.Log10(high) - Math.Log10(low);
        double room = decades < NarrowestRange ? 0.5 : decades * padding;
        double factor = Math.Pow(10, room);
        // Room beyond what a double holds is no room.
        return (Math.Max(low / factor, SmallestLogValue / 1e6), Math.Min(high * factor, LargestValue * 1e6));
    }
}
