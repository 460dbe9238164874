using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[r] = s Σ_c x[r, c], one number for each row; dx[r, c] += s dy[r].</summary>
internal sealed class SumOverColumns : RowOp
{
    private Real _scale;

    public override string Name => "Sum";

    public static Tensor Apply(Tensor x, double scale)
    {
        var op = Rent<SumOverColumns>(x.Node, Shape.Vector(x.Rows));
        op._scale = (Real)scale;
        return op.Run();
    }

    protected override void ForwardRow(ReadOnlySpan<Real> x, Span<Real> y) => y[0] = _scale * TensorPrimitives.Sum(x);

    protected override void BackwardRow(ReadOnlySpan<Real> x, ReadOnlySpan<Real> y, Span<Real> dy, Span<Real> dx) =>
        TensorPrimitives.Add(dx, _scale * dy[0], dx);
}
