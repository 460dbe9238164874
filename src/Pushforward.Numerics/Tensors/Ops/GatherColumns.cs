namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y[r, j] = x[r, index[j]]; dx[r, index[j]] += dy[r, j]. An index may come up more than once.</summary>
internal sealed class GatherColumns : RowOp
{
    private int[] _index = [];

    public override string Name => "GatherColumns";

    public static Tensor Apply(Tensor x, int[] index)
    {
        var input = x.Node;
        int columns = input.Shape.Columns;
        for (int j = 0; j < index.Length; j++)
        {
            if ((uint)index[j] >= (uint)columns)
            {
                throw new ArgumentException(
                    $"GatherColumns: expected indices from 0 to {columns - 1} for a tensor {input.Shape}, got {index[j]} at place {j}.");
            }
        }
        var op = Rent<GatherColumns>(input, input.Shape.Rank == 2 ? Shape.Matrix(input.Shape.Rows, index.Length) : Shape.Vector(index.Length));
        op._index = index;
        return op.Run();
    }

    protected override void ForwardRow(ReadOnlySpan<Real> x, Span<Real> y)
    {
        for (int j = 0; j < y.Length; j++)
            y[j] = x[_index[j]];
    }

    protected override void BackwardRow(ReadOnlySpan<Real> x, ReadOnlySpan<Real> y, Span<Real> dy, Span<Real> dx)
    {
        for (int j = 0; j < dy.Length; j++)
            dx[_index[j]] += dy[j];
    }
}
