using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// y[r] = log Σ_c e^x[r, c] = m + log Σ_c e^(x[r, c] - m), m the largest; dx[r, c] += dy[r] e^(x[r, c] - y[r]), the softmax. A row without
/// columns, or of -infinity alone, gives -infinity and no gradient.
/// </summary>
internal sealed class LogSumExp : Op
{
    private TensorNode _x = null!;
    private bool _accumulate;

    public override string Name => "LogSumExp";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x)
    {
        var tape = Tape.Current;
        var input = x.Node;
        var op = tape.Rent<LogSumExp>();
        op._x = input;
        op.Output = tape.Allocate(Shape.Vector(input.Shape.Rows));
        op.RunForward(RowParts(input.Shape), input.Shape.Length);
        return tape.Finish(op, tape.Tracks(input));
    }

    public override void Backward()
    {
        _accumulate = _x.TouchGradient(Tape);
        RunBackward(RowParts(_x.Shape), _x.Shape.Length);
    }

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

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
            Output.Values[row] = Of(_x.Row(row));
    }

    protected override void BackwardPart(int part)
    {
        int columns = _x.Shape.Columns;
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
        {
            var gradient = _x.GradientValues.Slice(row * columns, columns);
            if (!_accumulate)
                gradient.Clear();
            Real y = Output.Values[row];
            if (Real.IsNegativeInfinity(y))
                continue;
            ref var x = ref MemoryMarshal.GetReference(_x.Row(row));
            ref var dx = ref MemoryMarshal.GetReference(gradient);
            var shift = new Vector<Real>(y);
            var dy = new Vector<Real>(Output.GradientValues[row]);
            int i = 0;
            for (; i <= columns - Lanes.Count; i += Lanes.Count)
                Lanes.Store(Lanes.Load(ref dx, i) + dy * Lanes.Exp(Lanes.Load(ref x, i) - shift), ref dx, i);
            if (columns - i is > 0 and int left)
                Lanes.StorePart(Lanes.LoadPart(ref dx, i, left) + dy * Lanes.Exp(Lanes.LoadPart(ref x, i, left) - shift), ref dx, i, left);
        }
    }
}
