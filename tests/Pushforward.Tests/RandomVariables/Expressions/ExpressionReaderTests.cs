using FsCheck;
using FsCheck.Fluent;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Tests.RandomVariables.Expressions;

public class ExpressionReaderTests
{
    [Theory]
    [InlineData("1+2*3", "(1 + (2 * 3))")]
    [InlineData("1-2-3", "((1 - 2) - 3)")]
    [InlineData("2^3^2", "(2 ^ (3 ^ 2))")]
    [InlineData("-2^2", "-(2 ^ 2)")]
    [InlineData("2^-x", "(2 ^ -x)")]
    [InlineData("-x*y", "(-x * y)")]
    [InlineData("+x", "x")]
    [InlineData("x-y", "(x - y)")]
    [InlineData("leaky-relu(x, 0.1)", "leaky-relu(x, 0.1)")]
    [InlineData("chi-squared", "chi-squared")]
    [InlineData("chi-squaredx", "(chi - squaredx)")]
    [InlineData("student-t(3)", "student-t(3)")]
    [InlineData("sqrt( x ^2+ y^2 )", "sqrt(((x ^ 2) + (y ^ 2)))")]
    [InlineData("mixture(0.5: a(1), 1/2: b)", "mixture(0.5: a(1), (1 / 2): b)")]
    [InlineData("(((x)))", "x")]
    [InlineData(".5e-3+1.", "(0.0005 + 1)")]
    [InlineData("2e", "error")]
    public void Operators_bind_as_in_mathematics(string text, string expected)
    {
        if (expected == "error")
            Assert.Throws<ExpressionException>(() => ExpressionReader.Read(text));
        else
            Assert.Equal(expected, Write(ExpressionReader.Read(text)));
    }

    [Theory]
    [InlineData("sqrt(x^2 + )", "`sqrt(x^2 + )`: expected a value at column 10")]
    [InlineData("", "expected a value at column 1, got the end")]
    [InlineData("()", "expected a value at column 2, got ')'")]
    [InlineData("x y", "expected an operator or the end at column 3, got 'y'")]
    [InlineData("(x", "expected ')' at column 3 for the '(' at column 1, got the end")]
    [InlineData("f(x,)", "expected a value at column 4")]
    [InlineData("x)", "expected an operator or the end at column 2, got ')'")]
    [InlineData("* x", "expected a value at column 1, got '*'")]
    [InlineData("x + * y", "expected a value at column 5, got '*'")]
    [InlineData("x # y", "unexpected character '#' at column 3")]
    [InlineData("1.2.3", "expected an operator or the end at column 4")]
    [InlineData(".", "'.' at column 1 is not a number")]
    [InlineData("1e999", "1e999 at column 1 is beyond the largest number")]
    [InlineData("-", "expected a value at column 1")]
    public void Errors_point_at_the_place(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ExpressionException>(() => ExpressionReader.Read(text)).Message);

    [Fact]
    public void Hostile_expressions_are_refused_shortly()
    {
        string[] hostile =
        [
            new string('(', 1000) + "x" + new string(')', 1000),
            new string('-', 1000) + "x",
            string.Concat(Enumerable.Repeat("sqrt(", 1000)) + "x" + new string(')', 1000),
            string.Concat(Enumerable.Repeat("2^", 1000)) + "2",
            string.Concat(Enumerable.Repeat("x+", 1000)) + "x",
            new string('9', 1_000_000),
            new string('9', 50_000),
            "0." + new string('3', 200),
            new string('x', 200_000),
        ];
        foreach (string text in hostile)
        {
            var error = Assert.Throws<ExpressionException>(() => ExpressionReader.Read(text));
            Assert.InRange(error.Message.Length, 20, 250);
        }
    }

    [Fact]
    public void Whatever_is_typed_gives_a_tree_or_an_expression_error()
    {
        var characters = Gen.Elements("xyz019.e+-*/^(),: #sqrtmin".ToCharArray());
        Prop.ForAll(Arb.From(Gen.ArrayOf(characters)), typed =>
        {
            try
            {
                ExpressionReader.Read(new string(typed));
            }
            catch (ExpressionException error)
            {
                Assert.InRange(error.Column, 1, typed.Length + 1);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("normal(0,1)", "normal(0,1)")]
    [InlineData(" uniform( 0 , 2*pi ) ", "uniform(0,6.283185307179586)")]
    [InlineData("normal(-1/3, sqrt(2))", "normal(-0.3333333333333333,1.4142135623730951)")]
    [InlineData("mixture(0.5: normal(-3,1), 0.5: mixture(0.5: bernoulli(0.5), 0.5: beta(2,3)))",
        "mixture(0.5: normal(-3,1), 0.5: mixture(0.5: bernoulli(0.5), 0.5: beta(2,3)))")]
    [InlineData("student-t(3)", "student-t(3)")]
    [InlineData("chi-squared(2)", "chi-squared(2)")]
    [InlineData("lognormal(0,1)", "lognormal(0,1)")]
    [InlineData("laplace(0,1)", "laplace(0,1)")]
    [InlineData("logistic(0,1)", "logistic(0,1)")]
    [InlineData("gamma(2,1)", "gamma(2,1)")]
    [InlineData("exponential(2)", "exponential(2)")]
    [InlineData("cauchy(0,1)", "cauchy(0,1)")]
    public void Laws_are_read_and_written_alike(string text, string name)
    {
        var law = LawReader.Read(text);
        Assert.Equal(name, law.Name);
        Assert.Equal(name, LawReader.Read(law.Name).Name);
    }

    [Theory]
    [InlineData("gaussian(0,1)", "'gaussian' is not a law, at column 1; expected one of uniform(a,b), normal(mean,sd)")]
    [InlineData("normal", "'normal' lacks its parameters")]
    [InlineData("normal(1)", "normal at column 1 takes 2 numbers, normal(mean,sd), got 1.")]
    [InlineData("exponential(1,2)", "takes 1 number, exponential(rate), got 2.")]
    [InlineData("normal(x,1)", "expected a number at column 8")]
    [InlineData("normal(1/0,1)", "expected a finite number at column 9, got Infinity")]
    [InlineData("mixture(normal(0,1))", "expected 'weight: law' at column 9")]
    [InlineData("mixture()", "expected at least one law")]
    [InlineData("mixture(1: 3)", "this is not a law, at column 12")]
    [InlineData("3", "this is not a law, at column 1")]
    public void What_is_not_a_law_is_refused_with_its_place(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ExpressionException>(() => LawReader.Read(text)).Message);

    private static string Write(Expression expression) => expression switch
    {
        NumberExpression number => $"{number.Value}",
        NameExpression name => name.Name,
        NegationExpression negation => $"-{Write(negation.Operand)}",
        BinaryExpression binary => $"({Write(binary.Left)} {binary.Operator} {Write(binary.Right)})",
        CallExpression call => $"{call.Name}({string.Join(", ", call.Arguments.Select(Write))})",
        WeightedExpression weighted => $"{Write(weighted.Weight)}: {Write(weighted.Value)}",
        _ => throw new InvalidOperationException(),
    };
}
