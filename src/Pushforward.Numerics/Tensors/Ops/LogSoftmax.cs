using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[r, c] = x[r, c] - log Σ_k e^x[r, k]; dx[r, c] += dy[r, c] - e^y[r, c] Σ_k dy[r, k].</summary>
internal sealed class LogSoftmax : Op
{
    private TensorNode _x = null!;

    public override string Name => "LogSoftmax";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x)
    {
        var tape = Tape.Current;
        var input = x.Node;
        var op = tape.Rent<LogSoftmax>();
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
            TensorPrimitives.Subtract(_x.Row(row), LogSumExp.Of(_x.Row(row)), Output.Row(row));
    }

    protected override void BackwardPart(int part)
    {
        int columns = _x.Shape.Columns;
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
        {
            var gradient = Output.GradientValues.Slice(row * columns, columns);
            var sum = new Vector<Real>(TensorPrimitives.Sum<Real>(gradient));
            ref var y = ref MemoryMarshal.GetReference(Output.Row(row));
            ref var dy = ref MemoryMarshal.GetReference(gradient);
            ref var dx = ref MemoryMarshal.GetReference(_x.GradientValues.Slice(row * columns, columns));
            int i = 0;
            for (; i <= columns - Lanes.Count; i += Lanes.Count)
                Lanes.Store(Lanes.Load(ref dx, i) + Lanes.Load(ref dy, i) - Lanes.Exp(Lanes.Load(ref y, i)) * sum, ref dx, i);
            if (columns - i is > 0 and int left)
            {
                Lanes.StorePart(
                    Lanes.LoadPart(ref dx, i, left) + Lanes.LoadPart(ref dy, i, left) - Lanes.Exp(Lanes.LoadPart(ref y, i, left)) * sum,
                    ref dx, i, left);
            }
        }
    }
}
