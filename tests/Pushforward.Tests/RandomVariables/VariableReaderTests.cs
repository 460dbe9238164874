using Pushforward.RandomVariables;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Tests.RandomVariables;

public class VariableReaderTests
{
    [Theory]
    [InlineData("x + y", 1)]
    [InlineData("x - y", 0)]
    [InlineData("2*x - 3", -2)]
    [InlineData("x*y", 0.25)]
    [InlineData("x^2", 1 / 3.0)]
    [InlineData("-x", -0.5)]
    [InlineData("max(x, y)", 2 / 3.0)]
    [InlineData("min(x, y, uniform(0,1))", 0.25)]
    [InlineData("sqrt(x)", 2 / 3.0)]
    [InlineData("exp(x)", 1.7182818284590452)]
    [InlineData("log(x)", -1)]
    [InlineData("abs(x - 0.5)", 0.25)]
    [InlineData("sin(pi*x)", 0.6366197723675814)]
    [InlineData("cos(pi*x/2)", 0.6366197723675814)]
    [InlineData("atan(x)", 0.4388245731174756)]
    [InlineData("tanh(x)", 0.4337808304830271)]
    [InlineData("relu(x - 0.5)", 0.125)]
    [InlineData("leaky-relu(x - 0.5, 0.1)", 0.1125)]
    [InlineData("e^x", 1.7182818284590452)]
    [InlineData("x + x", 1)]
    [InlineData("1/(1 + x)", 0.6931471805599453)]
    public void Functions_and_operators_mean_what_they_say(string text, double mean)
    {
        var reader = new VariableReader();
        reader.Let("x=uniform(0,1)");
        reader.Let("y = uniform(0, 1)");
        Assert.Equal(mean, reader.Read(text).Law.Mean.Value, 1e-9);
    }

    [Fact]
    public void A_name_is_one_variable_and_a_law_written_out_is_a_fresh_one()
    {
        var reader = new VariableReader();
        reader.Let("x=uniform(0,1)");
        Assert.Equal(4 / 12.0, reader.Read("x + x").Law.Variance.Value, 1e-9);
        Assert.Equal(2 / 12.0, reader.Read("uniform(0,1) + uniform(0,1)").Law.Variance.Value, 1e-9);
        // A name may stand for an expression of names before it.
        reader.Let("double=2*x");
        Assert.Equal(1 / 12.0, reader.Read("double - x").Law.Variance.Value, 1e-9);
    }

    [Theory]
    [InlineData("z", "'z' at column 1 is not known; give it a law first, as in z=normal(0,1). Given are x.")]
    [InlineData("x + foo(x)", "'foo' at column 5 is no function; expected one of + - * / ^, min(x, y, ...)")]
    [InlineData("sqrt(x, x)", "sqrt at column 1 takes 1 value, got 2.")]
    [InlineData("sqrt()", "sqrt at column 1 takes 1 value, got 0.")]
    [InlineData("max(x)", "max at column 1 takes at least 2 values, got 1.")]
    [InlineData("leaky-relu(x)", "leaky-relu at column 1 takes 2 values, got 1.")]
    [InlineData("leaky-relu(x, x)", "expected a number at column 15")]
    [InlineData("sqrt(0.5: x)", "unexpected weight at column 6")]
    [InlineData("normal(0,-1) + x", "normal at column 1: standardDeviation: expected a number greater than 0")]
    [InlineData("sqrt(x^2 + )", "expected a value at column 10")]
    public void What_makes_no_sense_is_refused_with_its_place(string text, string message)
    {
        var reader = new VariableReader();
        reader.Let("x=uniform(0,1)");
        Assert.Contains(message, Assert.Throws<ExpressionException>(() => reader.Read(text)).Message);
    }

    [Theory]
    [InlineData("uniform(0,1)", "expected name=law")]
    [InlineData("=uniform(0,1)", "'' is no name")]
    [InlineData("2x=uniform(0,1)", "'2x' is no name")]
    [InlineData("pi=uniform(0,1)", "'pi' has a meaning already")]
    [InlineData("normal=uniform(0,1)", "'normal' has a meaning already")]
    [InlineData("sqrt=uniform(0,1)", "'sqrt' has a meaning already")]
    [InlineData("x=uniform(0,1)", "'x' is given twice")]
    [InlineData("y=uniform(0,", "`y=uniform(0,`: expected a value at column 12")]
    [InlineData("y=", "expected a value at column 3, got the end")]
    public void Names_are_checked(string text, string message)
    {
        var reader = new VariableReader();
        reader.Let("x=normal(0,1)");
        Assert.Contains(message, Assert.Throws<ExpressionException>(() => reader.Let(text)).Message);
    }

    [Fact]
    public void Undefined_functions_are_refused_quickly()
    {
        var reader = new VariableReader();
        reader.Let("x=uniform(-1,1)");
        Assert.ThrowsAny<ArgumentException>(() => reader.Read("log(x)").Law);
        Assert.ThrowsAny<ArgumentException>(() => reader.Read("sqrt(x)").Law);
        Assert.ThrowsAny<ArgumentException>(() => reader.Read("0/0").Law);
    }
}
