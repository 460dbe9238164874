namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>A sum of one tensor's elements times a number: 1 for a sum, one over their count for a mean. A class says over what.</summary>
internal abstract class ScaledSum : Op
{
    public override string Name => "Sum";

    public override TensorNode[] Inputs => [X];

    protected TensorNode X { get; private set; } = null!;

    protected double Scale { get; private set; }

    /// <summary>y, from x.</summary>
    protected abstract void Sum(Span<Real> y);

    protected static Tensor Apply<TOp>(TensorNode x, double scale, Shape output)
        where TOp : ScaledSum, new()
    {
        var tape = Tape.Current;
        var op = tape.Rent<TOp>();
        (op.X, op.Scale) = (x, scale);
        op.Output = tape.Allocate(output);
        op.Sum(op.Output.Values);
        return tape.Finish(op, tape.Tracks(x));
    }
}
