namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>An operation that makes of each row of one tensor a row of its own, or a number. A class says what happens to a row.</summary>
internal abstract class RowOp : Op
{
    private TensorNode _x = null!;
    private bool _accumulate;

    public sealed override TensorNode[] Inputs => [_x];

    /// <summary>An object from the pool, whose fields can then be set.</summary>
    /// <typeparam name="TOp">The operation.</typeparam>
    /// <param name="x">The operand.</param>
    /// <param name="output">The shape of the result, whose elements are shared out evenly over the operand's rows.</param>
    protected static TOp Rent<TOp>(TensorNode x, Shape output)
        where TOp : RowOp, new()
    {
        var tape = Tape.Current;
        var op = tape.Rent<TOp>();
        op._x = x;
        op.Output = tape.Allocate(output);
        return op;
    }

    /// <summary>Computes the result.</summary>
    protected Tensor Run()
    {
        RunForward(RowParts(_x.Shape), _x.Shape.Length);
        return Tape.Finish(this, Tape.Tracks(_x));
    }

    /// <summary>y, every element of it, from x.</summary>
    protected abstract void ForwardRow(ReadOnlySpan<Real> x, Span<Real> y);

    /// <summary>Adds to dx what dy makes of it; may use dy as scratch space.</summary>
    protected abstract void BackwardRow(ReadOnlySpan<Real> x, ReadOnlySpan<Real> y, Span<Real> dy, Span<Real> dx);

    public sealed override void Backward()
    {
        _accumulate = _x.TouchGradient(Tape);
        RunBackward(RowParts(_x.Shape), _x.Shape.Length);
    }

    protected sealed override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, _x.Shape);
        int width = Width;
        for (int row = first; row < last; row++)
            ForwardRow(_x.Row(row), Output.Slice(row * width, width));
    }

    protected sealed override void BackwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, _x.Shape);
        int width = Width, columns = _x.Shape.Columns;
        for (int row = first; row < last; row++)
        {
            var dx = _x.GradientValues.Slice(row * columns, columns);
            if (!_accumulate)
                dx.Clear();
            BackwardRow(_x.Row(row), Output.Slice(row * width, width), Output.GradientValues.Slice(row * width, width), dx);
        }
    }

    // Elements of the result that come of one row.
    private int Width => Output.Shape.Length / Math.Max(1, _x.Shape.Rows);
}
