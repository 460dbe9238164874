using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>y = [a b], side by side; da += the left columns of dy, db += the right ones.</summary>
internal sealed class JoinColumns : Op
{
    private TensorNode _a = null!, _b = null!;
    private bool _accumulateA, _accumulateB;

    public override string Name => "JoinColumns";

    public override TensorNode[] Inputs => [_a, _b];

    public static Tensor Apply(Tensor a, Tensor b)
    {
        var (left, right) = (a.Node, b.Node);
        var (shapeA, shapeB) = (left.Shape, right.Shape);
        if (shapeA.Rows != shapeB.Rows || shapeA.Rank != shapeB.Rank)
            throw new ArgumentException($"shape mismatch in JoinColumns: {shapeA} beside {shapeB}; the numbers of rows must agree.");
        var tape = Tape.Current;
        var op = tape.Rent<JoinColumns>();
        (op._a, op._b) = (left, right);
        int columns = checked(shapeA.Columns + shapeB.Columns);
        op.Output = tape.Allocate(shapeA.Rank == 2 ? Shape.Matrix(shapeA.Rows, columns) : Shape.Vector(columns));
        op.RunForward(RowParts(op.Output.Shape), op.Output.Shape.Length);
        return tape.Finish(op, tape.Tracks(left) | tape.Tracks(right));
    }

    public override void Backward()
    {
        if (_a.IsTracked)
            _accumulateA = _a.TouchGradient(Tape);
        if (_b.IsTracked)
            _accumulateB = _b.TouchGradient(Tape);
        RunBackward(RowParts(Output.Shape), Output.Shape.Length);
    }

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        int split = _a.Shape.Columns;
        for (int row = first; row < last; row++)
        {
            var y = Output.Row(row);
            _a.Row(row).CopyTo(y);
            _b.Row(row).CopyTo(y[split..]);
        }
    }

    protected override void BackwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        int split = _a.Shape.Columns, columns = Output.Shape.Columns;
        for (int row = first; row < last; row++)
        {
            var dy = Output.GradientValues.Slice(row * columns, columns);
            Put(_a, row, dy[..split], _accumulateA);
            Put(_b, row, dy[split..], _accumulateB);
        }
    }

    private static void Put(TensorNode input, int row, ReadOnlySpan<Real> dy, bool accumulate)
    {
        if (!input.IsTracked)
            return;
        var dx = input.GradientValues.Slice(row * dy.Length, dy.Length);
        if (accumulate)
            TensorPrimitives.Add(dx, dy, dx);
        else
            dy.CopyTo(dx);
    }
}
