using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[r, c] = e^x[r, c] / Σ_k e^x[r, k]; dx[r, c] += y[r, c] (dy[r, c] - Σ_k y[r, k] dy[r, k]).</summary>
internal sealed class Softmax : Op
{
    private TensorNode _x = null!;

    public override string Name => "Softmax";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x)
    {
        var tape = Tape.Current;
        var input = x.Node;
        var op = tape.Rent<Softmax>();
        op._x = input;
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
            var y = Output.Row(row);
            if (y.IsEmpty)
                continue;
            TensorPrimitives.Subtract(_x.Row(row), LogSumExp.Of(_x.Row(row)), y);
            Elementwise.Exp(y, y);
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
            // dy is not needed again, so it holds dy - <y, dy>.
            TensorPrimitives.Subtract(dy, TensorPrimitives.Dot<Real>(y, dy), dy);
            TensorPrimitives.MultiplyAdd(y, dy, dx, dx);
        }
    }
}
