using System.Numerics;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// A function of up to three numbers whose sum over the columns of a row is a log-density or divergence: a line of the table in
/// <see cref="DensityRules"/>. A rule of fewer operands ignores the others.
/// </summary>
internal interface IRowRule
{
    /// <summary>What messages call it.</summary>
    static abstract string Name { get; }

    /// <summary>f(a, b, c).</summary>
    Vector<Real> Value(Vector<Real> a, Vector<Real> b, Vector<Real> c);

    /// <summary>df/da.</summary>
    Vector<Real> SlopeA(Vector<Real> a, Vector<Real> b, Vector<Real> c);

    /// <summary>df/db.</summary>
    Vector<Real> SlopeB(Vector<Real> a, Vector<Real> b, Vector<Real> c);

    /// <summary>df/dc.</summary>
    Vector<Real> SlopeC(Vector<Real> a, Vector<Real> b, Vector<Real> c);
}

/// <summary>
/// y[r] = Σ_c f(a[r, c], b[r, c], c[r, c]), in one pass and without the matrix in between; da[r, c] += dy[r] df/da, likewise b and c. An operand to
/// which no gradient flows may have a k-th of the rows: each then counts for k rows that follow one another.
/// </summary>
internal sealed class RowSum<TRule> : Op
    where TRule : struct, IRowRule
{
    private TensorNode _a = null!, _b = null!, _c = null!;
    private TRule _rule;
    private int _operands, _into;
    private int _timesA, _timesB, _timesC;
    private Shape _shape;
    private bool _accumulate;

    public override string Name => TRule.Name;

    public override TensorNode[] Inputs => _operands switch { 1 => [_a], 2 => [_a, _b], _ => [_a, _b, _c] };

    public static Tensor Apply(Tensor a, TRule rule = default) => Apply(1, a.Node, a.Node, a.Node, rule);

    public static Tensor Apply(Tensor a, Tensor b, TRule rule = default) => Apply(2, a.Node, b.Node, b.Node, rule);

    public static Tensor Apply(Tensor a, Tensor b, Tensor c, TRule rule = default) => Apply(3, a.Node, b.Node, c.Node, rule);

    public override void Backward()
    {
        for (_into = 0; _into < _operands; _into++)
        {
            var operand = Operand(_into);
            if (!operand.IsTracked)
                continue;
            _accumulate = operand.TouchGradient(Tape);
            RunBackward(RowParts(_shape), _shape.Length);
        }
    }

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, _shape);
        int columns = _shape.Columns;
        for (int row = first; row < last; row++)
        {
            ref var a = ref MemoryMarshal.GetReference(_a.Row(row / _timesA));
            ref var b = ref MemoryMarshal.GetReference(_b.Row(row / _timesB));
            ref var c = ref MemoryMarshal.GetReference(_c.Row(row / _timesC));
            var sum = Vector<Real>.Zero;
            int i = 0;
            for (; i <= columns - Lanes.Count; i += Lanes.Count)
                sum += _rule.Value(Lanes.Load(ref a, i), Lanes.Load(ref b, i), Lanes.Load(ref c, i));
            if (columns - i is > 0 and int left)
            {
                sum += Lanes.KeepFirst(
                    _rule.Value(Lanes.LoadPart(ref a, i, left), Lanes.LoadPart(ref b, i, left), Lanes.LoadPart(ref c, i, left)), left);
            }
            Output.Values[row] = Vector.Sum(sum);
        }
    }

    protected override void BackwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, _shape);
        int columns = _shape.Columns;
        var gradient = Operand(_into).GradientValues;
        for (int row = first; row < last; row++)
        {
            ref var a = ref MemoryMarshal.GetReference(_a.Row(row / _timesA));
            ref var b = ref MemoryMarshal.GetReference(_b.Row(row / _timesB));
            ref var c = ref MemoryMarshal.GetReference(_c.Row(row / _timesC));
            ref var d = ref MemoryMarshal.GetReference(gradient.Slice(row * columns, columns));
            var dy = new Vector<Real>(Output.GradientValues[row]);
            int i = 0;
            for (; i <= columns - Lanes.Count; i += Lanes.Count)
            {
                var added = dy * Slope(Lanes.Load(ref a, i), Lanes.Load(ref b, i), Lanes.Load(ref c, i));
                Lanes.Store(_accumulate ? Lanes.Load(ref d, i) + added : added, ref d, i);
            }
            if (columns - i is > 0 and int left)
            {
                var added = dy * Slope(Lanes.LoadPart(ref a, i, left), Lanes.LoadPart(ref b, i, left), Lanes.LoadPart(ref c, i, left));
                Lanes.StorePart(_accumulate ? Lanes.LoadPart(ref d, i, left) + added : added, ref d, i, left);
            }
        }
    }

    private static Tensor Apply(int operands, TensorNode a, TensorNode b, TensorNode c, TRule rule)
    {
        var shape = a.Shape.Rows >= b.Shape.Rows && a.Shape.Rows >= c.Shape.Rows ? a.Shape : b.Shape.Rows >= c.Shape.Rows ? b.Shape : c.Shape;
        int timesA = Times(a, shape), timesB = Times(b, shape), timesC = Times(c, shape);
        var tape = Tape.Current;
        var op = tape.Rent<RowSum<TRule>>();
        (op._operands, op._a, op._b, op._c, op._rule) = (operands, a, b, c, rule);
        (op._shape, op._timesA, op._timesB, op._timesC) = (shape, timesA, timesB, timesC);
        op.Output = tape.Allocate(Shape.Vector(shape.Rows));
        op.RunForward(RowParts(shape), shape.Length);
        return tape.Finish(op, tape.Tracks(a) | tape.Tracks(b) | tape.Tracks(c));
    }

    private static int Times(TensorNode operand, Shape shape)
    {
        if (operand.Shape == shape)
            return 1;
        if (operand.Shape.Columns != shape.Columns || operand.Shape.Rows == 0 || shape.Rows % operand.Shape.Rows != 0)
        {
            throw new ArgumentException(
                $"shape mismatch in {TRule.Name}: {operand.Shape} and {shape}; expected one shape, or rows that each count for as many of the other's.");
        }
        return !operand.IsTracked || operand.Shape.Rows == shape.Rows
            ? shape.Rows / operand.Shape.Rows
            : throw new ArgumentException(
                $"{TRule.Name}: gradients flow to the operand {operand.Shape}, which is to count several times for {shape}; repeat its rows with RepeatRows.");
    }

    private TensorNode Operand(int index) => index switch { 0 => _a, 1 => _b, _ => _c };

    private Vector<Real> Slope(Vector<Real> a, Vector<Real> b, Vector<Real> c) => _into switch
    {
        0 => _rule.SlopeA(a, b, c),
        1 => _rule.SlopeB(a, b, c),
        _ => _rule.SlopeC(a, b, c),
    };
}
