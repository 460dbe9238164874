using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[r] = s Σ_c x[r, c], one number for each row; dx[r, c] += s dy[r].</summary>
internal sealed class SumOverColumns : Op
{
    private TensorNode _x = null!;
    private Real _scale;
    private bool _accumulate;

    public override string Name => "Sum";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x, double scale)
    {
        var tape = Tape.Current;
        var input = x.Node;
        var op = tape.Rent<SumOverColumns>();
        (op._x, op._scale) = (input, (Real)scale);
        op.Output = tape.Allocate(Shape.Vector(input.Shape.Rows));
        op.RunForward(RowParts(input.Shape), input.Shape.Length);
        return tape.Finish(op, tape.Tracks(input));
    }

    public override void Backward()
    {
        _accumulate = _x.TouchGradient(Tape);
        RunBackward(RowParts(_x.Shape), _x.Shape.Length);
    }

    protected override void ForwardPart(int part)
    {
        var y = Output.Values;
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
            y[row] = _scale * TensorPrimitives.Sum<Real>(_x.Row(row));
    }

    protected override void BackwardPart(int part)
    {
        var dy = Output.GradientValues;
        int columns = _x.Shape.Columns;
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
        {
            var dx = _x.GradientValues.Slice(row * columns, columns);
            if (_accumulate)
                TensorPrimitives.Add(dx, _scale * dy[row], dx);
            else
                dx.Fill(_scale * dy[row]);
        }
    }
}
