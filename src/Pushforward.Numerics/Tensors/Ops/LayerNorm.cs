using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// Each row to mean 0 and variance 1: y = (x - mean)/√(variance + ε), over the n columns of a row (Ba, Kiros &amp; Hinton 2016,
/// arXiv:1607.06450, without gain and bias, which are a multiplication and an addition). dx += (dy - mean(dy) - y mean(dy y))/√(variance +
/// ε).
/// </summary>
internal sealed class LayerNorm : RowOp
{
    private double _epsilon;

    public override string Name => "LayerNorm";

    public static Tensor Apply(Tensor x, double epsilon)
    {
        if (x.Columns == 0)
            throw new ArgumentException($"LayerNorm: expected at least one column, got {x.Shape}.");
        if (!(epsilon > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(epsilon), epsilon, $"epsilon: expected a number greater than 0, got {epsilon} (LayerNorm).");
        }
        var op = Rent<LayerNorm>(x.Node, x.Shape);
        op._epsilon = epsilon;
        return op.Run();
    }

    protected override void ForwardRow(ReadOnlySpan<Real> x, Span<Real> y)
    {
        var (mean, inverseDeviation) = Moments(x);
        TensorPrimitives.Subtract(x, mean, y);
        TensorPrimitives.Multiply(y, inverseDeviation, y);
    }

    protected override void BackwardRow(ReadOnlySpan<Real> x, ReadOnlySpan<Real> y, Span<Real> dy, Span<Real> dx)
    {
        var (_, inverseDeviation) = Moments(x);
        Real meanGradient = TensorPrimitives.Sum<Real>(dy) / x.Length;
        Real meanProduct = TensorPrimitives.Dot<Real>(dy, y) / x.Length;
        TensorPrimitives.Subtract(dy, meanGradient, dy);
        TensorPrimitives.MultiplyAdd(y, -meanProduct, dy, dy);
        TensorPrimitives.MultiplyAdd(dy, inverseDeviation, dx, dx);
    }

    private (Real Mean, Real InverseDeviation) Moments(ReadOnlySpan<Real> x)
    {
        double mean = TensorPrimitives.Sum(x) / (double)x.Length;
        double variance = 0;
        foreach (Real value in x)
            variance += (value - mean) * (value - mean);
        return ((Real)mean, (Real)(1 / Math.Sqrt(variance / x.Length + _epsilon)));
    }
}
