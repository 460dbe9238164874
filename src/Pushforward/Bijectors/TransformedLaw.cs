using Pushforward.Distributions.Vectors;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// The law of f(X) for X from a base law: a normalizing flow. log p(y) = log p_base(f^-1(y)) + log|det J of f^-1 at y|, and -infinity where no x leads to. Samples are
/// f of the base's samples (Tabak &amp; Vanden-Eijnden 2010; Rezende &amp; Mohamed 2015, arXiv:1505.05770).
/// </summary>
public sealed class TransformedLaw : VectorLaw
{
    /// <summary>Pushes a law forward.</summary>
    /// <param name="baseLaw">The law of X.</param>
    /// <param name="bijector">f.</param>
    /// <exception cref="ArgumentException">They have different numbers of columns.</exception>
    public TransformedLaw(VectorLaw baseLaw, Bijector bijector)
        : base((baseLaw ?? throw new ArgumentNullException(nameof(baseLaw))).Features)
    {
        ArgumentNullException.ThrowIfNull(bijector);
        if (bijector.Features is { } features && features != baseLaw.Features)
            throw new ArgumentException($"transformed law: the base has {baseLaw.Features} columns and {bijector.Name} works on {features}; the two must agree.");
        (Base, Bijector) = (baseLaw, bijector);
    }

    /// <summary>The law of X.</summary>
    public VectorLaw Base { get; }

    /// <summary>f.</summary>
    public Bijector Bijector { get; }

    /// <inheritdoc/>
    public override string Name => $"{Bijector.Name} of {Base.Name}";

    /// <inheritdoc/>
    protected override Tensor LogDensity(Tensor x)
    {
        var outside = new OutsideRows(x.Rows);
        var (latent, logDet) = Bijector.Run(x, inverse: true, outside);
        var logProb = Base.LogProb(latent) + logDet;
        if (!outside.Any)
            return logProb;
        var nowhere = Tensor.Zeros(logProb.Shape);
        for (int row = 0; row < x.Rows; row++)
            nowhere.AsSpan()[row] = outside[row] ? Real.NegativeInfinity : 0;
        return logProb + nowhere;
    }

    /// <inheritdoc/>
    protected override Tensor Draw(int rows, RandomStream random) => Bijector.Forward(Base.Sample(rows, random));
}
