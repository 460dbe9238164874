using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Tests.Tensors;

public class ShapeTests
{
    [Fact]
    public void Prints_as_in_messages()
    {
        Assert.Equal("[]", Shape.Scalar.ToString());
        Assert.Equal("[10]", Shape.Vector(10).ToString());
        Assert.Equal("[128, 784]", Shape.Matrix(128, 784).ToString());
    }

    [Fact]
    public void Rejects_negative_and_enormous_sizes()
    {
        Assert.Contains("[-1, 3]", Assert.Throws<ArgumentException>(() => Shape.Matrix(-1, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("4000000000", Assert.Throws<ArgumentException>(() => Shape.Matrix(1_000_000, 4_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mismatched_operands_are_named_with_their_shapes()
    {
        var e = Assert.Throws<ArgumentException>(() => Tensor.Zeros(128, 784).MatMul(Tensor.Zeros(512, 256)));
        Assert.Equal("shape mismatch in MatMul: [128, 784] x [512, 256]; the inner sizes 784 and 512 must agree.", e.Message);
        AssertMismatch(() => Tensor.Zeros(3, 4) + Tensor.Zeros(4, 3), "Add", "[3, 4]", "[4, 3]");
        AssertMismatch(() => Tensor.Zeros(3, 4).Linear(Tensor.Zeros(4, 5), Tensor.Zeros(Shape.Vector(4))), "Linear", "[4]", "[5]");
        AssertMismatch(() => Tensor.JoinColumns(Tensor.Zeros(3, 4), Tensor.Zeros(2, 4)), "JoinColumns", "[3, 4]", "[2, 4]");
        AssertMismatch(() => Tensor.JoinRows(Tensor.Zeros(3, 4), Tensor.Zeros(3, 5)), "JoinRows", "[3, 4]", "[3, 5]");
        AssertMismatch(() => Tensor.InterleaveColumns(Tensor.Zeros(3, 4), Tensor.Zeros(3, 5)), "InterleaveColumns", "[3, 4]", "[3, 5]");
        AssertMismatch(() => Tensor.Zeros(3, 4).BernoulliLogProb(Tensor.Zeros(3, 5)), "BernoulliLogProb", "[3, 4]", "[3, 5]");
        AssertMismatch(() => Tensor.Zeros(3, 4).GaussianLogProb(Tensor.Zeros(3, 4), Tensor.Zeros(3, 1)), "GaussianLogProb", "[3, 4]", "[3, 1]");
    }

    [Fact]
    public void A_column_does_not_silently_meet_a_vector_of_rows()
    {
        // In NumPy this gives [5, 5], the classic way to a wrong loss.
        AssertMismatch(() => Tensor.Zeros(5, 1) + Tensor.Zeros(Shape.Vector(5)), "Add", "[5, 1]", "[5]");
    }

    [Fact]
    public void Ranges_and_indices_that_leave_the_tensor_are_errors()
    {
        var x = Tensor.Zeros(3, 4);
        Assert.Contains("0..4", Assert.Throws<ArgumentOutOfRangeException>(() => x[.., 2..5]).Message, StringComparison.Ordinal);
        Assert.Contains("0..3", Assert.Throws<ArgumentOutOfRangeException>(() => x[^4.., ..]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => x[2..1, ..]);
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Row(3));
        Assert.Contains("got 4 at place 1", Assert.Throws<ArgumentException>(() => x.GatherColumns([0, 4])).Message, StringComparison.Ordinal);
        Assert.Contains("got -1 for row 2", Assert.Throws<ArgumentException>(() => x.GatherFromRows([0, 1, -1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => x.GatherFromRows([0, 1]));
        Assert.Throws<ArgumentException>(() => x.Reshape(5, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.RepeatRows(0));
        Assert.Throws<ArgumentException>(() => x.Clamp(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.DiscretizedLogisticLogProb(x, x, 1));
        Assert.Throws<InvalidOperationException>(() => x.ToScalar());
    }

    [Fact]
    public void A_tensor_that_was_never_made_says_so() =>
        Assert.Contains("never made", Assert.Throws<InvalidOperationException>(() => default(Tensor).Exp()).Message, StringComparison.Ordinal);

    private static void AssertMismatch(Func<Tensor> operation, string name, string first, string second)
    {
        string message = Assert.Throws<ArgumentException>(() => operation()).Message;
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains(first, message, StringComparison.Ordinal);
        Assert.Contains(second, message, StringComparison.Ordinal);
    }
}
