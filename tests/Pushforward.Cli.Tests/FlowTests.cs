using System.Text.Json.Nodes;

namespace Pushforward.Cli.Tests;

/// <summary><c>flow EXPR --at POINT</c>.</summary>
public class FlowTests
{
    // All is in double; 1e-12 leaves room for some roundings.
    private const double Exact = 1e-12;

    private static double[] Numbers(JsonNode? node) => [.. node!.AsArray().Select(value => value!.GetValue<double>())];

    [Fact]
    public void A_leaky_relu_flow_has_the_jacobian_determinant_and_inverse_that_are_worked_out_by_hand()
    {
        var flow = ToolProcess.Run("flow", "chain(permute(2,0,1), leaky-relu(0.1), scale(2,3,4))", "--at", "1,-2,3", "--json").Succeeded().Json;
        Assert.Equal(1, flow["schemaVersion"]!.GetValue<int>());
        Assert.Equal([6, 3, -0.8], Numbers(flow["forward"]), (a, b) => Math.Abs(a - b) < Exact);
        double[][] jacobian = [[0, 0, 2], [3, 0, 0], [0, 0.4, 0]];
        for (int i = 0; i < 3; i++)
            Assert.Equal(jacobian[i], Numbers(flow["jacobian"]![i]), (a, b) => Math.Abs(a - b) < Exact);
        Assert.Equal(2.4, flow["determinant"]!.GetValue<double>(), Exact);
        Assert.Equal(Math.Log(2.4), flow["logAbsDet"]!.GetValue<double>(), Exact);
        Assert.Equal([1, -2, 3], Numbers(flow["inverse"]), (a, b) => Math.Abs(a - b) < Exact);
        Assert.Equal(-Math.Log(2.4), flow["inverseLogAbsDet"]!.GetValue<double>(), Exact);
        Assert.True(flow["check"]!["passed"]!.GetValue<bool>());
        Assert.InRange(flow["check"]!["roundTrip"]!.GetValue<double>(), 0, Exact);
        Assert.InRange(flow["check"]!["logDetError"]!.GetValue<double>(), 0, 1e-9);
    }

    [Theory]
    [InlineData("--at=-1,2")]
    [InlineData("--at", "-1,2")]
    public void A_point_may_begin_with_a_sign(params string[] at)
    {
        var flow = ToolProcess.Run(["flow", "leaky-relu(0.1)", .. at, "--json"]).Succeeded().Json;
        Assert.Equal([-0.1, 2], Numbers(flow["forward"]), (a, b) => Math.Abs(a - b) < Exact);
        Assert.Equal(Math.Log(0.1), flow["logAbsDet"]!.GetValue<double>(), Exact);
    }

    [Fact]
    public void A_determinant_keeps_its_sign()
    {
        var flow = ToolProcess.Run("flow", "scale(-2, 3)", "--at", "1,1", "--json").Succeeded().Json;
        Assert.Equal(-6, flow["determinant"]!.GetValue<double>(), Exact);
        Assert.Equal(Math.Log(6), flow["logAbsDet"]!.GetValue<double>(), Exact);
    }

    [Fact]
    public void People_get_a_table()
    {
        string text = ToolProcess.Run("flow", "leaky-relu(0.1)", "--at", "0.5,-2").Succeeded().Output;
        foreach (string line in new[] { "forward         0.5  -0.2", "Jacobian        1  0", "determinant     0.1", "passed" })
            Assert.Contains(line, text);
    }

    [Theory]
    [InlineData("leaky-relu(0)", "1", "column 1", "greater than 0, got 0")]
    [InlineData("leaky-relu(-0.5)", "1", "greater than 0, got -0.5")]
    [InlineData("permute(0,0)", "1,2", "0 twice")]
    [InlineData("permute(1,2,3)", "1,2,3", "got 3 at place 3")]
    [InlineData("permute(1,0)", "1,2,3", "expected rows of 2 values, got 3")]
    [InlineData("logit", "0.5,1.5", "between 0 and 1", "got 1.5", "value 2")]
    [InlineData("logit", "0", "between 0 and 1", "got 0")]
    [InlineData("log", "-1", "greater than 0", "got -1")]
    [InlineData("reciprocal", "0", "other than 0")]
    [InlineData("chain(exp, frob)", "1", "'frob' is not a bijector, at column 12")]
    [InlineData("exp", "1,NaN", "finite numbers; value 2 is NaN")]
    [InlineData("exp", "1,Infinity", "finite numbers; value 2")]
    [InlineData("exp", "1,two", "value 2 is 'two'")]
    [InlineData("exp", "1,,2", "value 2 is ''")]
    [InlineData("exp", "", "value 1 is ''")]
    public void Mistakes_are_wrong_usage(string expression, string at, params string[] says) =>
        ToolProcess.Run("flow", expression, "--at", at).Failed(2, says);

    [Fact]
    public void A_point_is_required() => ToolProcess.Run("flow", "exp").Failed(2, "--at");

    [Theory]
    [InlineData("exp", "1000", "overflows")]
    [InlineData("sigmoid", "50", "rounds to the edge")]
    public void What_double_precision_cannot_hold_is_a_numerical_failure(string expression, string at, string says) =>
        ToolProcess.Run("flow", expression, "--at", at).Failed(4, says);
}
