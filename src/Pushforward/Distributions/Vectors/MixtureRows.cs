using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Distributions.Vectors;

/// <summary>
/// A mixture of laws of whole rows: log p(x) = log Σ_k w_k p_k(x). Columns that are independent in every part are joined by the part they share.
/// </summary>
public sealed class MixtureRows : VectorLaw
{
    // Weights are typed by people: thirds with sixteen digits add to one only so nearly.
    private const double WeightTolerance = 1e-9;

    private readonly (double Weight, VectorLaw Law)[] _parts;

    /// <summary>Creates the law.</summary>
    /// <param name="parts">Weights above zero that add to one, and laws of as many columns.</param>
    /// <exception cref="ArgumentException">No parts, wrong weights, or parts of different lengths.</exception>
    public MixtureRows(params IReadOnlyList<(double Weight, VectorLaw Law)> parts)
        : base(parts is { Count: > 0 } ? parts[0].Law.Features : throw new ArgumentException("parts: expected at least one law, got none (mixture of rows)."))
    {
        _parts = [.. parts];
        double total = 0;
        foreach (var (weight, law) in _parts)
        {
            total += Require.Positive(weight, "mixture of rows");
            if (law.Features != Features)
                throw new ArgumentException($"parts: expected laws of {Features} columns each, got one of {law.Features} (mixture of rows).");
        }
        if (Math.Abs(total - 1) > WeightTolerance)
            throw new ArgumentException(FormattableString.Invariant($"weights: expected to add to 1, got {total:R} (mixture of rows)."));
    }

    /// <inheritdoc/>
    public override string Name => $"mixture({string.Join(", ", _parts.Select(part => FormattableString.Invariant($"{part.Weight:R}: {part.Law.Name}")))})";

    /// <inheritdoc/>
    protected override Tensor LogDensity(Tensor x)
    {
        Tensor? terms = null;
        foreach (var (weight, law) in _parts)
        {
            var term = (law.LogProb(x) + Math.Log(weight)).AsColumn();
            terms = terms is { } before ? Tensor.JoinColumns(before, term) : term;
        }
        return terms!.Value.LogSumExp();
    }

    /// <inheritdoc/>
    protected override Tensor Draw(int rows, RandomStream random)
    {
        var drawn = Tensor.Zeros(rows, Features);
        for (int row = 0; row < rows; row++)
        {
            double u = random.NextDouble();
            int k = 0;
            while (k < _parts.Length - 1 && (u -= _parts[k].Weight) >= 0)
                k++;
            _parts[k].Law.Sample(1, random).Row(0).CopyTo(drawn.Row(row));
        }
        return drawn;
    }
}
