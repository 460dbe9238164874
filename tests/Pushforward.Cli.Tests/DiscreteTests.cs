using System.Text.Json.Nodes;

namespace Pushforward.Cli.Tests;

/// <summary><c>discrete EXPR --bits B</c> and <c>fit discrete-flow</c>.</summary>
public class DiscreteTests
{
    [Fact]
    public void A_map_shows_where_a_row_goes_and_that_it_is_a_bijection()
    {
        var json = ToolProcess.Run("discrete", "chain(not, shift(1), xor(0110))", "--bits", "0110", "--json").Succeeded().Json;
        Assert.Equal(1, json["schemaVersion"]!.GetValue<int>());
        Assert.Equal("1010", json["forward"]!.GetValue<string>());
        Assert.Equal("1111", json["inverse"]!.GetValue<string>());
        Assert.True(json["bijective"]!.GetValue<bool>());
        string text = ToolProcess.Run("discrete", "shift(1)", "--bits", new string('1', 30) + "0").Succeeded().Output;
        Assert.Contains("forward    0111", text);
        Assert.Contains("random rows", text);
    }

    [Fact]
    public void A_map_of_levels_shows_where_a_row_goes_and_that_it_is_a_bijection()
    {
        var json = ToolProcess.Run("discrete", "chain(modular(3, 2, 1), levels(-2-, 0, 120))", "--levels", "021", "--json").Succeeded().Json;
        Assert.Equal("220", json["forward"]!.GetValue<string>());
        Assert.True(json["bijective"]!.GetValue<bool>());
        Assert.Equal("all 27 states", json["checked"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("modular(6, 4, 1)", "--levels", "012", "not coprime to 6 levels")]
    [InlineData("modular(3, 1, 1)", "--levels", "013", "from 0 to 2, got 3 in column 2")]
    [InlineData("not", "--levels", "01", "'not' is not a map on levels")]
    [InlineData("modular(3, 1, 1)", "--levels", "0x", "got 'x'")]
    [InlineData("modular(3, 1, 1)", "--bits", "01", "'modular' is not a map on bits")]
    public void Mistakes_about_levels_are_wrong_usage(string expression, string option, string row, string says) =>
        ToolProcess.Run("discrete", expression, option, row).Failed(2, says);

    [Theory]
    [InlineData("permute(1,0)", "010", "expected rows of 2 columns, got 3")]
    [InlineData("not", "012", "got '2' at place 3")]
    [InlineData("not", "", "expected 1 to 100000 bits")]
    [InlineData("linear(11,11)", "01", "rows 1, 2 sum to zero")]
    public void Mistakes_are_wrong_usage(string expression, string bits, string says) =>
        ToolProcess.Run("discrete", expression, "--bits", bits).Failed(2, says);

    [Fact]
    public void A_table_is_fitted_sampled_scored_and_described()
    {
        using var scratch = new Scratch();
        string table = scratch.Table("train.csv", rows: 400), held = scratch.Table("test.csv", rows: 100);
        var fit = ToolProcess.Run(
            "fit", "discrete-flow", "--data", table, "--test", held, "--split-gain", "3", "--layers", "10", "--out", scratch.Path("run"), "--json", "--quiet").Succeeded().Json;
        Assert.Equal("discrete-flow", fit["kind"]!.GetValue<string>());
        Assert.Equal("exact", fit["test"]!["estimate"]!.GetValue<string>());
        Assert.Equal(334, fit["train"]!["rows"]!.GetValue<int>());
        Assert.Equal(66, fit["validation"]!["rows"]!.GetValue<int>());
        Assert.True(fit["layers"]!.GetValue<int>() >= 1);
        Assert.Contains("Chow-Liu", File.ReadAllText(fit["report"]!.GetValue<string>()));
        Assert.Equal("permutations", JsonNode.Parse(File.ReadAllText(scratch.Path("run/config.json")))!["method"]!.GetValue<string>());

        string model = fit["model"]!.GetValue<string>();
        var score = ToolProcess.Run("score", model, "--data", held, "--json").Succeeded().Json;
        Assert.Equal(fit["test"]!["meanLogLikelihood"]!.GetValue<double>(), score["meanLogLikelihood"]!.GetValue<double>(), 1e-12);
        Assert.Equal("discrete-flow", ToolProcess.Run("describe", model, "--json").Succeeded().Json["kind"]!.GetValue<string>());
        string samples = ToolProcess.Run("sample", model, "-n", "7").Succeeded().Output;
        Assert.Matches("^A,B,C,D,E\n([01](,[01]){4}\n){7}$", samples);
        ToolProcess.Run("sample", model, "-n", "7", "--means").Failed(2, "no mean row");
    }

    [Fact]
    public void Images_are_sorted_and_shown()
    {
        using var scratch = new Scratch();
        var fit = ToolProcess.Run(
            "fit", "discrete-flow", "--data", scratch.Images("images"), "--method", "sorted", "--layers", "1", "--proposals", "1", "--out", scratch.Path("run"), "--json", "--quiet").Succeeded().Json;
        Assert.Contains("flips alone", File.ReadAllText(fit["report"]!.GetValue<string>()));
        ToolProcess.Run("sample", fit["model"]!.GetValue<string>(), "-n", "9", "--out", scratch.Path("s.png")).Succeeded();
    }

    [Fact]
    public void Weighted_rows_and_impossible_options_are_refused()
    {
        using var scratch = new Scratch();
        string table = scratch.Write("w.csv", "A,B,W\n0,1,2\n1,0,3\n1,1,1\n");
        ToolProcess.Run("fit", "discrete-flow", "--data", table, "--weights", "W", "--out", scratch.Path("run")).Failed(3, "weighted");
        ToolProcess.Run("fit", "discrete-flow", "--data", table, "--block", "9", "--out", scratch.Path("run")).Failed(2, "block");
        ToolProcess.Run("fit", "discrete-flow", "--data", table, "--method", "magic", "--out", scratch.Path("run")).Failed(2, "magic", "'sorted'", "pushforward fit discrete-flow --help");
    }
}
