using System.Globalization;
using Pushforward.Distributions;

namespace Pushforward.Divergences;

/// <summary>How a divergence was obtained.</summary>
public enum DivergenceKind
{
    /// <summary>From a formula, to rounding.</summary>
    ClosedForm,

    /// <summary>By adaptive quadrature, with an error.</summary>
    Quadrature,

    /// <summary>It is infinite, and the result says why.</summary>
    Infinite,

    /// <summary>By simulation, with a standard error, where quadrature did not settle.</summary>
    Estimate,
}

/// <summary>Why a divergence is infinite.</summary>
public enum InfiniteReason
{
    /// <summary>One law has mass on a set on which the other has none.</summary>
    Support,

    /// <summary>The integral diverges towards an end of the line.</summary>
    Tail,

    /// <summary>The integral diverges at a finite place, where one density has a pole or the other a zero.</summary>
    Singularity,
}

/// <summary>The value of a divergence and how it is known. Never a bare NaN.</summary>
public sealed record DivergenceResult
{
    private DivergenceResult()
    {
    }

    /// <summary>The value in nats (in the unit of x for a Wasserstein distance); +infinity where infinite.</summary>
    public required double Value { get; init; }

    /// <summary>How it was obtained.</summary>
    public required DivergenceKind Kind { get; init; }

    /// <summary>
    /// Its absolute error: of rounding for a closed form, an estimate from above for a quadrature, one standard error for an estimate, 0 where infinite.
    /// </summary>
    public required double Error { get; init; }

    /// <summary>Why it is infinite; null where it is not.</summary>
    public InfiniteReason? Reason { get; init; }

    /// <summary>The interval on which it becomes infinite; null where it is not.</summary>
    public Interval? Witness { get; init; }

    /// <summary>The reason in a sentence; null where it is finite.</summary>
    public string? Explanation { get; init; }

    /// <summary>A value from a formula.</summary>
    /// <param name="value">The value.</param>
    public static DivergenceResult ClosedForm(double value) =>
        new() { Value = value, Kind = DivergenceKind.ClosedForm, Error = 1e-14 * Math.Max(1, Math.Abs(value)) };

    internal static DivergenceResult Quadrature(double value, double error) =>
        new() { Value = value, Kind = DivergenceKind.Quadrature, Error = error };

    internal static DivergenceResult Estimate(double value, double standardError) =>
        new() { Value = value, Kind = DivergenceKind.Estimate, Error = standardError };

    internal static DivergenceResult Infinite(InfiniteReason reason, Interval witness, string explanation) => new()
    {
        Value = double.PositiveInfinity,
        Kind = DivergenceKind.Infinite,
        Error = 0,
        Reason = reason,
        Witness = witness,
        Explanation = explanation,
    };

    /// <summary>The value with its error, or why it is infinite.</summary>
    public override string ToString() => Kind switch
    {
        DivergenceKind.Infinite => $"infinite: {Explanation}",
        DivergenceKind.ClosedForm => Value.ToString("R", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Value:R} +- {Error:G2}"),
    };
}
