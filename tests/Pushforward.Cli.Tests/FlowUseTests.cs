using Pushforward.Numerics.Formats;

namespace Pushforward.Cli.Tests;

public class FlowUseTests
{
    [Fact]
    public void A_flow_encodes_interpolates_inpaints_and_says_how_well_it_inverts()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images", test: 30), run = scratch.Path("run"), model = Path.Combine(run, "model.safetensors");
        ToolProcess.Run("fit", "nice", "--data", images, "--out", run, "--hidden", "12", "--epochs", "3", "--batch", "40", "--quiet").Succeeded();

        var score = ToolProcess.Run("score", model, "--data", images, "--check", "--json").Succeeded().Json;
        Assert.InRange(score["reconstruction"]!["largestError"]!.GetValue<double>(), 0, 1e-4);
        Assert.Contains("largest error", ToolProcess.Run("score", model, "--data", images, "--check").Succeeded().Output);

        var encode = ToolProcess.Run("encode", model, "--data", images, "--rows", "7", "--out", scratch.Path("codes.npy"), "--json").Succeeded().Json;
        Assert.Equal((7, 36), (encode["rows"]!.GetValue<int>(), encode["columns"]!.GetValue<int>()));
        var codes = Npy.Read(scratch.Path("codes.npy"));
        Assert.Equal(ElementType.Float64, codes.Type);
        Assert.Equal([7L, 36L], codes.Shape.ToArray());

        ToolProcess.Run("interpolate", model, "--data", images, "--pairs", "2", "--steps", "5", "--out", scratch.Path("ways.png")).Succeeded();
        var impute = ToolProcess.Run("impute", model, "--data", images, "--mask", "left-half", "--steps", "10", "--out", scratch.Path("filled.png"), "--json").Succeeded().Json;
        // Three epochs join next to no pixels, and the mean image, where it begins, may be likeliest.
        Assert.True(impute["meanLogProbAfter"]!.GetValue<double>() >= impute["meanLogProbBefore"]!.GetValue<double>());
        Assert.Equal(12 * 18, impute["filled"]!.GetValue<int>());

        ToolProcess.Run("sample", model, "--temperature", "0", "-n", "2", "--out", scratch.Path("cold.csv")).Succeeded();
        string[] rows = File.ReadAllLines(scratch.Path("cold.csv"));
        Assert.Equal(rows[1], rows[2]);

        ToolProcess.Run("sample", model, "--temperature", "-1", "--out", scratch.Path("cold.csv")).Failed(2, "temperature");
        ToolProcess.Run("sample", model, "--temperature", "1", "--means", "--out", scratch.Path("cold.csv")).Failed(2, "--temperature");
        ToolProcess.Run("encode", model, "--data", images, "--out", scratch.Path("codes.csv")).Failed(2, ".npy");
        ToolProcess.Run("interpolate", model, "--data", images, "--pairs", "16", "--out", scratch.Path("ways.png")).Failed(2, "32 rows, and there are 30");
        ToolProcess.Run("impute", model, "--data", images, "--mask", "left-half", "--mode", "mean", "--out", scratch.Path("filled.png")).Failed(2, "--mode mode");
        ToolProcess.Run("impute", model, "--data", images, "--out", scratch.Path("filled.png")).Failed(2, "--mask");
    }

    [Fact]
    public void What_is_no_flow_has_no_codes_and_no_temperature()
    {
        using var scratch = new Scratch();
        string table = scratch.Table("t.csv"), run = scratch.Path("run"), model = Path.Combine(run, "model.safetensors");
        ToolProcess.Run("fit", "mixture", "--data", table, "--out", run, "--components", "2", "--restarts", "1", "--quiet").Succeeded();
        ToolProcess.Run("encode", model, "--data", table, "--out", scratch.Path("codes.npy")).Failed(2, "no invertible latent space");
        ToolProcess.Run("sample", model, "--temperature", "0.5").Failed(2, "only draws from a flow");
        ToolProcess.Run("score", model, "--data", table, "--check").Failed(2, "no invertible map");
    }
}
