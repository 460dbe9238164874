using Pushforward.Evaluation;

namespace Pushforward.Comparison;

/// <summary>One model's likelihood of the common rows.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Figure">The figure, and what kind of number it is.</param>
/// <param name="Caveat">What a reader must know besides; null for nothing.</param>
public sealed record LikelihoodEntry(string Model, LogLikelihood Figure, string? Caveat)
{
    /// <summary>log p of every row, nats.</summary>
    internal double[] PerRow { get; init; } = [];
}

/// <summary>The best model beside another, on the same rows.</summary>
/// <param name="First">The one with the higher mean.</param>
/// <param name="Second">The other.</param>
/// <param name="Difference">First less second.</param>
/// <param name="SecondIsBound">Whether the second's figure is a lower bound, so that the truth may be the other way round.</param>
public sealed record LikelihoodPair(string First, string Second, PairedDifference Difference, bool SecondIsBound)
{
    /// <summary>Whether the first is better, beyond chance and beyond what a bound may hide.</summary>
    public bool IsProven => Difference.Lower > 0 && !SecondIsBound;
}

/// <summary>Likelihoods that can be compared, being of the same rows in the same representation.</summary>
/// <param name="Representation">What the rows are.</param>
/// <param name="Entries">The models, best first.</param>
/// <param name="Pairs">The best beside each other one, in the same order.</param>
public sealed record LikelihoodComparison(string Representation, IReadOnlyList<LikelihoodEntry> Entries, IReadOnlyList<LikelihoodPair> Pairs)
{
    /// <summary>Puts figures together.</summary>
    internal static LikelihoodComparison Of(string representation, IEnumerable<LikelihoodEntry> entries, double[]? weights)
    {
        LikelihoodEntry[] ordered = [.. entries.OrderByDescending(entry => entry.Figure.Mean)];
        return new LikelihoodComparison(representation, ordered, [.. ordered.Skip(1).Select(other => new LikelihoodPair(
            ordered[0].Model, other.Model, PairedDifference.Of(ordered[0].PerRow, other.PerRow, weights),
            other.Figure.Estimate == LikelihoodEstimate.LowerBound))]);
    }
}
