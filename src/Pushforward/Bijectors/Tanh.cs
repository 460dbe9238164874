using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = tanh x. Inverse x = ½ (log(1 + y) - log(1 - y)). f' = 1 - y², so log f' = 2 (log 2 - x - log(1 + e^-2x)), which does not cancel as y reaches ±1.
/// From the real line onto (-1, 1).
/// </summary>
public sealed class Tanh : ElementwiseBijector
{
    /// <inheritdoc/>
    public override string Name => "tanh";

    /// <inheritdoc/>
    public override Domain Range { get; } = new(-1, 1);

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => x.Tanh();

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => 0.5 * (y.Log1p() - (-y).Log1p());

    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y) => 2 * (Math.Log(2) - x - (-2 * x).Softplus());
}
