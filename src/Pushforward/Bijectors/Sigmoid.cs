using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = 1/(1 + e^-x). Inverse x = log y - log(1 - y). f' = y (1 - y), so log f' = -log(1 + e^x) - log(1 + e^-x), which does not
/// underflow as y reaches 1. From the real line onto (0, 1). Makes a uniform law of the standard logistic one.
/// </summary>
public sealed class Sigmoid : ElementwiseBijector
{
    /// <inheritdoc/>
    public override string Name => "sigmoid";

    /// <inheritdoc/>
    public override Domain Range => Domain.UnitInterval;

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => x.Sigmoid();

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => y.Log() - (-y).Log1p();

    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y) => -(x.Softplus() + (-x).Softplus());
}
