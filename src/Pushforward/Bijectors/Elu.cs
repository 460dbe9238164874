using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = x for x > 0, a (e^x - 1) below, a > 0. Inverse x = y, or log(1 + y/a) below 0. log|f'| = 0, or log a + x below; smooth for a = 1. From the
/// real line onto (-a, infinity) (Clevert, Unterthiner &amp; Hochreiter 2015, arXiv:1511.07289).
/// </summary>
public sealed class Elu : ElementwiseBijector
{
    private readonly double _alpha;

    /// <summary>Makes the map.</summary>
    /// <param name="alpha">a: minus the value it approaches far below 0.</param>
    /// <exception cref="ArgumentException">alpha is zero, negative or not finite.</exception>
    public Elu(double alpha = 1)
    {
        _alpha = Given.Normal(Given.Positive(alpha, "elu"), "elu");
        Range = new Domain(-alpha, double.PositiveInfinity);
    }

    /// <inheritdoc/>
    public override string Name => Given.Call("elu", _alpha);

    /// <inheritdoc/>
    public override Domain Range { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Kinks => [0];

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => x.Relu() + NotAbove(x).ExpM1() * _alpha;

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => y.Relu() + (NotAbove(y) / _alpha).Log1p();

    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y)
    {
        var logAlpha = Tensor.Zeros(x.Shape);
        var values = x.AsSpan();
        var logs = logAlpha.AsSpan();
        for (int i = 0; i < values.Length; i++)
            logs[i] = values[i] <= 0 ? (Real)Math.Log(_alpha) : 0;
        return NotAbove(x) + logAlpha;
    }

    // min(z, 0), whose gradient at 0 is 1 where that of Relu is 0: together every value has one branch.
    private static Tensor NotAbove(Tensor z) => Tensor.Min(z, Tensor.Scalar(0));
}
