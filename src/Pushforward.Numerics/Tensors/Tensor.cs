using System.Diagnostics;
using System.Numerics.Tensors;
using Pushforward.Numerics.Random;

namespace Pushforward.Numerics.Tensors;

/// <summary>
/// A scalar [], vector [n] or matrix [rows, columns] of single-precision numbers, row by row, 64-byte aligned. A tensor is a handle:
/// copying it copies no numbers. What an operation returns lives in the arena of the tape whose step is under way on this thread
/// (<see cref="Tensors.Tape.Record"/>, <see cref="Tensors.Tape.Evaluate"/>) until that tape is next reset, or on the heap when none is.
/// Operations on tracked tensors are recorded, so that <see cref="Tensors.Tape.Backward"/> can differentiate them.
/// </summary>
/// <remarks>
/// Broadcasting: in <c>a + b</c> one of the two has the shape of the result [rows, columns]; the other may be the same, a row ([columns] or
/// [1, columns]), a column [rows, 1] or a scalar. A vector is a row; <see cref="AsColumn"/> stands it up.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly partial struct Tensor
{
    private readonly TensorNode? _node;
    private readonly int _generation;

    internal Tensor(TensorNode node)
    {
        _node = node;
        _generation = node.Generation;
    }

    /// <summary>The shape.</summary>
    public Shape Shape => Node.Shape;

    /// <summary>The number of rows; 1 for a vector or scalar.</summary>
    public int Rows => Node.Shape.Rows;

    /// <summary>The number of columns; the length of a vector, 1 for a scalar.</summary>
    public int Columns => Node.Shape.Columns;

    /// <summary>The number of elements.</summary>
    public int Length => Node.Shape.Length;

    /// <summary>
    /// Whether gradients flow to this tensor: a parameter, a <see cref="Tensors.Tape.Variable"/>, or computed from one while recording.
    /// </summary>
    public bool IsTracked => Node.IsTracked;

    /// <summary>
    /// The gradient of the last <see cref="Tensors.Tape.Backward"/> with respect to this tensor, same shape; all zero if it reached no
    /// parameter. Kept for parameters and variables; for intermediate results it serves as scratch space and means nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tensor is not tracked or no backward pass has reached it.</exception>
    public ReadOnlySpan<Real> Gradient
    {
        get
        {
            var gradient = Node.WrittenGradient(out bool exists);
            return exists
                ? gradient
                : throw new InvalidOperationException(
                    $"gradient: no backward pass has reached this tensor {Shape}. Make it a parameter or a Tape.Variable, compute a " +
                    "loss from it while recording, and call Tape.Backward.");
        }
    }

    internal TensorNode Node
    {
        get
        {
            if (_node is null)
            {
                throw new InvalidOperationException(
                    "tensor: this one was never made (default). Make tensors with Tensor.Zeros, Tensor.From or an operation.");
            }
            if (_node.Generation != _generation)
                ThrowOutlived(_node);
            return _node;
        }
    }

    /// <summary>A tensor of zeros.</summary>
    /// <param name="shape">Its shape.</param>
    public static Tensor Zeros(Shape shape)
    {
        var node = Tape.Current.Allocate(shape);
        node.Values.Clear();
        return new(node);
    }

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    public static Tensor Zeros(int rows, int columns) => Zeros(Shape.Matrix(rows, columns));

    /// <summary>A tensor of one value.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="value">Every element.</param>
    public static Tensor Full(Shape shape, double value)
    {
        var node = Tape.Current.Allocate(shape);
        node.Values.Fill((Real)value);
        return new(node);
    }

    /// <summary>A scalar [].</summary>
    /// <param name="value">The number.</param>
    public static Tensor Scalar(double value) => Full(Shape.Scalar, value);

    /// <summary>A matrix with copies of the values.</summary>
    /// <param name="values">Row by row; rows x columns of them.</param>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    /// <exception cref="ArgumentException">The number of values is not rows x columns.</exception>
    public static Tensor From(ReadOnlySpan<Real> values, int rows, int columns) => From(values, Shape.Matrix(rows, columns));

    /// <summary>A vector with copies of the values.</summary>
    /// <param name="values">The elements.</param>
    public static Tensor From(params ReadOnlySpan<Real> values) => From(values, Shape.Vector(values.Length));

    /// <summary>A tensor with copies of the values.</summary>
    /// <param name="values">Row by row.</param>
    /// <param name="shape">The shape; as many elements as there are values.</param>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public static Tensor From(ReadOnlySpan<Real> values, Shape shape)
    {
        CheckLength(values.Length, shape);
        var node = Tape.Current.Allocate(shape);
        values.CopyTo(node.Values);
        return new(node);
    }

    /// <summary>A tensor that shares the values of an array: writing to either is seen in the other. It outlives every step.</summary>
    /// <param name="values">Row by row.</param>
    /// <param name="shape">The shape; as many elements as the array.</param>
    /// <exception cref="ArgumentException">The array's length is not the shape's.</exception>
    public static Tensor Wrap(Real[] values, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        CheckLength(values.Length, shape);
        return new(new TensorNode().Bind(null, values, 0, shape));
    }

    /// <summary>A matrix of independent standard normal numbers.</summary>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    /// <param name="random">Where they come from.</param>
    public static Tensor Normal(int rows, int columns, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var node = Tape.Current.Allocate(Shape.Matrix(rows, columns));
        random.FillNormal(node.Values);
        return new(node);
    }

    /// <summary>A matrix of independent numbers uniform on [0, 1).</summary>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    /// <param name="random">Where they come from.</param>
    public static Tensor Uniform(int rows, int columns, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var node = Tape.Current.Allocate(Shape.Matrix(rows, columns));
        random.FillUniform(node.Values);
        return new(node);
    }

    /// <summary>The values, row by row. Valid as long as the tensor is.</summary>
    public Span<Real> AsSpan() => Node.Values;

    /// <summary>The values of one row.</summary>
    /// <param name="row">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Span<Real> Row(int row)
    {
        var node = Node;
        if ((uint)row >= (uint)node.Shape.Rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"row: expected 0 to {node.Shape.Rows - 1} for a tensor {node.Shape}.");
        return node.Row(row);
    }

    /// <summary>The values as the type .NET libraries exchange tensors in; no copy. A scalar becomes a vector of one.</summary>
    public ReadOnlyTensorSpan<Real> AsTensorSpan()
    {
        var node = Node;
        return node.Shape.Rank switch
        {
            // The library's tensors have no rank 0.
            0 => new(node.Values, [1]),
            1 => new(node.Values, [node.Shape.Columns]),
            _ => new(node.Values, [node.Shape.Rows, node.Shape.Columns]),
        };
    }

    /// <summary>The number a scalar or one-element tensor holds.</summary>
    /// <exception cref="InvalidOperationException">The tensor has another number of elements than one.</exception>
    public double ToScalar()
    {
        var node = Node;
        return node.Shape.Length == 1
            ? node.Values[0]
            : throw new InvalidOperationException(
                $"to scalar: expected one element, got a tensor {node.Shape}. Reduce it with Sum or Mean first.");
    }

    /// <summary>A copy on the heap, untracked, that outlives the step.</summary>
    public Tensor Clone()
    {
        var node = Node;
        var (array, offset) = AlignedArray.Allocate(node.Shape.Length, zeroed: false);
        var copy = new TensorNode().Bind(null, array, offset, node.Shape);
        node.Values.CopyTo(copy.Values);
        return new(copy);
    }

    /// <summary>The shape and the first few values.</summary>
    public override string ToString()
    {
        if (_node is null)
            return "tensor (never made)";
        if (_node.Generation != _generation)
            return "tensor (outlived its step)";
        const int Shown = 6;
        var values = _node.Values;
        var text = new System.Text.StringBuilder().Append(_node.Shape).Append(' ');
        for (int i = 0; i < Math.Min(Shown, values.Length); i++)
            text.Append(i == 0 ? "" : ", ").Append(values[i].ToString("G6", System.Globalization.CultureInfo.InvariantCulture));
        return text.Append(values.Length > Shown ? ", ..." : "").ToString();
    }

    private static void CheckLength(int length, Shape shape)
    {
        if (length != shape.Length)
        {
            throw new ArgumentException(
                $"tensor: {length} values given for shape {shape}, which has {shape.Length} elements; the two must agree.");
        }
    }

    private static void ThrowOutlived(TensorNode node) => throw new InvalidOperationException(
        $"tensor: used after its tape was reset (the tape is at step {node.Tape?.Generation}). What a step computes lives until the " +
        "next step begins; copy what must outlive it with Clone().");
}
