using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[r, c] = e^x[r, c] / Σ_k e^x[r, k]; dx[r, c] += y[r, c] (dy[r, c] - Σ_k y[r, k] dy[r, k]).</summary>
internal sealed class Softmax : RowOp
{
    public override string Name => "Softmax";

    public static Tensor Apply(Tensor x) => Rent<Softmax>(x.Node, x.Shape).Run();

    protected override void ForwardRow(ReadOnlySpan<Real> x, Span<Real> y)
    {
        if (y.IsEmpty)
            return;
        TensorPrimitives.Subtract(x, LogSumExp.Of(x), y);
        Elementwise.Exp(y, y);
    }

    protected override void BackwardRow(ReadOnlySpan<Real> x, ReadOnlySpan<Real> y, Span<Real> dy, Span<Real> dx)
    {
        TensorPrimitives.Subtract(dy, TensorPrimitives.Dot<Real>(y, dy), dy);
        TensorPrimitives.MultiplyAdd(y, dy, dx, dx);
    }
}
