using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Distributions.Vectors;

/// <summary>Rows of independent standard normal numbers, N(0, I): log p(x) = Σ -½ (log 2π + x²). Differentiable.</summary>
/// <param name="features">The number of columns.</param>
public sealed class StandardNormalRows(int features) : VectorLaw(features)
{
    /// <inheritdoc/>
    public override string Name => "standard normal";

    /// <inheritdoc/>
    protected override Tensor LogDensity(Tensor x) => x.StandardNormalLogProb();

    /// <inheritdoc/>
    protected override Tensor Draw(int rows, RandomStream random) => Tensor.Normal(rows, Features, random);
}
