using System.Numerics;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>A function of one number and its derivative: a line of the table of gradient rules in <see cref="UnaryRules"/>.</summary>
internal interface IUnaryRule
{
    /// <summary>What messages call it.</summary>
    static abstract string Name { get; }

    /// <summary>y = f(x) over spans of one length; they may be the same.</summary>
    void Forward(ReadOnlySpan<Real> x, Span<Real> y);

    /// <summary>dy/dx, from x and y.</summary>
    Vector<Real> Slope(Vector<Real> x, Vector<Real> y);
}

/// <summary>A rule whose function, too, is plain arithmetic on vectors.</summary>
internal interface IUnaryVectorRule : IUnaryRule
{
    /// <summary>y = f(x).</summary>
    Vector<Real> Value(Vector<Real> x);
}

/// <summary>y = f(x), element by element; dx += dy f'(x).</summary>
internal sealed class Unary<TRule> : Op
    where TRule : struct, IUnaryRule
{
    private TensorNode _x = null!;
    private TRule _rule;
    private bool _accumulate;

    public override string Name => TRule.Name;

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x, TRule rule = default)
    {
        var tape = Tape.Current;
        var input = x.Node;
        var op = tape.Rent<Unary<TRule>>();
        op._x = input;
        op._rule = rule;
        op.Output = tape.Allocate(input.Shape);
        op.RunForward(Blocks(input.Shape.Length), input.Shape.Length);
        return tape.Finish(op, tape.Tracks(input));
    }

    public override void Backward()
    {
        _accumulate = _x.TouchGradient(Tape);
        RunBackward(Blocks(_x.Shape.Length), _x.Shape.Length);
    }

    protected override void ForwardPart(int part)
    {
        var (start, count) = Block(part, _x.Shape.Length);
        _rule.Forward(_x.Slice(start, count), Output.Slice(start, count));
    }

    protected override void BackwardPart(int part)
    {
        var (start, count) = Block(part, _x.Shape.Length);
        AddScaledSlope(
            _rule, Output.GradientValues.Slice(start, count), _x.Slice(start, count), Output.Slice(start, count),
            _x.GradientValues.Slice(start, count), _accumulate);
    }

    private static void AddScaledSlope(
        TRule rule, ReadOnlySpan<Real> dy, ReadOnlySpan<Real> x, ReadOnlySpan<Real> y, Span<Real> dx, bool accumulate)
    {
        ref var dyStart = ref MemoryMarshal.GetReference(dy);
        ref var xStart = ref MemoryMarshal.GetReference(x);
        ref var yStart = ref MemoryMarshal.GetReference(y);
        ref var dxStart = ref MemoryMarshal.GetReference(dx);
        int i = 0;
        for (; i <= dx.Length - Lanes.Count; i += Lanes.Count)
        {
            var gradient = Lanes.Load(ref dyStart, i) * rule.Slope(Lanes.Load(ref xStart, i), Lanes.Load(ref yStart, i));
            Lanes.Store(accumulate ? Lanes.Load(ref dxStart, i) + gradient : gradient, ref dxStart, i);
        }
        if (dx.Length - i is > 0 and int left)
        {
            var gradient = Lanes.LoadPart(ref dyStart, i, left)
                * rule.Slope(Lanes.LoadPart(ref xStart, i, left), Lanes.LoadPart(ref yStart, i, left));
            Lanes.StorePart(accumulate ? Lanes.LoadPart(ref dxStart, i, left) + gradient : gradient, ref dxStart, i, left);
        }
    }
}
