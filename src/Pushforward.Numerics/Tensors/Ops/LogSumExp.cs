using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// y[r] = log Σ_c e^x[r, c] = m + log Σ_c e^(x[r, c] - m), m the largest; dx[r, c] += dy[r] e^(x[r, c] - y[r]), the softmax. A row without
/// columns, or of -infinity alone, gives -infinity and no gradient.
/// </summary>
internal sealed class LogSumExp : RowOp
{
    public override string Name => "LogSumExp";

    public static Tensor Apply(Tensor x) => Rent<LogSumExp>(x.Node, Shape.Vector(x.Rows)).Run();

    /// <summary>The logarithm of the sum of exponentials of a span.</summary>
    public static Real Of(ReadOnlySpan<Real> x)
    {
        if (x.IsEmpty)
            return Real.NegativeInfinity;
        Real largest = TensorPrimitives.Max(x);
        if (Real.IsInfinity(largest) || Real.IsNaN(largest))
            return largest;
        var shift = new Vector<Real>(largest);
        ref var start = ref MemoryMarshal.GetReference(x);
        var sum = Vector<Real>.Zero;
        int i = 0;
        for (; i <= x.Length - Lanes.Count; i += Lanes.Count)
            sum += Lanes.Exp(Lanes.Load(ref start, i) - shift);
        if (x.Length - i is > 0 and int left)
            sum += Lanes.KeepFirst(Lanes.Exp(Lanes.LoadPart(ref start, i, left) - shift), left);
        return largest + Real.Log(Vector.Sum(sum));
    }

    protected override void ForwardRow(ReadOnlySpan<Real> x, Span<Real> y) => y[0] = Of(x);

    protected override void BackwardRow(ReadOnlySpan<Real> x, ReadOnlySpan<Real> y, Span<Real> dy, Span<Real> dx)
    {
        if (Real.IsNegativeInfinity(y[0]))
            return;
        ref var xStart = ref MemoryMarshal.GetReference(x);
        ref var dxStart = ref MemoryMarshal.GetReference(dx);
        Vector<Real> shift = new(y[0]), scale = new(dy[0]);
        int i = 0;
        for (; i <= dx.Length - Lanes.Count; i += Lanes.Count)
            Lanes.Store(Lanes.Load(ref dxStart, i) + scale * Lanes.Exp(Lanes.Load(ref xStart, i) - shift), ref dxStart, i);
        if (dx.Length - i is > 0 and int left)
            Lanes.StorePart(Lanes.LoadPart(ref dxStart, i, left) + scale * Lanes.Exp(Lanes.LoadPart(ref xStart, i, left) - shift), ref dxStart, i, left);
    }
}
