namespace Pushforward.Cli.Tests;

/// <summary>The verbs divergence and project: keys, kinds, exit codes.</summary>
public class DivergenceTests
{
    [Fact]
    public void Divergence_gives_values_kinds_reasons_and_witnesses()
    {
        var json = ToolProcess.Run("divergence", "uniform(0,1)", "uniform(-1,1)", "--json").Succeeded().Json;
        Assert.Equal(1, (int)json["schemaVersion"]!);
        Assert.Equal(Math.Log(2), (double)json["forward"]!["value"]!, 1e-9);
        Assert.Equal("closed-form", (string)json["forward"]!["kind"]!);
        Assert.Equal(("Infinity", "infinite", "support"), ((string)json["reverse"]!["value"]!, (string)json["reverse"]!["kind"]!, (string)json["reverse"]!["reason"]!));
        Assert.Equal([-1.0, 0.0], json["reverse"]!["witness"]!.AsArray().Select(end => (double)end!));
        Assert.Equal(0.2157615543388357, (double)json["jensenShannon"]!["value"]!, 1e-9);
        Assert.Equal(0.5, (double)json["totalVariation"]!["value"]!, 1e-9);
        Assert.Equal(1 - 1 / Math.Sqrt(2), (double)json["hellingerSquared"]!["value"]!, 1e-9);
    }

    [Fact]
    public void Divergence_names_a_tail()
    {
        var json = ToolProcess.Run("divergence", "normal(0,1)", "cauchy(0,1)", "--json").Succeeded().Json;
        Assert.Equal(0.2592445324888623, (double)json["forward"]!["value"]!, 1e-9);
        Assert.Equal("quadrature", (string)json["forward"]!["kind"]!);
        Assert.InRange((double)json["forward"]!["error"]!, 1e-17, 1e-9);
        Assert.Equal(("infinite", "tail"), ((string)json["reverse"]!["kind"]!, (string)json["reverse"]!["reason"]!));
        Assert.Equal("Infinity", (string)json["reverse"]!["witness"]![1]!);
    }

    [Fact]
    public void Project_gives_both_ways_and_marks_the_global_minima()
    {
        using var scratch = new Scratch();
        string svg = scratch.Path("p.svg");
        var json = ToolProcess.Run("project", "mixture(0.5: normal(-3,1), 0.5: normal(3,1))", "--onto", "normal", "--out", svg, "--json").Succeeded().Json;
        Assert.Equal(0, (double)json["forward"]!["mean"]!, 1e-9);
        Assert.Equal(Math.Sqrt(10), (double)json["forward"]!["standardDeviation"]!, 1e-9);
        var reverse = json["reverse"]!.AsArray();
        Assert.Equal([true, true, false], reverse.Select(point => (bool)point!["global"]!));
        Assert.Equal(0.688768996, (double)reverse[0]!["divergence"]!, 1e-9);
        Assert.Equal(2, json["stationary"]!.AsArray().Count);
        Assert.StartsWith("<svg", File.ReadAllText(svg));
        ToolProcess.Run("project", "normal(0,1)", "--out", scratch.Path("p.html")).Succeeded();
        Assert.Contains("<!DOCTYPE html>", File.ReadAllText(scratch.Path("p.html")));
    }

    [Theory]
    [InlineData("`normal(0,-1)`: normal at column 1: standardDeviation: expected a number greater than 0, got -1", "divergence", "normal(0,-1)", "normal(0,1)")]
    [InlineData("'gauss' is not a law, at column 1", "divergence", "gauss(0,1)", "normal(0,1)")]
    [InlineData("takes 2 numbers, normal(mean,sd), got 1", "divergence", "normal(0)", "normal(0,1)")]
    [InlineData("expected a value at column 10", "project", "normal(0 + )")]
    [InlineData("expected one of normal, laplace", "project", "normal(0,1)", "--onto", "poisson")]
    [InlineData("ends in .svg or .html", "project", "normal(0,1)", "--out", "p.png")]
    public void Wrong_usage_says_where(string says, params string[] arguments) => ToolProcess.Run(arguments).Failed(2, says);
}
