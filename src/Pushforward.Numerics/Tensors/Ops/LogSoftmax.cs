using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[r, c] = x[r, c] - log Σ_k e^x[r, k]; dx[r, c] += dy[r, c] - e^y[r, c] Σ_k dy[r, k].</summary>
internal sealed class LogSoftmax : RowOp
{
    public override string Name => "LogSoftmax";

    public static Tensor Apply(Tensor x) => Rent<LogSoftmax>(x.Node, x.Shape).Run();

    protected override void ForwardRow(ReadOnlySpan<Real> x, Span<Real> y) => TensorPrimitives.Subtract(x, LogSumExp.Of(x), y);

    protected override void BackwardRow(ReadOnlySpan<Real> x, ReadOnlySpan<Real> y, Span<Real> dy, Span<Real> dx)
    {
        var sum = new Vector<Real>(TensorPrimitives.Sum<Real>(dy));
        ref var yStart = ref MemoryMarshal.GetReference(y);
        ref var dyStart = ref MemoryMarshal.GetReference(dy);
        ref var dxStart = ref MemoryMarshal.GetReference(dx);
        int i = 0;
        for (; i <= dx.Length - Lanes.Count; i += Lanes.Count)
            Lanes.Store(Lanes.Load(ref dxStart, i) + Lanes.Load(ref dyStart, i) - Lanes.Exp(Lanes.Load(ref yStart, i)) * sum, ref dxStart, i);
        if (dx.Length - i is > 0 and int left)
        {
            Lanes.StorePart(
                Lanes.LoadPart(ref dxStart, i, left) + Lanes.LoadPart(ref dyStart, i, left) - Lanes.Exp(Lanes.LoadPart(ref yStart, i, left)) * sum,
                ref dxStart, i, left);
        }
    }
}
