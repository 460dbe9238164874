using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>y = log x, the natural logarithm. Inverse x = e^y. f' = 1/x, so log f' = -y. From (0, infinity) onto the real line.</summary>
public sealed class Log : ElementwiseBijector
{
    /// <inheritdoc/>
    public override string Name => "log";

    /// <inheritdoc/>
    public override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => x.Log();

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => y.Exp();

    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y) => -y;
}
