using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// y[r, j] = x[r, start + j step]: a range of columns (step 1), or every other one (step 2); dx[r, start + j step] += dy[r, j].
/// </summary>
internal sealed class SliceColumns : RowOp
{
    private int _start, _step;

    public override string Name => "Columns";

    public static Tensor Apply(TensorNode x, int start, int count, int step)
    {
        var op = Rent<SliceColumns>(x, x.Shape.Rank == 2 ? Shape.Matrix(x.Shape.Rows, count) : Shape.Vector(count));
        (op._start, op._step) = (start, step);
        return op.Run();
    }

    protected override void ForwardRow(ReadOnlySpan<Real> x, Span<Real> y)
    {
        if (_step == 1)
            x.Slice(_start, y.Length).CopyTo(y);
        else
            Alternate.Take(x[Math.Min(_start, x.Length)..], y);
    }

    protected override void BackwardRow(ReadOnlySpan<Real> x, ReadOnlySpan<Real> y, Span<Real> dy, Span<Real> dx)
    {
        if (_step == 1)
            TensorPrimitives.Add(dx.Slice(_start, dy.Length), dy, dx.Slice(_start, dy.Length));
        else
            Alternate.AddTo(dx[Math.Min(_start, dx.Length)..], dy);
    }
}
