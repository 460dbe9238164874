namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// y[r, 2j] = a[r, j], y[r, 2j + 1] = b[r, j]; a has as many columns as b or one more. da[r, j] += dy[r, 2j], db[r, j] += dy[r, 2j + 1].
/// </summary>
internal sealed class InterleaveColumns : Op
{
    private TensorNode _even = null!, _odd = null!;

    public override string Name => "InterleaveColumns";

    public override TensorNode[] Inputs => [_even, _odd];

    public static Tensor Apply(Tensor even, Tensor odd)
    {
        var (a, b) = (even.Node, odd.Node);
        if (a.Shape.Rows != b.Shape.Rows || a.Shape.Rank != b.Shape.Rank || a.Shape.Columns - b.Shape.Columns is not (0 or 1))
        {
            throw new ArgumentException(
                $"shape mismatch in InterleaveColumns: even columns {a.Shape}, odd columns {b.Shape}; expected as many rows, and as " +
                "many even columns as odd ones or one more.");
        }
        var tape = Tape.Current;
        var op = tape.Rent<InterleaveColumns>();
        (op._even, op._odd) = (a, b);
        int columns = checked(a.Shape.Columns + b.Shape.Columns);
        op.Output = tape.Allocate(a.Shape.Rank == 2 ? Shape.Matrix(a.Shape.Rows, columns) : Shape.Vector(columns));
        op.RunForward(RowParts(op.Output.Shape), op.Output.Shape.Length);
        return tape.Finish(op, tape.Tracks(a) | tape.Tracks(b));
    }

    public override void Backward()
    {
        if (_even.IsTracked)
            _even.Gradient(Tape);
        if (_odd.IsTracked)
            _odd.Gradient(Tape);
        RunBackward(RowParts(Output.Shape), Output.Shape.Length);
    }

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        for (int row = first; row < last; row++)
        {
            var y = Output.Row(row);
            var even = _even.Row(row);
            var odd = _odd.Row(row);
            for (int j = 0; j < even.Length; j++)
                y[2 * j] = even[j];
            for (int j = 0; j < odd.Length; j++)
                y[2 * j + 1] = odd[j];
        }
    }

    protected override void BackwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        int columns = Output.Shape.Columns;
        for (int row = first; row < last; row++)
        {
            var dy = Output.GradientValues.Slice(row * columns, columns);
            AddTo(_even, row, dy, offset: 0);
            AddTo(_odd, row, dy, offset: 1);
        }
    }

    private static void AddTo(TensorNode input, int row, ReadOnlySpan<Real> dy, int offset)
    {
        if (!input.IsTracked)
            return;
        int columns = input.Shape.Columns;
        var dx = input.GradientValues.Slice(row * columns, columns);
        for (int j = 0; j < dx.Length; j++)
            dx[j] += dy[2 * j + offset];
    }
}
