using System.Globalization;

namespace Pushforward.Distributions;

/// <summary>Whether a moment exists.</summary>
public enum MomentStatus
{
    /// <summary>The integral converges.</summary>
    Finite,

    /// <summary>The integral diverges to plus or minus infinity.</summary>
    Infinite,

    /// <summary>Its positive and its negative part both diverge, or it rests on a moment that does so.</summary>
    Undefined,
}

/// <summary>A moment that knows whether it exists.</summary>
public readonly record struct Moment
{
    private Moment(MomentStatus status, double value) => (Status, Value) = (status, value);

    /// <summary>Whether it exists.</summary>
    public MomentStatus Status { get; }

    /// <summary>The value: finite, plus or minus infinity, or NaN where undefined.</summary>
    public double Value { get; }

    /// <summary>Plus infinity.</summary>
    public static Moment PositiveInfinity { get; } = new(MomentStatus.Infinite, double.PositiveInfinity);

    /// <summary>Minus infinity.</summary>
    public static Moment NegativeInfinity { get; } = new(MomentStatus.Infinite, double.NegativeInfinity);

    /// <summary>No value.</summary>
    public static Moment Undefined { get; } = new(MomentStatus.Undefined, double.NaN);

    /// <summary>Whether <see cref="Value"/> is a finite number.</summary>
    public bool IsFinite => Status == MomentStatus.Finite;

    /// <summary>A moment with a value.</summary>
    /// <param name="value">A finite number.</param>
    public static Moment Finite(double value) => double.IsFinite(value)
        ? new(MomentStatus.Finite, value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A finite moment needs a finite value.");

    /// <summary>The value, "Infinity", "-Infinity" or "undefined".</summary>
    public override string ToString() =>
        Status == MomentStatus.Undefined ? "undefined" : Value.ToString("R", CultureInfo.InvariantCulture);
}
