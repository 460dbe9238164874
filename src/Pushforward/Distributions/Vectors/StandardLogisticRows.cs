using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Distributions.Vectors;

/// <summary>
/// Rows of independent standard logistic numbers: log p(x) = Σ -log(1 + e^x) - log(1 + e^-x), the prior of NICE (Dinh, Krueger &amp; Bengio 2014,
/// arXiv:1410.8516). Differentiable.
/// </summary>
/// <param name="features">The number of columns.</param>
public sealed class StandardLogisticRows(int features) : VectorLaw(features)
{
    /// <inheritdoc/>
    public override string Name => "standard logistic";

    /// <inheritdoc/>
    protected override Tensor LogDensity(Tensor x) => x.StandardLogisticLogProb();

    /// <inheritdoc/>
    protected override Tensor Draw(int rows, RandomStream random)
    {
        var drawn = Tensor.Zeros(rows, Features);
        foreach (ref var value in drawn.AsSpan())
        {
            // The middle of a cell: never 0 or 1, so the logit is finite.
            double u = random.NextDouble() + 0.5 / (1UL << 53);
            value = (Real)(Math.Log(u) - Math.Log(1 - u));
        }
        return drawn;
    }
}
