using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[c] = s Σ_r x[r, c], one number for each column; dx[r, c] += s dy[c].</summary>
internal sealed class SumOverRows : ScaledSum
{
    public static Tensor Apply(Tensor x, double scale) => Apply<SumOverRows>(x.Node, scale, Shape.Vector(x.Columns));

    public override void Backward()
    {
        var dy = Output.GradientValues;
        int columns = X.Shape.Columns;
        var dx = X.Gradient(Tape);
        for (int row = 0; row < X.Shape.Rows; row++)
        {
            var into = dx.Slice(row * columns, columns);
            TensorPrimitives.MultiplyAdd(dy, (Real)Scale, into, into);
        }
    }

    protected override void Sum(Span<Real> y)
    {
        y.Clear();
        for (int row = 0; row < X.Shape.Rows; row++)
            TensorPrimitives.Add(y, X.Row(row), y);
        TensorPrimitives.Multiply(y, (Real)Scale, y);
    }
}
