namespace Pushforward.Cli.Tests;

/// <summary>The verb variable: keys, moments that do not exist, and errors that point at the place.</summary>
public class VariableTests
{
    [Fact]
    public void The_radius_of_the_unit_square()
    {
        using var scratch = new Scratch();
        string svg = scratch.Path("radius.svg");
        var json = ToolProcess.Run(
            "variable", "sqrt(x^2 + y^2)", "--let", "x=uniform(0,1)", "--let", "y=uniform(0,1)",
            "--at", "0.5,1.2", "--quantile", "0.5", "--verify", "20000", "--out", svg, "--json").Succeeded().Json;
        Assert.Equal(1, (int)json["schemaVersion"]!);
        var support = json["support"]![0]!.AsArray();
        Assert.Equal(0, (double)support[0]!, 1e-12);
        Assert.Equal(Math.Sqrt(2), (double)support[1]!, 1e-12);
        double Pdf(double z) => Math.PI * z / 2 - (z > 1 ? 2 * z * Math.Atan(Math.Sqrt(z * z - 1)) : 0);
        foreach (var point in json["points"]!.AsArray())
        {
            double z = (double)point!["z"]!, bound = (double)point["errorBound"]!;
            Assert.InRange(bound, 1e-16, 1e-10);
            Assert.Equal(Pdf(z), (double)point["pdf"]!, bound);
            Assert.Equal(1, (double)point["cdf"]! + (double)point["ccdf"]!, 2 * bound);
        }
        Assert.Equal(Math.Sqrt(2 / Math.PI), (double)json["quantiles"]![0]!["z"]!, 1e-10);
        Assert.Empty(json["atoms"]!.AsArray());
        Assert.True((double)json["verification"]!["pValue"]! > 1e-4);
        Assert.StartsWith("<svg", File.ReadAllText(svg));
    }

    [Fact]
    public void Moments_that_do_not_exist_are_said_so_and_atoms_are_listed()
    {
        var cauchy = ToolProcess.Run("variable", "1/c", "--let", "c=cauchy(0,1)", "--at", "-2,0", "--json").Succeeded().Json;
        Assert.Null(cauchy["mean"]);
        Assert.Equal(("undefined", "undefined"), ((string)cauchy["meanStatus"]!, (string)cauchy["varianceStatus"]!));
        Assert.Equal("-Infinity", (string)cauchy["support"]![0]![0]!);
        Assert.Equal(1 / (5 * Math.PI), (double)cauchy["points"]![0]!["pdf"]!, 1e-12);

        var student = ToolProcess.Run("variable", "t", "--let", "t=student-t(2)", "--json").Succeeded().Json;
        Assert.Equal(("Infinity", "infinite"), ((string)student["variance"]!, (string)student["varianceStatus"]!));

        var rectified = ToolProcess.Run("variable", "relu(n)", "--let", "n=normal(0,1)", "--json").Succeeded().Json;
        var atom = Assert.Single(rectified["atoms"]!.AsArray())!;
        Assert.Equal(0, (double)atom["z"]!);
        Assert.Equal(0.5, (double)atom["p"]!, 1e-12);
    }

    [Theory]
    [InlineData("`sqrt(x^2 + )`: expected a value at column 10", "sqrt(x^2 + )")]
    [InlineData("'z' at column 1 is not known", "z")]
    [InlineData("log", "log(x - 2)")]
    [InlineData("division by zero", "0/0")]
    [InlineData("--verify", "x", "--verify", "0")]
    [InlineData("ends in .svg", "x", "--out", "x.png")]
    [InlineData("expected a number at column 1", "x", "--at", "y")]
    [InlineData("expected a probability between 0 and 1, got 2", "x", "--quantile", "2")]
    [InlineData("'x' is given twice", "x", "--let", "x=normal(0,1)")]
    public void Wrong_usage_says_where(string says, params string[] arguments) =>
        ToolProcess.Run(["variable", "--let", "x=uniform(0,1)", .. arguments]).Failed(2, says);

    [Fact]
    public void What_cannot_be_integrated_is_refused_by_the_names_of_the_variables() => ToolProcess.Run(
        "variable", "x*y + exp(x + y*y + z)", "--let", "x=uniform(0,1)", "--let", "y=uniform(0,1)", "--let", "z=uniform(0,1)")
        .Failed(4, "x and y appear more than once", "Rewrite the expression");

    [Theory]
    [InlineData("n/c")]
    [InlineData("n*c + n^2")]
    public void Any_number_of_threads_gives_the_same_digits(string expression)
    {
        string Output(int threads) => ToolProcess.Run(
            "variable", expression, "--let", "n=normal(1,1)", "--let", "c=uniform(-1,2)", "--at", "-0.3,0.7,5", "--json", "--threads", $"{threads}").Succeeded().Output;
        string alone = Output(1);
        Assert.Equal(alone, Output(2));
        Assert.Equal(alone, Output(3));
    }

    [Fact]
    public void Hostile_expressions_are_refused()
    {
        ToolProcess.Run("variable", new string('(', 1000) + "1").Failed(2, "levels");
        ToolProcess.Run("variable", new string('9', 100_000)).Failed(2, "at most 100");
    }
}
