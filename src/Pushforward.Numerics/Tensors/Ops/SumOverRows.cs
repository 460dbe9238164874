using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[c] = s Σ_r x[r, c], one number for each column; dx[r, c] += s dy[c].</summary>
internal sealed class SumOverRows : Op
{
    private TensorNode _x = null!;
    private Real _scale;

    public override string Name => "Sum";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x, double scale)
    {
        var tape = Tape.Current;
        var input = x.Node;
        var op = tape.Rent<SumOverRows>();
        (op._x, op._scale) = (input, (Real)scale);
        op.Output = tape.Allocate(Shape.Vector(input.Shape.Columns));
        var y = op.Output.Values;
        y.Clear();
        for (int row = 0; row < input.Shape.Rows; row++)
            TensorPrimitives.Add(y, input.Row(row), y);
        TensorPrimitives.Multiply(y, op._scale, y);
        return tape.Finish(op, tape.Tracks(input));
    }

    public override void Backward()
    {
        var dy = Output.GradientValues;
        int columns = _x.Shape.Columns;
        var dx = _x.Gradient(Tape);
        for (int row = 0; row < _x.Shape.Rows; row++)
        {
            var into = dx.Slice(row * columns, columns);
            TensorPrimitives.MultiplyAdd(dy, _scale, into, into);
        }
    }
}
