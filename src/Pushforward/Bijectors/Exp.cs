using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>y = e^x. Inverse x = log y. log f' = x. From the real line onto (0, infinity). Makes a lognormal law of a normal one.</summary>
public sealed class Exp : ElementwiseBijector
{
    /// <inheritdoc/>
    public override string Name => "exp";

    /// <inheritdoc/>
    public override Domain Range => Domain.Positive;

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => x.Exp();

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => y.Log();

    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y) => x;
}
