using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Pushforward.Cli.Tests;

/// <summary>The course on images small enough to learn in seconds. The built-in digits go through it in .ci/run.</summary>
public sealed class DemoTests(FinishedDemo demo) : IClassFixture<FinishedDemo>
{
    [Fact]
    public void The_demo_leaves_a_page_models_and_json()
    {
        Assert.Equal(["mixture", "mixture", "nice", "vae", "discrete-flow"], demo.Json["models"]!.AsArray().Select(m => m!["kind"]!.GetValue<string>()));
        Assert.All(demo.Json["models"]!.AsArray(), m => Assert.True(File.Exists(m!["path"]!.GetValue<string>())));
        var estimates = demo.Json["comparison"]!["models"]!.AsArray().ToDictionary(m => m!["name"]!.GetValue<string>(), m => m!["logLikelihood"]!["estimate"]!.GetValue<string>());
        Assert.Equal(("exact", "lower-bound", "importance-sampled"), (estimates["K = 20"], estimates["NICE"], estimates["VAE"]));
        Assert.NotEmpty(demo.Json["comparison"]!["recommendation"]!.AsArray());
    }

    [Fact]
    public void The_page_stands_alone_and_holds_every_part_with_its_command()
    {
        string page = File.ReadAllText(demo.Json["report"]!.GetValue<string>());
        foreach (string id in new[] { "mixtures", "nice", "vae", "comparison", "divergences", "laws", "leaky-relu", "discrete-flows" })
        {
            Assert.Contains($"<section id=\"{id}\"", page);
            Assert.Contains($"href=\"#{id}\"", page);
        }
        foreach (string command in new[] { "fit mixture", "fit nice", "fit vae", "compare", "divergence", "project", "variable", "flow", "discrete", "fit discrete-flow" })
            Assert.Contains($"pushforward {command} ", page);
        Assert.InRange(page.Length, 1, 10_000_000);
        Assert.DoesNotContain("<img alt=\"\"", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org/2000/svg", ""));
        Assert.DoesNotContain("https://", page);
    }

    [Fact]
    public void Run_again_it_takes_what_is_whole_from_disk_and_makes_the_rest_again_to_the_same_figures()
    {
        using var scratch = new Scratch();
        string folder = demo.CopyTo(scratch.Path("again"));
        File.WriteAllBytes(Path.Combine(folder, "mixture-5", "model.safetensors"), [1, 2, 3]);
        File.Delete(Path.Combine(folder, "vae", "model.safetensors"));
        var again = demo.Run(folder).Succeeded();
        Assert.Equal(demo.Likelihoods, FinishedDemo.LikelihoodsOf(again.Json));
        Assert.Contains("It is made again", again.Error);
        Assert.Contains("Mixture of 20: taken from", again.Error);
        Assert.Contains("nice: taken from", again.Error);
        Assert.Contains("discrete-flow: taken from", again.Error);
        Assert.DoesNotContain("Mixture of 5: taken from", again.Error);
        Assert.DoesNotContain("vae: taken from", again.Error);

        var otherSeed = demo.Run(folder, "--seed", "1").Succeeded();
        Assert.DoesNotContain("taken from", otherSeed.Error);
        Assert.NotEqual(demo.Likelihoods, FinishedDemo.LikelihoodsOf(otherSeed.Json));
    }

    [Fact]
    public void Stopped_the_same_command_goes_on_to_the_same_figures()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var scratch = new Scratch();
        string folder = scratch.Path("stopped");
        using (var process = demo.Start(folder))
        {
            // The flow is stamped when its training begins.
            var clock = Stopwatch.StartNew();
            while (!File.Exists(Path.Combine(folder, "nice", "course.json")) && clock.Elapsed < TimeSpan.FromMinutes(2))
                Thread.Sleep(20);
            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
                kill.WaitForExit();
            var stopped = ToolProcess.Finish(process);
            Assert.Equal(130, stopped.ExitCode);
            Assert.Contains("the same command goes on", stopped.Error.TrimEnd().Split('\n')[^1]);
            Assert.False(File.Exists(Path.Combine(folder, "report.html")));
        }
        var resumed = demo.Run(folder).Succeeded();
        Assert.Contains("Mixture of 20: taken from", resumed.Error);
        Assert.Equal(demo.Likelihoods, FinishedDemo.LikelihoodsOf(resumed.Json));
    }

    [Fact]
    public void A_table_is_refused()
    {
        using var scratch = new Scratch();
        ToolProcess.Run("demo", "--data", scratch.Table("t.csv"), "--out", scratch.Path("out")).Failed(2, "the demo learns images", "fit mixture");
    }
}

/// <summary>One uninterrupted course, for all tests of it.</summary>
public sealed class FinishedDemo : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly string _images;

    public FinishedDemo()
    {
        _images = _scratch.Images("images", train: 600, test: 120);
        Json = Run(_scratch.Path("out")).Succeeded().Json;
        Likelihoods = LikelihoodsOf(Json);
    }

    public JsonObject Json { get; }

    public double[] Likelihoods { get; }

    public static double[] LikelihoodsOf(JsonObject json) =>
        [.. json["comparison"]!["models"]!.AsArray().Select(m => m!["logLikelihood"]!["value"]!.GetValue<double>())];

    public string CopyTo(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(_scratch.Path("out"), "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(_scratch.Path("out"), path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
        return folder;
    }

    public void Dispose() => _scratch.Dispose();

    internal ToolResult Run(string folder, params string[] more)
    {
        using var process = Start(folder, more);
        process.StandardInput.Close();
        return ToolProcess.Finish(process);
    }

    internal Process Start(string folder, params string[] more) => ToolProcess.Start(
        new ToolSettings(Environment: new() { ["PUSHFORWARD_CACHE"] = _scratch.Path("cache") }), ["demo", "--quick", "--data", _images, "--out", folder, "--json", .. more]);
}
