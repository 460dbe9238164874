using System.Diagnostics;
using System.Text.Json.Nodes;
using Pushforward.Models;

namespace Pushforward.Cli.Tests;

public class FitNiceTests
{
    private static readonly string[] Small = ["--couplings", "2", "--hidden", "16,16", "--batch", "40", "--quiet", "--json"];

    [Fact]
    public void A_flow_is_fitted_scored_sampled_and_described()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images", test: 30), run = scratch.Path("run"), model = Path.Combine(run, "model.safetensors");
        var fit = Fit(images, run, "--epochs", "5", "--clip-norm", "2e4", "--shift", "1").Succeeded().Json;
        Assert.Equal("nice", fit["kind"]!.GetValue<string>());
        Assert.Equal(5, fit["epochs"]!.GetValue<int>());
        Assert.Equal("epochs", fit["stopReason"]!.GetValue<string>());
        Assert.Equal([167, 33, 30], new[] { "train", "validation", "test" }.Select(split => fit[split]!["rows"]!.GetValue<int>()));
        Assert.Contains("density on [0,1]^36", fit["test"]!["representation"]!.GetValue<string>());
        double nats = fit["test"]!["meanLogLikelihood"]!.GetValue<double>();
        Assert.Equal(8 - nats / (36 * Math.Log(2)), fit["test"]!["bitsPerDimension"]!.GetValue<double>(), 1e-9);
        Assert.True(double.IsFinite(fit["histogram"]!["test"]!["meanLogLikelihood"]!.GetValue<double>()));
        Assert.Equal(["config.json", "metrics.jsonl", "model.safetensors", "report.html"], Directory.GetFiles(run).Select(Path.GetFileName).Order());

        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!;
        Assert.Equal((2e4, 1), (config["clipNorm"]!.GetValue<double>(), config["shift"]!.GetValue<int>()));
        Assert.Equal((40, 0.7, "[16,16]"), (config["batchSize"]!.GetValue<int>(), config["weightDecay"]!.GetValue<double>(), config["hidden"]!.ToJsonString()));
        Assert.Equal(5, File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!["validationLoss"]!.GetValue<double>()).Count());

        Assert.Equal(nats, ToolProcess.Run("score", model, "--data", images, "--json").Succeeded().Json["meanLogLikelihood"]!.GetValue<double>());
        var described = ToolProcess.Run("describe", model, "--json").Succeeded().Json;
        Assert.Equal(("nice", "logistic"), (described["kind"]!.GetValue<string>(), described["config"]!["prior"]!.GetValue<string>()));
        Assert.Contains("hidden = [16,16]", ToolProcess.Run("describe", model).Succeeded().Output);
        ToolProcess.Run("sample", model, "-n", "4", "--out", scratch.Path("sheet.png")).Succeeded();
        ToolProcess.Run("sample", model, "--means").Failed(2, "--means");

        // A finished run that is resumed is the same run.
        var resumed = ToolProcess.Run("resume", run, "--json").Succeeded();
        Assert.Contains("nothing is left to do", resumed.Error);
        Assert.Equal((nats, 5), (resumed.Json["test"]!["meanLogLikelihood"]!.GetValue<double>(), resumed.Json["epochs"]!.GetValue<int>()));
    }

    [Fact]
    public void Ctrl_C_leaves_a_checkpoint_from_which_resume_gives_the_bits_of_an_uninterrupted_run()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var scratch = new Scratch();
        string images = scratch.Images("images", train: 600, size: 10), stopped = scratch.Path("stopped"), whole = scratch.Path("whole");
        string[] options = ["fit", "nice", "--data", "images", .. Small, "--shift", "1", "--epochs", "150", "--patience", "0"];
        using (var process = ToolProcess.Start(new ToolSettings(scratch.Folder), [.. options, "--out", stopped]))
        {
            // Into the run by some epochs, so that there is something to lose.
            var clock = Stopwatch.StartNew();
            while (Epochs(stopped) < 3 && clock.Elapsed < TimeSpan.FromMinutes(2) && !process.HasExited)
                Thread.Sleep(20);
            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
                kill.WaitForExit();
            var result = ToolProcess.Finish(process);
            Assert.True(result.ExitCode == 130, $"exit code {result.ExitCode}\n{result.Error}");
            string checkpoint = Assert.Single(Directory.GetFiles(stopped, "checkpoint-*"));
            Assert.Contains(checkpoint, result.Error.TrimEnd().Split('\n')[^1]);
            Assert.False(File.Exists(Path.Combine(stopped, "model.safetensors")));
        }
        Assert.InRange(Epochs(stopped), 3, 149);

        // A new fit does not run over what can be gone on with; nor do other data go in its place.
        Fit(images, stopped, "--epochs", "1").Failed(2, "a stopped run is there", "pushforward resume");

        var resumed = ToolProcess.Run(new ToolSettings("/"), "resume", stopped, "--json", "--quiet", "--threads", "1").Succeeded().Json;
        var straight = ToolProcess.Run(new ToolSettings(scratch.Folder), [.. options, "--out", whole]).Succeeded().Json;
        Assert.Equal(150, resumed["epochs"]!.GetValue<int>());
        foreach (string split in new[] { "train", "validation", "test" })
            Assert.Equal(straight[split]!.ToJsonString(), resumed[split]!.ToJsonString());
        var (a, b) = (ModelFile.Load(Path.Combine(whole, "model.safetensors")), ModelFile.Load(Path.Combine(stopped, "model.safetensors")));
        foreach (var (name, array) in a.Tensors)
        {
            // What was taken from the data is in double.
            if (name is "mean" or "deviation")
                Assert.Equal(array.ToDouble().Select(BitConverter.DoubleToInt64Bits), b.Tensor(name, array.Shape).ToDouble().Select(BitConverter.DoubleToInt64Bits));
            else
                Assert.Equal(array.ToSingle().Select(BitConverter.SingleToInt32Bits), b.Tensor(name, array.Shape).ToSingle().Select(BitConverter.SingleToInt32Bits));
        }
        Assert.Equal(Curve(whole), Curve(stopped));
        Assert.Empty(Directory.GetFiles(stopped, "checkpoint-*"));
    }

    [Fact]
    public void Minutes_end_training_and_the_result_counts()
    {
        using var scratch = new Scratch();
        var fit = Fit(scratch.Images("images"), scratch.Path("run"), "--minutes", "0.01").Succeeded().Json;
        Assert.Equal("minutes", fit["stopReason"]!.GetValue<string>());
        Assert.InRange(fit["epochs"]!.GetValue<int>(), 1, int.MaxValue);
    }

    [Theory]
    [InlineData("--epochs", "0", "epochs: expected a whole number of at least 1, got 0")]
    [InlineData("--minutes", "-1", "minutes")]
    [InlineData("--rate", "NaN", "rate")]
    [InlineData("--couplings", "1", "couplings: expected a whole number from 2")]
    [InlineData("--hidden", "5,,5", "--hidden: expected sizes as in 500,500, got '5,,5'")]
    [InlineData("--hidden", "0", "hidden")]
    [InlineData("--patience", "-2", "patience")]
    [InlineData("--weight-decay", "5000", "weight-decay")]
    [InlineData("--clip-norm", "0", "clip-norm")]
    public void Values_out_of_range_are_named(string option, string value, string says)
    {
        using var scratch = new Scratch();
        ToolProcess.Run("fit", "nice", "--data", scratch.Images("images"), "--out", scratch.Path("run"), option, value).Failed(2, says);
        Assert.False(Directory.Exists(scratch.Path("run")));
    }

    [Fact]
    public void Data_that_cannot_be_learned_are_refused()
    {
        using var scratch = new Scratch();
        ToolProcess.Run("fit", "nice", "--data", scratch.Table("t.csv"), "--out", scratch.Path("run")).Failed(3, "needs images");
        string images = scratch.Images("images", train: 20);
        ToolProcess.Run("fit", "nice", "--data", images, "--batch", "500", "--out", scratch.Path("run")).Failed(2, "batch: 500 is more than the 17 rows");
        string one = scratch.Images("one", train: 1);
        ToolProcess.Run("fit", "nice", "--data", one, "--out", scratch.Path("run")).Failed(2, "cannot hold 1 of 1 rows out");
    }

    [Fact]
    public void Only_a_run_can_be_gone_on_with()
    {
        using var scratch = new Scratch();
        string run = scratch.Path("run");
        ToolProcess.Run("resume", run).Failed(5, "no such folder");
        Directory.CreateDirectory(run);
        ToolProcess.Run("resume", run).Failed(5, "config.json", "holds no run");
        File.WriteAllText(Path.Combine(run, "config.json"), "{");
        ToolProcess.Run("resume", run).Failed(3, "config.json");
        ToolProcess.Run("fit", "mixture", "--data", scratch.Table("t.csv"), "--components", "1", "--out", run, "--quiet").Succeeded();
        ToolProcess.Run("resume", run).Failed(2, "'mixture'", "nice");
        File.WriteAllText(Path.Combine(run, "config.json"), """{"kind": "nice"}""");
        File.Delete(Path.Combine(run, "model.safetensors"));
        ToolProcess.Run("resume", run).Failed(5, "nothing to go on from");
        File.WriteAllBytes(Path.Combine(run, "checkpoint-000000007.safetensors"), [1, 2, 3]);
        ToolProcess.Run("resume", run, "--quiet").Failed(3, "no checkpoint is whole");
    }

    private static ToolResult Fit(string images, string run, params string[] more) =>
        ToolProcess.Run(["fit", "nice", "--data", images, "--out", run, .. Small, .. more]);

    private static int Epochs(string run)
    {
        string path = Path.Combine(run, "metrics.jsonl");
        return File.Exists(path) ? File.ReadAllLines(path).Length : 0;
    }

    private static IEnumerable<string> Curve(string run) => File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
    {
        var epoch = JsonNode.Parse(line)!.AsObject();
        epoch.Remove("seconds");
        return epoch.ToJsonString();
    });
}
