namespace Pushforward.Reporting.Charts;

/// <summary>How values are laid along an axis.</summary>
public enum AxisScale
{
    /// <summary>Equal distances are equal differences.</summary>
    Linear,

    /// <summary>Equal distances are equal ratios; values of zero and below cannot be drawn and become gaps.</summary>
    Logarithmic,
}

/// <summary>
/// What an axis measures and how. The range follows the data (what is not finite, or beyond ±10³⁰⁰, is left out) unless it is given.
/// </summary>
/// <param name="Title">The quantity, e.g. "log-likelihood".</param>
/// <param name="Unit">Its unit, shown in parentheses, e.g. "nats per image"; null for a quantity without one.</param>
public sealed record Axis(string Title, string? Unit = null)
{
    /// <summary>Linear unless said.</summary>
    public AxisScale Scale { get; init; }

    /// <summary>Where the axis starts; null lets the data decide.</summary>
    public double? Minimum { get; init; }

    /// <summary>Where the axis ends; null lets the data decide.</summary>
    public double? Maximum { get; init; }

    /// <summary>Title and unit as they stand beside the axis.</summary>
    public string Label => string.IsNullOrEmpty(Unit) ? Title : $"{Title} ({Unit})";

    internal bool IsLogarithmic => Scale == AxisScale.Logarithmic;

    /// <summary>Whether a value has a place on this axis at all (inside its range or not).</summary>
    internal bool CanDraw(double value) =>
        Math.Abs(value) <= AxisDomain.LargestValue && (!IsLogarithmic || value >= AxisDomain.SmallestLogValue);

    internal void Check(string which)
    {
        foreach (double? limit in (ReadOnlySpan<double?>)[Minimum, Maximum])
        {
            if (limit is { } value && !CanDraw(value))
            {
                string wanted = IsLogarithmic ? "a finite number greater than 0 (the axis is logarithmic)" : "a finite number within ±1e300";
                throw new ArgumentException($"{which} axis '{Title}': a limit must be {wanted}, got {value}.");
            }
        }
        if (Minimum >= Maximum)
            throw new ArgumentException($"{which} axis '{Title}': Minimum must be below Maximum, got {Minimum} and {Maximum}.");
    }
}
