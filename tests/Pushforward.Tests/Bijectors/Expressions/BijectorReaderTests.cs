using FsCheck;
using FsCheck.Fluent;
using Pushforward.Bijectors;
using Pushforward.Bijectors.Expressions;
using Pushforward.Numerics.Tensors;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Tests.Bijectors.Expressions;

public class BijectorReaderTests
{
    [Theory]
    [InlineData("shift(1,-2)")]
    [InlineData("scale(0.5)")]
    [InlineData("triangular(1,2,3)")]
    [InlineData("affine(1,2,3,4)")]
    [InlineData("leaky-relu(0.1)")]
    [InlineData("elu(0.5)")]
    [InlineData("softplus")]
    [InlineData("exp")]
    [InlineData("log")]
    [InlineData("sigmoid")]
    [InlineData("logit")]
    [InlineData("tanh")]
    [InlineData("power(-1.5)")]
    [InlineData("reciprocal")]
    [InlineData("sinh-arcsinh(0.5,2)")]
    [InlineData("permute(2,0,1)")]
    [InlineData("reverse")]
    [InlineData("invert(exp)")]
    [InlineData("chain(permute(2,0,1), leaky-relu(0.1), invert(chain(scale(2,3,4), reverse)))")]
    public void Reads_what_names_say(string text) => Assert.Equal(text, BijectorReader.Read(text).Name);

    [Fact]
    public void Empty_parentheses_are_none() => Assert.Equal("exp", BijectorReader.Read("exp()").Name);

    [Fact]
    public void Numbers_may_be_computed() => Assert.Equal("shift(6,-0.5)", BijectorReader.Read("shift(2*3, -1/2)").Name);

    [Fact]
    public void Chain_applies_its_first_part_first_and_permute_puts_the_named_value_first()
    {
        var y = BijectorReader.Read("chain(permute(2,0,1), leaky-relu(0.5), shift(10,20,30))").Forward(Tensor.From([1f, -2, 3], 1, 3));
        Assert.Equal([13f, 21, 29], y.AsSpan().ToArray());
    }

    [Fact]
    public void Matrices_are_read_row_by_row()
    {
        var x = Tensor.From([1f, 10], 1, 2);
        Assert.Equal([21f, 43], BijectorReader.Read("affine(1,2,3,4)").Forward(x).AsSpan().ToArray());
        Assert.Equal([1f, 32], BijectorReader.Read("triangular(1,2,3)").Forward(x).AsSpan().ToArray());
    }

    [Theory]
    [InlineData("", "expected a value at column 1")]
    [InlineData("leaky-relu", "leaky-relu at column 1 takes one number, leaky-relu(slope), got 0")]
    [InlineData("leaky-relu(0)", "slope: expected a finite number greater than 0, got 0")]
    [InlineData("leaky-relu(-0.1)", "slope: expected a finite number greater than 0, got -0.1")]
    [InlineData("chain(exp, leaky-relu(-1))", "leaky-relu at column 12")]
    [InlineData("permute(0,0,1)", "expected each of 0 to 2 once, got 0 twice")]
    [InlineData("permute(0,3,1)", "expected each of 0 to 2 once, got 3 at place 2")]
    [InlineData("permute(0,1.5)", "whole numbers from 0, got 1.5")]
    [InlineData("permute(0,-1)", "whole numbers from 0, got -1")]
    [InlineData("permute()", "takes at least one number")]
    [InlineData("scale(1,0)", "expected a finite number other than 0")]
    [InlineData("scale(1e-60)", "other than 0")]
    [InlineData("power(0)", "other than 0")]
    [InlineData("elu(0)", "greater than 0")]
    [InlineData("elu(1,2)", "takes at most one number")]
    [InlineData("sinh-arcsinh(1)", "takes 2 numbers")]
    [InlineData("sinh-arcsinh(0,0)", "greater than 0")]
    [InlineData("exp(2)", "takes no numbers")]
    [InlineData("affine(1,2,2,4)", "singular")]
    [InlineData("affine(1,2,3)", "n x n")]
    [InlineData("triangular(1,2)", "lower triangle")]
    [InlineData("triangular(1,2,0)", "diagonal element 2")]
    [InlineData("chain(scale(1,2), shift(1,2,3))", "scale(1,2) works on 2 values and shift(1,2,3) on 3")]
    [InlineData("chain()", "at least one bijector, got 0")]
    [InlineData("invert(exp, log)", "one bijector, got 2")]
    [InlineData("chain(exp, frobnicate)", "'frobnicate' is not a bijector, at column 12")]
    [InlineData("normal(0,1)", "'normal' is not a bijector")]
    [InlineData("1+2", "not a bijector")]
    [InlineData("shift(exp)", "expected a number at column 7")]
    [InlineData("shift(1/0)", "finite")]
    [InlineData("leaky-relu(0.1", "expected ')'")]
    public void Mistakes_are_named_with_their_place(string text, string says) =>
        Assert.Contains(says, Assert.ThrowsAny<ExpressionException>(() => BijectorReader.Read(text)).Message);

    [Fact]
    public void Whatever_is_typed_is_a_bijector_or_a_mistake()
    {
        string[] words = ["chain(", "invert(", "exp", "shift(", "permute(", "scale(", "1", "0", ",", ")", "-", "2.5", "elu", "affine(", "mixture(", ":"];
        Prop.ForAll(Arb.From(Gen.ArrayOf(Gen.Elements(words))), typed =>
        {
            try
            {
                Assert.NotEmpty(BijectorReader.Read(string.Concat(typed)).Name);
            }
            catch (ExpressionException)
            {
            }
        }).QuickCheckThrowOnFailure();
    }
}
