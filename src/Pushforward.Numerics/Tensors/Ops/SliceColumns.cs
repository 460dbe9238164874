using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// y[r, j] = x[r, start + j step]: a range of columns (step 1), or every other one (step 2); dx[r, start + j step] += dy[r, j].
/// </summary>
internal sealed class SliceColumns : Op
{
    private TensorNode _x = null!;
    private int _start, _step;

    public override string Name => "Columns";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(TensorNode x, int start, int count, int step)
    {
        var tape = Tape.Current;
        var op = tape.Rent<SliceColumns>();
        (op._x, op._start, op._step) = (x, start, step);
        op.Output = tape.Allocate(x.Shape.Rank == 2 ? Shape.Matrix(x.Shape.Rows, count) : Shape.Vector(count));
        op.RunForward(RowParts(op.Output.Shape), op.Output.Shape.Length);
        return tape.Finish(op, tape.Tracks(x));
    }

    public override void Backward()
    {
        _x.Gradient(Tape);
        RunBackward(RowParts(Output.Shape), Output.Shape.Length);
    }

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        for (int row = first; row < last; row++)
        {
            var y = Output.Row(row);
            var x = _x.Row(row);
            if (_step == 1)
                x.Slice(_start, y.Length).CopyTo(y);
            else
                Alternate.Take(x[_start..], y);
        }
    }

    protected override void BackwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        var gradient = Output.GradientValues;
        var into = _x.GradientValues;
        int columns = Output.Shape.Columns, inputColumns = _x.Shape.Columns;
        for (int row = first; row < last; row++)
        {
            var dy = gradient.Slice(row * columns, columns);
            var dx = into.Slice(row * inputColumns, inputColumns);
            if (_step == 1)
                TensorPrimitives.Add(dx.Slice(_start, dy.Length), dy, dx.Slice(_start, dy.Length));
            else
                Alternate.AddTo(dx[_start..], dy);
        }
    }
}
