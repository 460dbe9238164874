using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Distributions.Vectors;

/// <summary>The law of a random row of numbers: what a flow starts from and what it makes.</summary>
public abstract class VectorLaw
{
    /// <summary>Creates the law.</summary>
    /// <param name="features">The number of columns.</param>
    protected VectorLaw(int features) => Features = features >= 1
        ? features
        : throw new ArgumentException($"features: expected at least 1, got {features} (law of rows).");

    /// <summary>The number of columns.</summary>
    public int Features { get; }

    /// <summary>What messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>The natural logarithm of the density of each row, in nats; -infinity outside the support.</summary>
    /// <param name="x">[rows, features].</param>
    /// <returns>[rows].</returns>
    /// <exception cref="ArgumentException">Wrong number of columns, or NaN.</exception>
    public Tensor LogProb(Tensor x)
    {
        var shape = x.Shape;
        if (shape.Rank != 2 || shape.Columns != Features)
            throw new ArgumentException($"{Name}: expected rows [rows, {Features}], got a tensor {shape}.");
        var values = x.AsSpan();
        for (int bad = FiniteGuard.IndexOfNonFinite(values); bad >= 0 && bad < values.Length; bad++)
        {
            if (Real.IsNaN(values[bad]))
                throw new ArgumentException($"{Name}: row {bad / Features}, value {bad % Features + 1} is NaN; expected numbers. Remove or impute what is missing first.");
        }
        return LogDensity(x);
    }

    /// <summary>Draws independent rows.</summary>
    /// <param name="rows">At least 0.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>[rows, features].</returns>
    /// <exception cref="ArgumentException">A negative number of rows.</exception>
    public Tensor Sample(int rows, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return rows >= 0 ? Draw(rows, random) : throw new ArgumentException($"rows: expected at least 0, got {rows} ({Name}).");
    }

    /// <summary>The <see cref="Name"/>.</summary>
    public sealed override string ToString() => Name;

    /// <summary>log p of rows that have the right columns and no NaN.</summary>
    /// <param name="x">[rows, features].</param>
    /// <returns>[rows].</returns>
    protected abstract Tensor LogDensity(Tensor x);

    /// <summary>Draws rows.</summary>
    /// <param name="rows">At least 0.</param>
    /// <param name="random">Where the randomness comes from.</param>
    protected abstract Tensor Draw(int rows, RandomStream random);
}
