using Pushforward.Numerics.Tensors.Ops;

namespace Pushforward.Numerics.Tensors;

// Views, slices and joints.
public readonly partial struct Tensor
{
    /// <summary>The same values, to which no gradient flows; no copy.</summary>
    public Tensor Detach()
    {
        var view = Tape.Current.View(Node, 0, Node.Shape);
        view.IsTracked = false;
        return new(view);
    }

    /// <summary>The same values in another shape; no copy.</summary>
    /// <param name="shape">As many elements.</param>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public Tensor Reshape(Shape shape)
    {
        var node = Node;
        return shape.Length == node.Shape.Length
            ? new(Tape.Current.View(node, 0, shape))
            : throw new ArgumentException(
                $"reshape: {node.Shape} has {node.Shape.Length} elements, {shape} has {shape.Length}; the two must agree.");
    }

    /// <summary>The same values as a matrix; no copy.</summary>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    /// <exception cref="ArgumentException">rows x columns is not the number of elements.</exception>
    public Tensor Reshape(int rows, int columns) => Reshape(Shape.Matrix(rows, columns));

    /// <summary>A vector [n] as a column [n, 1]; no copy.</summary>
    public Tensor AsColumn() => Reshape(Shape.Matrix(Length, 1));

    /// <summary>All elements, row by row, as a vector; no copy.</summary>
    public Tensor AsVector() => Reshape(Shape.Vector(Length));

    /// <summary>Some rows and columns, as in <c>h[.., ..20]</c>. Whole rows are a view; fewer columns are copied.</summary>
    /// <param name="rows">Such as <c>..</c>, <c>..64</c> or <c>^1..</c>.</param>
    /// <param name="columns">The same.</param>
    /// <exception cref="ArgumentOutOfRangeException">A range leaves the tensor.</exception>
    public Tensor this[Range rows, Range columns]
    {
        get
        {
            var node = Node;
            var shape = node.Shape;
            var (firstRow, rowCount) = Resolve(rows, shape.Rows, "rows", shape);
            var (firstColumn, columnCount) = Resolve(columns, shape.Columns, "columns", shape);
            if (rowCount != shape.Rows)
                node = Tape.Current.View(node, firstRow * shape.Columns, Shape.Matrix(rowCount, shape.Columns));
            return columnCount == shape.Columns ? new(node) : SliceColumns.Apply(node, firstColumn, columnCount, step: 1);
        }
    }

    /// <summary>The columns 0, 2, 4, ..., copied.</summary>
    public Tensor EvenColumns() => SliceColumns.Apply(Node, 0, (Columns + 1) / 2, step: 2);

    /// <summary>The columns 1, 3, 5, ..., copied.</summary>
    public Tensor OddColumns() => SliceColumns.Apply(Node, 1, Columns / 2, step: 2);

    /// <summary>Two matrices with as many rows, side by side; or two vectors, one after the other.</summary>
    /// <param name="left">[rows, m].</param>
    /// <param name="right">[rows, n].</param>
    /// <returns>[rows, m + n].</returns>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public static Tensor JoinColumns(Tensor left, Tensor right) => Ops.JoinColumns.Apply(left, right);

    /// <summary>Two matrices with as many columns, one above the other.</summary>
    /// <param name="upper">[m, columns], or a vector as one row.</param>
    /// <param name="lower">[n, columns], or a vector as one row.</param>
    /// <returns>[m + n, columns].</returns>
    /// <exception cref="ArgumentException">The numbers of columns differ.</exception>
    public static Tensor JoinRows(Tensor upper, Tensor lower) => Ops.JoinRows.Apply(upper, lower);

    /// <summary>Two matrices column by column in turn: what <see cref="EvenColumns"/> and <see cref="OddColumns"/> took apart.</summary>
    /// <param name="even">[rows, n] or [rows, n + 1].</param>
    /// <param name="odd">[rows, n].</param>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    public static Tensor InterleaveColumns(Tensor even, Tensor odd) => Ops.InterleaveColumns.Apply(even, odd);

    /// <summary>The columns an index names, in its order; a permutation, a selection, or with repeats.</summary>
    /// <param name="index">From 0; not changed while the step lasts.</param>
    /// <returns>[rows, index length].</returns>
    /// <exception cref="ArgumentException">An index names no column.</exception>
    public Tensor GatherColumns(int[] index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Ops.GatherColumns.Apply(this, index);
    }

    /// <summary>One element of each row: the one in the column the index names for it.</summary>
    /// <param name="index">One column per row, from 0; not changed while the step lasts.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="ArgumentException">The index is not as long as there are rows, or names no column.</exception>
    public Tensor GatherFromRows(int[] index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Ops.GatherFromRows.Apply(this, index);
    }

    /// <summary>Each row several times, one right after the other.</summary>
    /// <param name="times">At least 1.</param>
    /// <returns>[rows x times, columns].</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 time.</exception>
    public Tensor RepeatRows(int times) => Ops.RepeatRows.Apply(this, times);

    /// <summary>Rows become columns; copied.</summary>
    /// <returns>[columns, rows].</returns>
    public Tensor Transpose() => Ops.Transpose.Apply(this);

    private static (int Start, int Count) Resolve(Range range, int length, string what, Shape shape)
    {
        int start = range.Start.GetOffset(length), end = range.End.GetOffset(length);
        return start >= 0 && start <= end && end <= length
            ? (start, end - start)
            : throw new ArgumentOutOfRangeException(
                nameof(range), $"{what}: expected a range within 0..{length} for a tensor {shape}, got {range}.");
    }
}
