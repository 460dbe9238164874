using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>y = 1/x, its own inverse. f' = -1/x², so log|f'| = -2 log|x|. From the numbers other than 0 onto themselves: two branches that never meet.</summary>
public sealed class Reciprocal : ElementwiseBijector
{
    /// <inheritdoc/>
    public override string Name => "reciprocal";

    /// <inheritdoc/>
    public override Domain Domain => Domain.NonZero;

    /// <inheritdoc/>
    public override Domain Range => Domain.NonZero;

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => x.Reciprocal();

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => y.Reciprocal();

    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y) => -2 * x.Abs().Log();
}
