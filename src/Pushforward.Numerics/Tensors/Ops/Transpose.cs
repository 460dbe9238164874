namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[c, r] = x[r, c]; dx[r, c] += dy[c, r].</summary>
internal sealed class Transpose : Op
{
    private TensorNode _x = null!;

    public override string Name => "Transpose";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x)
    {
        var input = x.Node;
        var (rows, columns) = (input.Shape.Rows, input.Shape.Columns);
        var tape = Tape.Current;
        var op = tape.Rent<Transpose>();
        op._x = input;
        op.Output = tape.Allocate(Shape.Matrix(columns, rows));
        var from = input.Values;
        var to = op.Output.Values;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                to[column * rows + row] = from[row * columns + column];
        }
        return tape.Finish(op, tape.Tracks(input));
    }

    public override void Backward()
    {
        var (rows, columns) = (_x.Shape.Rows, _x.Shape.Columns);
        var dx = _x.Gradient(Tape);
        var dy = Output.GradientValues;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                dx[row * columns + column] += dy[column * rows + row];
        }
    }
}
