namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// y[r, 2j] = a[r, j], y[r, 2j + 1] = b[r, j]; a has as many columns as b or one more. da[r, j] += dy[r, 2j], db[r, j] += dy[r, 2j + 1].
/// </summary>
internal sealed class InterleaveColumns : Op
{
    private TensorNode _even = null!, _odd = null!;
    private bool _accumulateEven, _accumulateOdd;

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
            _accumulateEven = _even.TouchGradient(Tape);
        if (_odd.IsTracked)
            _accumulateOdd = _odd.TouchGradient(Tape);
        RunBackward(RowParts(Output.Shape), Output.Shape.Length);
    }

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        for (int row = first; row < last; row++)
            Alternate.Put(_even.Row(row), _odd.Row(row), Output.Row(row));
    }

    protected override void BackwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        int columns = Output.Shape.Columns;
        for (int row = first; row < last; row++)
        {
            var dy = Output.GradientValues.Slice(row * columns, columns);
            Put(_even, row, dy, _accumulateEven);
            Put(_odd, row, dy[Math.Min(1, columns)..], _accumulateOdd);
        }
    }

    // From every other element of dy on.
    private static void Put(TensorNode input, int row, ReadOnlySpan<Real> dy, bool accumulate)
    {
        if (!input.IsTracked)
            return;
        int columns = input.Shape.Columns;
        var dx = input.GradientValues.Slice(row * columns, columns);
        if (accumulate)
            Alternate.AddFrom(dy, dx);
        else
            Alternate.Take(dy, dx);
    }
}
