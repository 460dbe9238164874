namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[r, j] = x[r, index[j]]; dx[r, index[j]] += dy[r, j]. An index may come up more than once.</summary>
internal sealed class GatherColumns : Op
{
    private TensorNode _x = null!;
    private int[] _index = [];

    public override string Name => "GatherColumns";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x, int[] index)
    {
        var input = x.Node;
        int columns = input.Shape.Columns;
        for (int j = 0; j < index.Length; j++)
        {
            if ((uint)index[j] >= (uint)columns)
            {
                throw new ArgumentException(
                    $"GatherColumns: expected indices from 0 to {columns - 1} for a tensor {input.Shape}, got {index[j]} at place {j}.");
            }
        }
        var tape = Tape.Current;
        var op = tape.Rent<GatherColumns>();
        (op._x, op._index) = (input, index);
        op.Output = tape.Allocate(input.Shape.Rank == 2 ? Shape.Matrix(input.Shape.Rows, index.Length) : Shape.Vector(index.Length));
        op.RunForward(RowParts(op.Output.Shape), op.Output.Shape.Length);
        return tape.Finish(op, tape.Tracks(input));
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
            var x = _x.Row(row);
            var y = Output.Row(row);
            for (int j = 0; j < y.Length; j++)
                y[j] = x[_index[j]];
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
            for (int j = 0; j < dy.Length; j++)
                dx[_index[j]] += dy[j];
        }
    }
}
