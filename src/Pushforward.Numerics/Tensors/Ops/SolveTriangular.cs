using System.Numerics.Tensors;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// Each row x of the result solves T x = y for a triangular T [n, n], of which the other triangle is not read. With g solving Tᵀ g = dx: dy += g,
/// dT -= Σ g xᵀ within the triangle (Giles 2008, "Collected matrix derivative results", 2.3.1).
/// </summary>
internal sealed class SolveTriangular : Op
{
    private TensorNode _y = null!, _triangle = null!;
    private bool _upper;

    public override string Name => "SolveTriangular";

    public override TensorNode[] Inputs => [_y, _triangle];

    public static Tensor Apply(Tensor y, Tensor triangle, bool upper)
    {
        var (right, matrix) = (y.Node, triangle.Node);
        int n = right.Shape.Columns;
        if (matrix.Shape.Rank != 2 || matrix.Shape.Rows != n || matrix.Shape.Columns != n)
            throw new ArgumentException($"shape mismatch in SolveTriangular: rows {right.Shape}, triangle {matrix.Shape}; expected a triangle [{n}, {n}].");
        var tape = Tape.Current;
        var op = tape.Rent<SolveTriangular>();
        (op._y, op._triangle, op._upper) = (right, matrix, upper);
        op.Output = tape.Allocate(right.Shape);
        right.Values.CopyTo(op.Output.Values);
        op.RunForward(RowParts(right.Shape), (long)right.Shape.Length * n);
        return tape.Finish(op, tape.Tracks(right) | tape.Tracks(matrix));
    }

    public override void Backward()
    {
        int n = Output.Shape.Columns;
        // The gradient of the result becomes g, in place; each part has its own rows.
        RunBackward(RowParts(Output.Shape), (long)Output.Shape.Length * n);
        if (_y.IsTracked)
        {
            var dy = _y.Gradient(Tape);
            TensorPrimitives.Add(dy, Output.GradientValues, dy);
        }
        if (!_triangle.IsTracked)
            return;
        var dTriangle = _triangle.Gradient(Tape);
        for (int row = 0; row < Output.Shape.Rows; row++)
        {
            var x = Output.Row(row);
            var g = Output.GradientValues.Slice(row * n, n);
            for (int i = 0; i < n; i++)
            {
                var (start, count) = Stretch(i, n);
                var into = dTriangle.Slice(i * n + start, count);
                TensorPrimitives.MultiplyAdd(x.Slice(start, count), -g[i], into, into);
            }
        }
    }

    protected override void ForwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        int n = Output.Shape.Columns;
        for (int row = first; row < last; row++)
        {
            var x = Output.Row(row);
            for (int k = 0; k < n; k++)
            {
                int i = _upper ? n - 1 - k : k;
                var (start, count) = Others(i, n);
                var known = _triangle.Slice(i * n + start, count);
                x[i] = (x[i] - TensorPrimitives.Dot(known, x.Slice(start, count))) / _triangle.Values[i * n + i];
            }
        }
    }

    protected override void BackwardPart(int part)
    {
        var (first, last) = RowsOfPart(part, Output.Shape);
        int n = Output.Shape.Columns;
        for (int row = first; row < last; row++)
        {
            var g = Output.GradientValues.Slice(row * n, n);
            for (int k = 0; k < n; k++)
            {
                int i = _upper ? k : n - 1 - k;
                g[i] /= _triangle.Values[i * n + i];
                var (start, count) = Others(i, n);
                var rest = g.Slice(start, count);
                TensorPrimitives.MultiplyAdd(_triangle.Slice(i * n + start, count), -g[i], rest, rest);
            }
        }
    }

    // The triangle's part of row i, with the diagonal and without.
    private (int Start, int Count) Stretch(int i, int n) => _upper ? (i, n - i) : (0, i + 1);

    private (int Start, int Count) Others(int i, int n) => _upper ? (i + 1, n - 1 - i) : (0, i);
}
