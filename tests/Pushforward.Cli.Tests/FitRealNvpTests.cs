using System.Text.Json.Nodes;

namespace Pushforward.Cli.Tests;

public class FitRealNvpTests
{
    private static readonly string[] Small = ["--hidden", "12", "--batch", "40", "--epochs", "3", "--quiet", "--json"];

    [Fact]
    public void The_recommended_flow_is_fitted_scored_and_sampled()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images", test: 30), run = scratch.Path("run"), model = Path.Combine(run, "model.safetensors");
        var fit = Fit(images, run).Succeeded().Json;
        Assert.Equal(("realnvp", 3, "epochs"), (fit["kind"]!.GetValue<string>(), fit["epochs"]!.GetValue<int>(), fit["stopReason"]!.GetValue<string>()));
        Assert.Equal("lower-bound", fit["test"]!["estimate"]!.GetValue<string>());
        Assert.Contains("density on [0,1]^36: exact for the noisy points, a lower bound for the levels", fit["test"]!["representation"]!.GetValue<string>());
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!;
        Assert.Equal(
            ("realnvp", "mixture", "multiscale", true),
            (config["kind"]!.GetValue<string>(), config["coupling"]!.GetValue<string>(), config["arrangement"]!.GetValue<string>(), config["marginals"]!.GetValue<bool>()));
        Assert.Equal(
            fit["test"]!["meanLogLikelihood"]!.GetValue<double>(),
            ToolProcess.Run("score", model, "--data", images, "--json").Succeeded().Json["meanLogLikelihood"]!.GetValue<double>());
        Assert.Contains("coupling = mixture", ToolProcess.Run("describe", model).Succeeded().Output);
        ToolProcess.Run("sample", model, "-n", "4", "--out", scratch.Path("sheet.png")).Succeeded();
        Assert.Contains("nothing is left to do", ToolProcess.Run("resume", run).Succeeded().Error);
    }

    [Fact]
    public void Each_coupling_is_one_option()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images");
        foreach (string coupling in new[] { "affine", "spline" })
        {
            var fit = Fit(images, scratch.Path(coupling), "--coupling", coupling, "--arrangement", "alternating", "--couplings", "2", "--marginals", "false", "--logit", "0.05");
            Assert.True(double.IsFinite(fit.Succeeded().Json["train"]!["meanLogLikelihood"]!.GetValue<double>()));
        }
    }

    [Fact]
    public void What_the_recommended_flow_has_beside_a_mixture_can_be_left_out()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images");
        string[] small = ["--neighbors-hidden", "6"];
        long all = Size(scratch.Path("all"));
        foreach (string[] without in (string[][])[["--hurdle", "false"], ["--neighbors", "0"]])
            Assert.True(Size(scratch.Path(without[0]), without) < all);

        long Size(string run, params string[] more)
        {
            Fit(images, run, [.. small, .. more]).Succeeded();
            string model = Path.Combine(run, "model.safetensors");
            ToolProcess.Run("score", model, "--data", images, "--check").Succeeded();
            return new FileInfo(model).Length;
        }
    }

    [Theory]
    [InlineData("--coupling", "cubic", "cubic")]
    [InlineData("--arrangement", "diagonal", "diagonal")]
    [InlineData("--marginals", "perhaps", "perhaps")]
    [InlineData("--logit", "0.05", "logit: the marginals")]
    [InlineData("--components", "0", "components: expected a whole number from 1 to 64, got 0")]
    [InlineData("--bins", "1", "bins: expected a whole number from 2 to 64, got 1")]
    [InlineData("--hurdle", "high", "high")]
    [InlineData("--neighbors", "-1", "neighbors: expected a whole number from 0 to 10000, got -1")]
    [InlineData("--neighbors-hidden", "8,,8", "--neighbors-hidden: expected sizes as in 500,500, got '8,,8'")]
    [InlineData("--couplings", "0", "couplings: expected a whole number from 1")]
    public void Values_out_of_range_are_named(string option, string value, string says)
    {
        using var scratch = new Scratch();
        ToolProcess.Run("fit", "realnvp", "--data", scratch.Images("images"), "--out", scratch.Path("run"), option, value).Failed(2, says);
        Assert.False(Directory.Exists(scratch.Path("run")));
    }

    private static ToolResult Fit(string images, string run, params string[] more) =>
        ToolProcess.Run(["fit", "realnvp", "--data", images, "--out", run, .. Small, .. more]);
}
