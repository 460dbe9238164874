using System.Diagnostics;
using System.Text.Json.Nodes;
using Pushforward.Models;

namespace Pushforward.Cli.Tests;

public class FitVaeTests
{
    private static readonly string[] Small = ["--latent", "2", "--hidden", "12", "--batch", "40", "--score-samples", "10", "--quiet", "--json"];

    [Fact]
    public void A_vae_is_fitted_scored_sampled_described_and_goes_on_as_an_iwae()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images", test: 30), run = scratch.Path("run"), model = Path.Combine(run, "model.safetensors");
        var fit = Fit("vae", images, run, "--epochs", "4", "--conditional").Succeeded().Json;
        Assert.Equal(("vae", 4, "epochs"), (fit["kind"]!.GetValue<string>(), fit["epochs"]!.GetValue<int>(), fit["stopReason"]!.GetValue<string>()));
        Assert.Equal([167, 33, 30], new[] { "train", "validation", "test" }.Select(split => fit[split]!["rows"]!.GetValue<int>()));
        var test = fit["test"]!;
        Assert.Equal(("importance-sampled", 10), (test["estimate"]!.GetValue<string>(), test["samples"]!.GetValue<int>()));
        Assert.Equal("stochastically binarised, seed 0, given the label", test["representation"]!.GetValue<string>());
        var elbo = test["elbo"]!;
        Assert.Equal(elbo["value"]!.GetValue<double>(), elbo["reconstruction"]!.GetValue<double>() - elbo["divergence"]!.GetValue<double>(), 1e-9);
        Assert.Equal(2, fit["latent"]!.GetValue<int>());
        var terms = JsonNode.Parse(File.ReadAllLines(Path.Combine(run, "metrics.jsonl"))[^1])!["validationTerms"]!.AsObject();
        Assert.Equal(["ELBO", "divergence", "reconstruction"], terms.Select(pair => pair.Key));

        var score = ToolProcess.Run("score", model, "--data", images, "--samples", "10", "--json", "--quiet").Succeeded().Json;
        Assert.Equal(test["meanLogLikelihood"]!.GetValue<double>(), score["meanLogLikelihood"]!.GetValue<double>());
        var part = ToolProcess.Run("score", model, "--data", images, "--rows", "3", "--json", "--quiet").Succeeded().Json;
        Assert.Equal((3, 5000), (part["rows"]!.GetValue<int>(), part["samples"]!.GetValue<int>()));
        Assert.Contains("activeUnits", ToolProcess.Run("describe", model).Succeeded().Output);
        Assert.Equal(2, ToolProcess.Run("describe", model, "--json").Succeeded().Json["details"]!["divergencePerCoordinate"]!.AsArray().Count);
        ToolProcess.Run("sample", model, "-n", "4", "--label", "1", "--out", scratch.Path("sheet.png")).Succeeded();
        ToolProcess.Run("sample", model, "-n", "4", "--means", "--out", scratch.Path("means.csv")).Succeeded();
        ToolProcess.Run("sample", model, "--label", "7").Failed(2, "label: expected a class from 0 to 1, got 7");
        ToolProcess.Run("score", model, "--data", images, "--samples", "0").Failed(2, "samples: expected a whole number from 1");
        Assert.Contains("nothing is left to do", ToolProcess.Run("resume", run, "--json").Succeeded().Error);

        string next = scratch.Path("next");
        var tighter = ToolProcess.Run(
            "fit", "iwae", "--data", images, "--from", model, "--samples", "3", "--epochs", "2", "--batch", "40", "--score-samples", "10", "--out", next, "--json").Succeeded();
        Assert.Equal("iwae", tighter.Json["kind"]!.GetValue<string>());
        Assert.Contains("epoch 2: train ELBO", tighter.Error);
        Assert.Contains("IWAE-3", tighter.Error);
        Assert.Equal(2, JsonNode.Parse(File.ReadAllText(Path.Combine(next, "config.json")))!["latent"]!.GetValue<int>());
    }

    [Fact]
    public void Ctrl_C_leaves_a_checkpoint_from_which_resume_gives_the_bits_of_an_uninterrupted_run()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var scratch = new Scratch();
        string images = scratch.Images("images", train: 600, size: 10), stopped = scratch.Path("stopped"), whole = scratch.Path("whole");
        string[] options = ["--epochs", "100", "--binarize", "threshold"];
        using (var process = ToolProcess.Start(null, ["fit", "vae", "--data", images, "--out", stopped, .. Small, .. options]))
        {
            var clock = Stopwatch.StartNew();
            string metrics = Path.Combine(stopped, "metrics.jsonl");
            while (!(File.Exists(metrics) && File.ReadAllLines(metrics).Length >= 3) && clock.Elapsed < TimeSpan.FromMinutes(2) && !process.HasExited)
                Thread.Sleep(20);
            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
                kill.WaitForExit();
            Assert.Equal(130, ToolProcess.Finish(process).ExitCode);
        }
        var resumed = ToolProcess.Run("resume", stopped, "--json", "--quiet", "--threads", "1").Succeeded().Json;
        var straight = Fit("vae", images, whole, options).Succeeded().Json;
        Assert.Equal(straight["test"]!.ToJsonString(), resumed["test"]!.ToJsonString());
        Assert.Equal("thresholded at one half", resumed["test"]!["representation"]!.GetValue<string>());
        var (a, b) = (ModelFile.Load(Path.Combine(whole, "model.safetensors")), ModelFile.Load(Path.Combine(stopped, "model.safetensors")));
        foreach (var (name, array) in a.Tensors.Where(tensor => !tensor.Name.StartsWith("latent")))
            Assert.Equal(array.ToSingle().Select(BitConverter.SingleToInt32Bits), b.Tensor(name, array.Shape).ToSingle().Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [InlineData("vae", "--latent", "0", "latent: expected a whole number from 1")]
    [InlineData("vae", "--beta", "-1", "beta")]
    [InlineData("vae", "--kl-warm-up", "3", "kl-warm-up")]
    [InlineData("vae", "--free-bits", "NaN", "free-bits")]
    [InlineData("vae", "--score-samples", "0", "score-samples")]
    [InlineData("iwae", "--samples", "0", "samples: expected a whole number from 1")]
    [InlineData("iwae", "--samples", "1", "fit vae")]
    [InlineData("iwae", "--from", "nowhere.safetensors", "no such file", 5)]
    public void Values_out_of_range_are_named(string kind, string option, string value, string says, int exitCode = 2)
    {
        using var scratch = new Scratch();
        ToolProcess.Run("fit", kind, "--data", scratch.Images("images"), "--out", scratch.Path("run"), option, value).Failed(exitCode, says);
        Assert.False(Directory.Exists(scratch.Path("run")));
    }

    [Fact]
    public void Data_and_models_that_do_not_suit_are_refused()
    {
        using var scratch = new Scratch();
        string table = scratch.Table("t.csv"), mixture = scratch.Path("mixture");
        ToolProcess.Run("fit", "vae", "--data", table, "--out", scratch.Path("run")).Failed(3, "fitted to images");
        ToolProcess.Run("fit", "mixture", "--data", table, "--components", "1", "--out", mixture, "--quiet").Succeeded();
        string model = Path.Combine(mixture, "model.safetensors");
        ToolProcess.Run("sample", model, "--label", "1").Failed(2, "was not given labels");
        ToolProcess.Run("score", model, "--data", table, "--samples", "5").Failed(2, "takes no sampling");
        ToolProcess.Run("fit", "iwae", "--data", scratch.Images("images"), "--from", model, "--out", scratch.Path("run")).Failed(2, "'fit vae' or 'fit iwae'");
    }

    private static ToolResult Fit(string kind, string images, string run, params string[] more) =>
        ToolProcess.Run(["fit", kind, "--data", images, "--out", run, .. Small, .. more]);
}
