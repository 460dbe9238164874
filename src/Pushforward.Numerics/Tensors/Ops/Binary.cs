using System.Numerics;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>A function of two numbers and its derivatives: a line of the table in <see cref="BinaryRules"/>.</summary>
internal interface IBinaryRule
{
    /// <summary>What messages call it.</summary>
    static abstract string Name { get; }

    /// <summary>y = f(a, b).</summary>
    static abstract Vector<Real> Value(Vector<Real> a, Vector<Real> b);

    /// <summary>dy/da.</summary>
    static abstract Vector<Real> SlopeLeft(Vector<Real> a, Vector<Real> b, Vector<Real> y);

    /// <summary>dy/db.</summary>
    static abstract Vector<Real> SlopeRight(Vector<Real> a, Vector<Real> b, Vector<Real> y);
}

/// <summary>
/// y = f(a, b), element by element; one of the two has the shape of y, the other may be a row, a column or a single number that is
/// used again and again, and whose gradient is then the sum over its uses.
/// </summary>
internal sealed class Binary<TRule> : Op
    where TRule : struct, IBinaryRule
{
    private TensorNode _a = null!, _b = null!;
    private Spread _spreadA, _spreadB;
    private bool _accumulateA, _accumulateB, _left;

    /// <summary>How an operand covers the result.</summary>
    private enum Spread
    {
        /// <summary>Element for element.</summary>
        Same,

        /// <summary>The same row for every row.</summary>
        Row,

        /// <summary>One number for each row.</summary>
        Column,

        /// <summary>One number.</summary>
        Single,
    }

    public override string Name => TRule.Name;

    public override TensorNode[] Inputs => [_a, _b];

    public static Tensor Apply(Tensor a, Tensor b)
    {
        var (left, right) = (a.Node, b.Node);
        var shape = Broadcast(left.Shape, right.Shape, out var spreadA, out var spreadB);
        var tape = Tape.Current;
        var op = tape.Rent<Binary<TRule>>();
        (op._a, op._b, op._spreadA, op._spreadB) = (left, right, spreadA, spreadB);
        op.Output = tape.Allocate(shape);
        op.RunForward(op.Parts, shape.Length);
        return tape.Finish(op, tape.Tracks(left) | tape.Tracks(right));
    }

    public override void Backward()
    {
        // Each operand in turn: when both are the same tensor, the second adds to what the first has written.
        if (_a.IsTracked)
        {
            _accumulateA = _a.TouchGradient(Tape);
            BackwardInto(left: true, _spreadA);
        }
        if (_b.IsTracked)
        {
            _accumulateB = _b.TouchGradient(Tape);
            BackwardInto(left: false, _spreadB);
        }
    }

    // Two operands of the result's shape need no notion of rows; otherwise a part is a few whole rows.
    private bool IsFlat => _spreadA is Spread.Same or Spread.Single && _spreadB is Spread.Same or Spread.Single;

    private int Parts => IsFlat ? Blocks(Output.Shape.Length) : RowParts(Output.Shape);

    // A row's gradient sums over rows: its parts are ranges of columns, so that no two parts write one element.
    private int ColumnParts => (Output.Shape.Columns + ColumnsPerPart - 1) / ColumnsPerPart;

    private const int ColumnsPerPart = 256;

    protected override void ForwardPart(int part)
    {
        if (IsFlat)
        {
            var (start, count) = Block(part, Output.Shape.Length);
            ForwardRun(start, count, row: 0, column: start);
            return;
        }
        int columns = Output.Shape.Columns;
        var (first, last) = RowsOfPart(part, Output.Shape);
        for (int row = first; row < last; row++)
            ForwardRun(row * columns, columns, row, column: 0);
    }

    protected override void BackwardPart(int part)
    {
        var spread = _left ? _spreadA : _spreadB;
        int columns = Output.Shape.Columns, rows = Output.Shape.Rows;
        if (spread == Spread.Row)
        {
            int column = part * ColumnsPerPart;
            int count = Math.Min(ColumnsPerPart, columns - column);
            bool accumulate = _left ? _accumulateA : _accumulateB;
            var into = (_left ? _a : _b).GradientValues.Slice(column, count);
            if (!accumulate)
                into.Clear();
            for (int row = 0; row < rows; row++)
                BackwardRun(row * columns + column, count, row, column, into, accumulate: true);
        }
        else if (IsFlat && spread == Spread.Same)
        {
            var (start, count) = Block(part, Output.Shape.Length);
            var into = (_left ? _a : _b).GradientValues.Slice(start, count);
            BackwardRun(start, count, row: 0, column: start, into, _left ? _accumulateA : _accumulateB);
        }
        else
        {
            var (first, last) = RowsOfPart(part, Output.Shape);
            for (int row = first; row < last; row++)
            {
                var gradient = (_left ? _a : _b).GradientValues;
                bool accumulate = _left ? _accumulateA : _accumulateB;
                if (spread == Spread.Same)
                {
                    BackwardRun(row * columns, columns, row, 0, gradient.Slice(row * columns, columns), accumulate);
                }
                else
                {
                    double sum = BackwardSum(row * columns, columns, row, 0);
                    gradient[row] = (Real)(accumulate ? gradient[row] + sum : sum);
                }
            }
        }
    }

    private void BackwardInto(bool left, Spread spread)
    {
        _left = left;
        switch (spread)
        {
            case Spread.Row:
                RunBackward(ColumnParts, Output.Shape.Length);
                break;
            case Spread.Single:
                // One sum over everything, in one order.
                double sum = 0;
                int columns = Output.Shape.Columns;
                for (int row = 0; row < Output.Shape.Rows; row++)
                    sum += BackwardSum(row * columns, columns, row, 0);
                var gradient = (left ? _a : _b).GradientValues;
                gradient[0] = (Real)((left ? _accumulateA : _accumulateB) ? gradient[0] + sum : sum);
                break;
            default:
                RunBackward(Parts, Output.Shape.Length);
                break;
        }
    }

    // Where an operand's elements for a run of the result begin, and whether it is one number for the whole run.
    private static ReadOnlySpan<Real> Operand(TensorNode node, Spread spread, int start, int count, int row, int column, out bool single)
    {
        single = spread is Spread.Column or Spread.Single;
        return spread switch
        {
            Spread.Same => node.Slice(start, count),
            Spread.Row => node.Slice(column, count),
            Spread.Column => node.Slice(row, 1),
            _ => node.Slice(0, 1),
        };
    }

    private void ForwardRun(int start, int count, int row, int column)
    {
        if (count == 0)
            return;
        ref var a = ref MemoryMarshal.GetReference(Operand(_a, _spreadA, start, count, row, column, out bool singleA));
        ref var b = ref MemoryMarshal.GetReference(Operand(_b, _spreadB, start, count, row, column, out bool singleB));
        ref var y = ref MemoryMarshal.GetReference(Output.Slice(start, count));
        var (allA, allB) = (new Vector<Real>(a), new Vector<Real>(b));
        int i = 0;
        for (; i <= count - Lanes.Count; i += Lanes.Count)
            Lanes.Store(TRule.Value(singleA ? allA : Lanes.Load(ref a, i), singleB ? allB : Lanes.Load(ref b, i)), ref y, i);
        if (count - i is > 0 and int left)
        {
            Lanes.StorePart(
                TRule.Value(singleA ? allA : Lanes.LoadPart(ref a, i, left), singleB ? allB : Lanes.LoadPart(ref b, i, left)),
                ref y, i, left);
        }
    }

    private void BackwardRun(int start, int count, int row, int column, Span<Real> into, bool accumulate)
    {
        if (count == 0)
            return;
        ref var a = ref MemoryMarshal.GetReference(Operand(_a, _spreadA, start, count, row, column, out bool singleA));
        ref var b = ref MemoryMarshal.GetReference(Operand(_b, _spreadB, start, count, row, column, out bool singleB));
        ref var y = ref MemoryMarshal.GetReference(Output.Slice(start, count));
        ref var dy = ref MemoryMarshal.GetReference(Output.GradientValues.Slice(start, count));
        ref var d = ref MemoryMarshal.GetReference(into);
        var (allA, allB) = (new Vector<Real>(a), new Vector<Real>(b));
        int i = 0;
        for (; i <= count - Lanes.Count; i += Lanes.Count)
        {
            var gradient = Lanes.Load(ref dy, i)
                * Slope(singleA ? allA : Lanes.Load(ref a, i), singleB ? allB : Lanes.Load(ref b, i), Lanes.Load(ref y, i));
            Lanes.Store(accumulate ? Lanes.Load(ref d, i) + gradient : gradient, ref d, i);
        }
        if (count - i is > 0 and int left)
        {
            var gradient = Lanes.LoadPart(ref dy, i, left)
                * Slope(
                    singleA ? allA : Lanes.LoadPart(ref a, i, left), singleB ? allB : Lanes.LoadPart(ref b, i, left),
                    Lanes.LoadPart(ref y, i, left));
            Lanes.StorePart(accumulate ? Lanes.LoadPart(ref d, i, left) + gradient : gradient, ref d, i, left);
        }
    }

    private double BackwardSum(int start, int count, int row, int column)
    {
        if (count == 0)
            return 0;
        ref var a = ref MemoryMarshal.GetReference(Operand(_a, _spreadA, start, count, row, column, out bool singleA));
        ref var b = ref MemoryMarshal.GetReference(Operand(_b, _spreadB, start, count, row, column, out bool singleB));
        ref var y = ref MemoryMarshal.GetReference(Output.Slice(start, count));
        ref var dy = ref MemoryMarshal.GetReference(Output.GradientValues.Slice(start, count));
        var (allA, allB) = (new Vector<Real>(a), new Vector<Real>(b));
        var sum = Vector<Real>.Zero;
        int i = 0;
        for (; i <= count - Lanes.Count; i += Lanes.Count)
        {
            sum += Lanes.Load(ref dy, i)
                * Slope(singleA ? allA : Lanes.Load(ref a, i), singleB ? allB : Lanes.Load(ref b, i), Lanes.Load(ref y, i));
        }
        if (count - i is > 0 and int left)
        {
            // The unused lanes hold zeros, whose slope may be anything (0/0), so they are cut off.
            sum += Lanes.KeepFirst(
                Lanes.LoadPart(ref dy, i, left)
                * Slope(
                    singleA ? allA : Lanes.LoadPart(ref a, i, left), singleB ? allB : Lanes.LoadPart(ref b, i, left),
                    Lanes.LoadPart(ref y, i, left)),
                left);
        }
        return Vector.Sum(sum);
    }

    private Vector<Real> Slope(Vector<Real> a, Vector<Real> b, Vector<Real> y) =>
        _left ? TRule.SlopeLeft(a, b, y) : TRule.SlopeRight(a, b, y);

    private static Shape Broadcast(Shape a, Shape b, out Spread spreadA, out Spread spreadB)
    {
        (spreadA, spreadB) = (Spread.Same, Spread.Same);
        if (a == b)
            return a;
        if (Covers(a, b, out spreadB))
            return a;
        if (Covers(b, a, out spreadA))
            return b;
        throw new ArgumentException(
            $"shape mismatch in {TRule.Name}: {a} and {b}; one of the two must have the shape of the result, the other the same shape, " +
            "as many columns in a single row, as many rows in a single column, or one element. " +
            "AsColumn and Reshape make rows into columns.");
    }

    // Whether "whole" can be the shape of the result when the other operand is "part".
    private static bool Covers(Shape whole, Shape part, out Spread spread)
    {
        spread = Spread.Same;
        if (part.Length == 1 && whole.Length != 1)
        {
            spread = Spread.Single;
            return true;
        }
        if (part.Rank > whole.Rank)
            return false;
        if (part.Rows == whole.Rows && part.Columns == whole.Columns)
            return true;
        if (part.Rows == 1 && part.Columns == whole.Columns)
            spread = Spread.Row;
        else if (part.Rank == 2 && part.Columns == 1 && part.Rows == whole.Rows)
            spread = Spread.Column;
        else
            return false;
        return true;
    }
}
