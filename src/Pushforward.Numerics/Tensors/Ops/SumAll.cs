using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// y = s Σ x over all elements (s = 1 for the sum, 1/n for the mean); dx += s dy. Blocks are summed in single, the blocks' sums in double.
/// </summary>
internal sealed class SumAll : Op
{
    private TensorNode _x = null!;
    private Real _scale;

    public override string Name => "Sum";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x, double scale)
    {
        var tape = Tape.Current;
        var input = x.Node;
        var op = tape.Rent<SumAll>();
        (op._x, op._scale) = (input, (Real)scale);
        op.Output = tape.Allocate(Shape.Scalar);
        double sum = 0;
        int length = input.Shape.Length;
        for (int block = 0; block < Blocks(length); block++)
        {
            var (start, count) = Block(block, length);
            sum += TensorPrimitives.Sum<Real>(input.Slice(start, count));
        }
        op.Output.Values[0] = (Real)(scale * sum);
        return tape.Finish(op, tape.Tracks(input));
    }

    public override void Backward()
    {
        Real dy = Output.GradientValues[0] * _scale;
        bool accumulate = _x.TouchGradient(Tape);
        var dx = _x.GradientValues;
        if (accumulate)
            TensorPrimitives.Add(dx, dy, dx);
        else
            dx.Fill(dy);
    }
}
