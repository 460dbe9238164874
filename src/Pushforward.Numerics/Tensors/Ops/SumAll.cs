using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// y = s Σ x over all elements (s = 1 for the sum, 1/n for the mean); dx += s dy. Blocks are summed in single, the blocks' sums in double.
/// </summary>
internal sealed class SumAll : ScaledSum
{
    public static Tensor Apply(Tensor x, double scale) => Apply<SumAll>(x.Node, scale, Shape.Scalar);

    public override void Backward()
    {
        Real dy = Output.GradientValues[0] * (Real)Scale;
        bool accumulate = X.TouchGradient(Tape);
        var dx = X.GradientValues;
        if (accumulate)
            TensorPrimitives.Add(dx, dy, dx);
        else
            dx.Fill(dy);
    }

    protected override void Sum(Span<Real> y)
    {
        double sum = 0;
        int length = X.Shape.Length;
        for (int block = 0; block < Blocks(length); block++)
        {
            var (start, count) = Block(block, length);
            sum += TensorPrimitives.Sum<Real>(X.Slice(start, count));
        }
        y[0] = (Real)(Scale * sum);
    }
}
