using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// Each row to mean 0 and variance 1: y = (x - mean)/√(variance + ε), over the n columns of a row (Ba, Kiros &amp; Hinton 2016,
/// arXiv:1607.06450, without gain and bias, which are a multiplication and an addition). dx += (dy - mean(dy) - y mean(dy y))/√(variance +
/// ε).
/// </summary>
internal sealed class LayerNorm : Op
{
    private TensorNode _x = null!;
    private double _epsilon;

    public override string Name => "LayerNorm";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x, double epsilon)
    {
        var input = x.Node;
        if (input.Shape.Columns == 0)
            throw new ArgumentException($"LayerNorm: expected at least one column, got {input.Shape}.");
        if (!(epsilon > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(epsilon), epsilon, $"epsilon: expected a number greater than 0, got {epsilon} (LayerNorm).");
        }
        var tape = Tape.Current;
        var op = tape.Rent<LayerNorm>();
        (op._x, op._epsilon) = (input, epsilon);
        op.Output = tape.Allocate(input.Shape);
        op.RunForward(RowParts(input.Shape), input.Shape.Length);
        return tape.Finish(op, tape.Tracks(input));
    }

    public override void Backward()
    {
        _x.Gradient(Tape);
        RunBackward(RowParts(_x.Shape), _x.Shape.Length);
    }

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
        {
            var (mean, inverseDeviation) = Moments(_x.Row(row));
            var y = Output.Row(row);
            TensorPrimitives.Subtract(_x.Row(row), mean, y);
            TensorPrimitives.Multiply(y, inverseDeviation, y);
        }
    }

    protected override void BackwardPart(int part)
    {
        int columns = _x.Shape.Columns;
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
        {
            var y = Output.Row(row);
            var dy = Output.GradientValues.Slice(row * columns, columns);
            var dx = _x.GradientValues.Slice(row * columns, columns);
            var (_, inverseDeviation) = Moments(_x.Row(row));
            Real meanGradient = TensorPrimitives.Sum<Real>(dy) / columns;
            Real meanProduct = TensorPrimitives.Dot<Real>(dy, y) / columns;
            TensorPrimitives.Subtract(dy, meanGradient, dy);
            TensorPrimitives.MultiplyAdd(y, -meanProduct, dy, dy);
            TensorPrimitives.MultiplyAdd(dy, inverseDeviation, dx, dx);
        }
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
