using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = log(1 + e^x). Inverse x = y + log(1 - e^-y). f' = 1/(1 + e^-x), so log f' = -log(1 + e^-x). From the real line onto (0, infinity) (Dugas et al. 2001).
/// </summary>
public sealed class Softplus : ElementwiseBijector
{
    /// <inheritdoc/>
    public override string Name => "softplus";

    /// <inheritdoc/>
    public override Domain Range => Domain.Positive;

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => x.Softplus();

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => y + (-(-y).ExpM1()).Log();

    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y) => x.LogSigmoid();
}
