using Pushforward.Distributions;

namespace Pushforward.Divergences.Projections;

/// <summary>What kind of stationary point a projection is.</summary>
public enum StationaryKind
{
    /// <summary>A local minimum of the divergence.</summary>
    Minimum,

    /// <summary>A minimum in one direction and a maximum in another.</summary>
    Saddle,

    /// <summary>A local maximum.</summary>
    Maximum,
}

/// <summary>A member of a family at which the divergence is stationary.</summary>
/// <param name="Law">The member.</param>
/// <param name="Divergence">The divergence there.</param>
/// <param name="Kind">What kind of stationary point.</param>
/// <param name="IsGlobal">Whether no minimum found is lower; several may share the least value.</param>
public sealed record ProjectedLaw(Law Law, DivergenceResult Divergence, StationaryKind Kind, bool IsGlobal)
{
    /// <summary>The mean of the member.</summary>
    public double Mean => Law.Mean.Value;

    /// <summary>The standard deviation of the member.</summary>
    public double StandardDeviation => Math.Sqrt(Law.Variance.Value);
}

/// <summary>The members of a family nearest to a law in either direction.</summary>
public sealed record ProjectionResult
{
    /// <summary>The law that is projected.</summary>
    public required Law Law { get; init; }

    /// <summary>The family it is projected onto.</summary>
    public required ProjectionFamily Family { get; init; }

    /// <summary>The member with the least KL(P||Q), which covers all of P; null where that is infinite for every member.</summary>
    public required ProjectedLaw? Forward { get; init; }

    /// <summary>Why there is no forward projection; null where there is one.</summary>
    public required string? ForwardObstacle { get; init; }

    /// <summary>The local minima of KL(Q||P), lowest first; each seeks a mode of P. Empty where it is infinite for every member.</summary>
    public required IReadOnlyList<ProjectedLaw> Reverse { get; init; }

    /// <summary>The other stationary points of KL(Q||P) that were found: saddles and maxima, by value.</summary>
    public required IReadOnlyList<ProjectedLaw> Stationary { get; init; }

    /// <summary>Why there is no reverse projection; null where there is one.</summary>
    public required string? ReverseObstacle { get; init; }
}
