using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>Each row k times in a row: y[r k + i] = x[r]; dx[r] += Σ_i dy[r k + i].</summary>
internal sealed class RepeatRows : Op
{
    private TensorNode _x = null!;
    private int _times;

    public override string Name => "RepeatRows";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x, int times)
    {
        var input = x.Node;
        if (times < 1)
            throw new ArgumentOutOfRangeException(nameof(times), times, $"times: expected at least 1, got {times} (RepeatRows).");
        var tape = Tape.Current;
        var op = tape.Rent<RepeatRows>();
        (op._x, op._times) = (input, times);
        op.Output = tape.Allocate(Shape.Matrix(checked(input.Shape.Rows * times), input.Shape.Columns));
        op.RunForward(RowParts(op.Output.Shape), op.Output.Shape.Length);
        return tape.Finish(op, tape.Tracks(input));
    }

    public override void Backward()
    {
        _x.Gradient(Tape);
        RunBackward(RowParts(_x.Shape), Output.Shape.Length);
    }

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        for (int row = first; row < last; row++)
            _x.Row(row / _times).CopyTo(Output.Row(row));
    }

    protected override void BackwardPart(int part)
    {
        int columns = _x.Shape.Columns;
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
        {
            var dx = _x.GradientValues.Slice(row * columns, columns);
            for (int i = 0; i < _times; i++)
                TensorPrimitives.Add(dx, Output.GradientValues.Slice((row * _times + i) * columns, columns), dx);
        }
    }
}
