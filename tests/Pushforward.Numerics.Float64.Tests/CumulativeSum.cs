using Pushforward.Numerics.Tensors;
using Pushforward.Numerics.Tensors.Ops;

namespace Pushforward.Numerics.Float64.Tests;

/// <summary>y[r, c] = x[r, 0] + ... + x[r, c]; dx[r, c] += dy[r, c] + dy[r, c + 1] + ... (the worked example of docs/engine.md).</summary>
internal sealed class CumulativeSum : Op
{
    private TensorNode _x = null!;

    public override string Name => "CumulativeSum";

    public override TensorNode[] Inputs => [_x];

    public static Tensor Apply(Tensor x)
    {
        var input = x.Node;                                   // throws if the tensor has outlived its step
        var tape = Tape.Current;
        var op = tape.Rent<CumulativeSum>();                  // from the pool
        op._x = input;
        op.Output = tape.Allocate(input.Shape);               // from the arena; holds whatever was there
        op.RunForward(RowParts(input.Shape), input.Shape.Length);
        return tape.Finish(op, tape.Tracks(input));           // keeps the op if x is tracked
    }

    public override void Backward()
    {
        _x.Gradient(Tape);                                    // zero at its first touch
        RunBackward(RowParts(_x.Shape), _x.Shape.Length);
    }

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
        {
            var x = _x.Row(row);
            var y = Output.Row(row);
            Real sum = 0;
            for (int c = 0; c < x.Length; c++)
                y[c] = sum += x[c];
        }
    }

    protected override void BackwardPart(int part)
    {
        int columns = _x.Shape.Columns;
        var (first, last) = RowsOfPart(part, _x.Shape);
        for (int row = first; row < last; row++)
        {
            var dx = _x.GradientValues.Slice(row * columns, columns);
            var dy = Output.GradientValues.Slice(row * columns, columns);
            Real sum = 0;
            for (int c = columns - 1; c >= 0; c--)
                dx[c] += sum += dy[c];
        }
    }
}
