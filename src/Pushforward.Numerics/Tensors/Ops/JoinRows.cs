using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y = a above b; da += the upper rows of dy, db += the lower ones.</summary>
internal sealed class JoinRows : Op
{
    private TensorNode _a = null!, _b = null!;

    public override string Name => "JoinRows";

    public override TensorNode[] Inputs => [_a, _b];

    public static Tensor Apply(Tensor a, Tensor b)
    {
        var (upper, lower) = (a.Node, b.Node);
        if (upper.Shape.Columns != lower.Shape.Columns)
        {
            throw new ArgumentException(
                $"shape mismatch in JoinRows: {upper.Shape} above {lower.Shape}; the numbers of columns must agree.");
        }
        var tape = Tape.Current;
        var op = tape.Rent<JoinRows>();
        (op._a, op._b) = (upper, lower);
        op.Output = tape.Allocate(Shape.Matrix(checked(upper.Shape.Rows + lower.Shape.Rows), upper.Shape.Columns));
        upper.Values.CopyTo(op.Output.Values);
        lower.Values.CopyTo(op.Output.Values[upper.Shape.Length..]);
        return tape.Finish(op, tape.Tracks(upper) | tape.Tracks(lower));
    }

    public override void Backward()
    {
        int split = _a.Shape.Length;
        AddTo(_a, Output.GradientValues[..split]);
        AddTo(_b, Output.GradientValues[split..]);
    }

    private void AddTo(TensorNode input, ReadOnlySpan<Real> dy)
    {
        if (!input.IsTracked)
            return;
        var dx = input.Gradient(Tape);
        TensorPrimitives.Add(dx, dy, dx);
    }
}
