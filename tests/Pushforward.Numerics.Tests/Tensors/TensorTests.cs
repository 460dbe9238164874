using FsCheck;
using FsCheck.Fluent;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Tests.Tensors;

[Trait("Rerun", "Kernels")]
public class TensorTests
{
    private static readonly Gen<(int Rows, int Columns)> Sizes = Gen.Choose(0, 40).Two().Select(p => (p.Item1, p.Item2));

    private static readonly Gen<(int Rows, int Columns, int Seed)> Cases =
        from size in Sizes
        from seed in Gen.Choose(0, 1_000_000)
        select (size.Rows, size.Columns, seed);

    private static Tensor Draw(Shape shape, int seed)
    {
        var tensor = Tensor.Zeros(shape);
        new RandomStream(seed, "test").FillNormal(tensor.AsSpan());
        return tensor;
    }

    private static void ForAll(Func<(int Rows, int Columns, int Seed), bool> holds) =>
        Prop.ForAll(Cases.ToArbitrary(), holds).QuickCheckThrowOnFailure();

    private static bool Same(Tensor a, Tensor b) => a.Shape == b.Shape && a.AsSpan().SequenceEqual(b.AsSpan());

    [Fact]
    public void Broadcasting_equals_repeating_by_hand() => ForAll(c =>
    {
        var shape = Shape.Matrix(c.Rows, c.Columns);
        var full = Draw(shape, c.Seed);
        foreach (var small in new[] { Shape.Vector(c.Columns), Shape.Matrix(1, c.Columns), Shape.Matrix(c.Rows, 1), Shape.Scalar, Shape.Matrix(1, 1) })
        {
            var part = Draw(small, c.Seed + 1);
            var repeated = Tensor.Zeros(shape);
            for (int row = 0; row < c.Rows; row++)
            {
                for (int column = 0; column < c.Columns; column++)
                {
                    int at = small.Length == 1 ? 0 : small.Columns == 1 && small.Rows == c.Rows && small.Rank == 2 ? row : column;
                    repeated.AsSpan()[row * c.Columns + column] = part.AsSpan()[at];
                }
            }
            if (!Same(full - part, full - repeated) || !Same(part - full, repeated - full) || !Same(full * part, full * repeated))
                return false;
        }
        return true;
    });

    [Fact]
    public void Elements_do_not_depend_on_where_they_stand() => ForAll(c =>
    {
        // Whole vectors and remainders go through the same arithmetic.
        var x = Draw(Shape.Vector(c.Rows + c.Columns), c.Seed);
        var y = (x.Square() + 1).Sqrt() / (x + 4);
        for (int i = 0; i < x.Length; i++)
        {
            var single = Tensor.From(x.AsSpan()[i]);
            if (((single.Square() + 1).Sqrt() / (single + 4)).AsSpan()[0] != y.AsSpan()[i])
                return false;
        }
        return true;
    });

    [Fact]
    public void Rows_and_reshapes_are_views_and_columns_are_copies() => ForAll(c =>
    {
        var x = Draw(Shape.Matrix(c.Rows + 2, c.Columns + 2), c.Seed);
        x[1..2, ..].AsSpan()[1] = 42;
        x.AsVector().AsSpan()[0] = 43;
        x[.., 1..].AsSpan()[0] = 44;
        return x.Row(1)[1] == 42 && x.Row(0)[0] == 43 && x.Row(0)[1] != 44;
    });

    [Fact]
    public void What_is_split_and_joined_again_is_unchanged() => ForAll(c =>
    {
        var x = Draw(Shape.Matrix(c.Rows, c.Columns), c.Seed);
        int row = c.Rows / 3, column = c.Columns / 3;
        return Same(x, Tensor.InterleaveColumns(x.EvenColumns(), x.OddColumns()))
            && Same(x, Tensor.JoinColumns(x[.., ..column], x[.., column..]))
            && Same(x, Tensor.JoinRows(x[..row, ..], x[row.., ..]))
            && Same(x, x.Transpose().Transpose())
            && Same(x, x.GatherColumns([.. Enumerable.Range(0, c.Columns).Reverse()]).GatherColumns([.. Enumerable.Range(0, c.Columns).Reverse()]));
    });

    [Fact]
    public void Sums_by_either_axis_agree_with_the_sum_of_all() => ForAll(c =>
    {
        var x = Draw(Shape.Matrix(c.Rows, c.Columns), c.Seed);
        double expected = 0, magnitude = 0;
        foreach (float value in x.AsSpan())
            (expected, magnitude) = (expected + value, magnitude + Math.Abs(value));
        // Each rounding is at most 2^-24 of a partial sum, and there are no more roundings than elements.
        double tolerance = magnitude * Math.Max(1, x.Length) * Math.ScaleB(1, -24) + 1e-30;
        return Math.Abs(x.Sum().ToScalar() - expected) <= tolerance
            && Math.Abs(x.SumOverColumns().Sum().ToScalar() - expected) <= tolerance
            && Math.Abs(x.SumOverRows().Sum().ToScalar() - expected) <= tolerance;
    });

    [Fact]
    public void Values_begin_on_a_cache_line() => ForAll(c =>
    {
        unsafe bool Aligned(Tensor x)
        {
            fixed (float* start = x.AsSpan())
                return x.Length == 0 || (nint)start % 64 == 0;
        }
        var tape = new Tape();
        using (tape.Evaluate())
            return Aligned(Draw(Shape.Matrix(c.Rows, c.Columns), c.Seed)) && Aligned(Draw(Shape.Vector(3), 1).Exp()) && Aligned(Draw(Shape.Vector(3), 1).Clone());
    });

    [Fact]
    public void Crosses_the_boundary_as_a_tensor_span_without_a_copy()
    {
        var x = Draw(Shape.Matrix(3, 4), 1);
        var span = x.AsTensorSpan();
        Assert.Equal([3, 4], span.Lengths.ToArray());
        Assert.Equal(x.Row(2)[1], span[2, 1]);
        x.Row(2)[1] = 5;
        Assert.Equal(5, span[2, 1]);
        Assert.Equal([4], x[..1, ..].AsVector().AsTensorSpan().Lengths.ToArray());
        Assert.Equal(1, Tensor.Scalar(3).AsTensorSpan().FlattenedLength);
    }

    [Fact]
    public void Wrapping_shares_an_array_and_cloning_does_not()
    {
        float[] values = [1, 2, 3, 4];
        var wrapped = Tensor.Wrap(values, Shape.Matrix(2, 2));
        var cloned = wrapped.Clone();
        values[3] = 9;
        Assert.Equal(9, wrapped.Row(1)[1]);
        Assert.Equal(4, cloned.Row(1)[1]);
        Assert.Throws<ArgumentException>(() => Tensor.Wrap(values, Shape.Vector(3)));
        Assert.Throws<ArgumentException>(() => Tensor.From(values, 3, 2));
    }
}
