namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[r] = x[r, index[r]], one element of each row; dx[r, index[r]] += dy[r].</summary>
internal sealed class GatherFromRows : Op
{
    private TensorNode _x = null!;
    private int[] _index = [];

    public override string Name => "GatherFromRows";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x, int[] index)
    {
        var input = x.Node;
        var shape = input.Shape;
        if (index.Length != shape.Rows)
        {
            throw new ArgumentException(
                $"GatherFromRows: expected one index per row, {shape.Rows} for a tensor {shape}, got {index.Length}.");
        }
        for (int row = 0; row < index.Length; row++)
        {
            if ((uint)index[row] >= (uint)shape.Columns)
            {
                throw new ArgumentException(
                    $"GatherFromRows: expected indices from 0 to {shape.Columns - 1} for a tensor {shape}, got {index[row]} for row " +
                    $"{row}.");
            }
        }
        var tape = Tape.Current;
        var op = tape.Rent<GatherFromRows>();
        (op._x, op._index) = (input, index);
        op.Output = tape.Allocate(Shape.Vector(shape.Rows));
        var y = op.Output.Values;
        for (int row = 0; row < y.Length; row++)
            y[row] = input.Row(row)[index[row]];
        return tape.Finish(op, tape.Tracks(input));
    }

    public override void Backward()
    {
        var dx = _x.Gradient(Tape);
        var dy = Output.GradientValues;
        for (int row = 0; row < dy.Length; row++)
            dx[row * _x.Shape.Columns + _index[row]] += dy[row];
    }
}
