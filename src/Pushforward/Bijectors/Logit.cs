using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = log x - log(1 - x). Inverse x = 1/(1 + e^-y). f' = 1/(x (1 - x)), so log f' = -log x - log(1 - x). From (0, 1) onto the real line.
/// </summary>
public sealed class Logit : ElementwiseBijector
{
    /// <inheritdoc/>
    public override string Name => "logit";

    /// <inheritdoc/>
    public override Domain Domain => Domain.UnitInterval;

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => x.Log() - (-x).Log1p();

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => y.Sigmoid();

    /// <summary>log f' = log(1 + e^y) + log(1 + e^-y): from y, because x may have been rounded to 1.</summary>
    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y) => y.Softplus() + (-y).Softplus();
}
