using System.Text.Json.Nodes;
using Pushforward.TestSupport;

namespace Pushforward.Cli.Tests;

public class FitMixtureTests
{
    [Fact]
    public void A_table_is_fitted_sampled_scored_and_described()
    {
        using var scratch = new Scratch();
        string table = scratch.Table("train.csv"), held = scratch.Table("test.csv", rows: 30);
        var fit = ToolProcess.Run("fit", "mixture", "--data", table, "--test", held, "--components", "2", "--out", scratch.Path("run"), "--json", "--quiet")
            .Succeeded().Json;
        Assert.Equal(1, fit["schemaVersion"]!.GetValue<int>());
        Assert.Equal("mixture", fit["kind"]!.GetValue<string>());
        Assert.Equal("converged", fit["stopReason"]!.GetValue<string>());
        Assert.True(fit["iterations"]!.GetValue<int>() > 1);
        Assert.True(fit["seconds"]!.GetValue<double>() >= 0);
        Assert.Equal(60, fit["train"]!["rows"]!.GetValue<int>());
        var test = fit["test"]!;
        Assert.Equal(30, test["rows"]!.GetValue<int>());
        Assert.Equal("exact", test["estimate"]!.GetValue<string>());
        double mean = test["meanLogLikelihood"]!.GetValue<double>();
        Assert.Equal(-mean / (5 * Math.Log(2)), test["bitsPerDimension"]!.GetValue<double>(), 1e-12);

        string model = fit["model"]!.GetValue<string>();
        Assert.Equal(10, File.ReadLines(scratch.Path("run/metrics.jsonl")).Select(line => JsonNode.Parse(line)!["restart"]!.GetValue<int>()).Distinct().Count());
        Assert.Equal(2, JsonNode.Parse(File.ReadAllText(scratch.Path("run/config.json")))!["components"]!.GetValue<int>());

        var score = ToolProcess.Run("score", model, "--data", held, "--per-row", scratch.Path("rows.csv"), "--json").Succeeded().Json;
        Assert.Equal(mean, score["meanLogLikelihood"]!.GetValue<double>());
        double[] rows = [.. File.ReadLines(scratch.Path("rows.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[1]))];
        Assert.Equal(30, rows.Length);
        Assert.Equal(mean, rows.Average(), 1e-12);

        var described = ToolProcess.Run("describe", model, "--json").Succeeded().Json;
        Assert.Equal("mixture", described["kind"]!.GetValue<string>());
        Assert.Equal(2, described["config"]!["components"]!.GetValue<int>());
        Assert.Equal(11, described["parameters"]!.GetValue<long>());
        Assert.Equal(60, described["trainedOn"]!["rows"]!.GetValue<int>());

        string samples = ToolProcess.Run("sample", model, "-n", "7").Succeeded().Output;
        Assert.Equal("A,B,C,D,E", samples.Split('\n')[0]);
        Assert.Equal(8, samples.TrimEnd().Split('\n').Length);
        Assert.All(samples.TrimEnd().Split('\n').Skip(1), line => Assert.Matches("^[01](,[01]){4}$", line));
        Assert.Equal(samples, ToolProcess.Run("sample", model, "-n", "7").Output);
        Assert.NotEqual(samples, ToolProcess.Run("sample", model, "-n", "7", "--seed", "1").Output);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_for_any_number_of_threads()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images");
        byte[] Fit(string name, params string[] more)
        {
            ToolProcess.Run(["fit", "mixture", "--data", images, "--components", "3", "--restarts", "2", "--out", scratch.Path(name), "--quiet", .. more]).Succeeded();
            // The file says how many seconds the fit took; its parameters come last.
            return File.ReadAllBytes(scratch.Path($"{name}/model.safetensors"))[^(3 * 37 * 8)..];
        }
        byte[] first = Fit("one", "--threads", "1");
        Assert.Equal(first, Fit("three", "--threads", "3"));
        Assert.NotEqual(first, Fit("seed", "--seed", "7"));
    }

    [Theory]
    [InlineData("PUSHFORWARD_KERNEL", "portable")]
    [InlineData("DOTNET_EnableAVX512", "0")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    public void Every_instruction_set_gives_the_same_parameters(string variable, string value)
    {
        using var scratch = new Scratch();
        // 3,000 rows of 1,600 columns and 25 components are enough for single precision, and for a tile and a half of lanes.
        string images = scratch.Images("images", train: 3000, size: 40);
        byte[] Fit(string name, ToolSettings? settings)
        {
            ToolProcess.Run(
                settings, "fit", "mixture", "--data", images, "--components", "25", "--restarts", "1", "--max-iterations", "8", "--out", scratch.Path(name), "--quiet").Succeeded();
            return File.ReadAllBytes(scratch.Path($"{name}/model.safetensors"))[^(25 * 1601 * 8)..];
        }
        Assert.Equal(Fit("widest", null), Fit("narrower", new ToolSettings(Environment: new() { [variable] = value })));
    }

    [Fact]
    public void Images_become_a_sheet_and_means_are_called_means()
    {
        using var scratch = new Scratch();
        ToolProcess.Run("fit", "mixture", "--data", scratch.Images("images"), "--components", "2", "--out", scratch.Path("run"), "--quiet").Succeeded();
        string model = scratch.Path("run/model.safetensors");
        var draws = ToolProcess.Run("sample", model, "-n", "9", "--out", scratch.Path("draws.png")).Succeeded();
        Assert.Contains("9 samples", draws.Output);
        Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(scratch.Path("draws.png"))[1..4]);
        var means = ToolProcess.Run("sample", model, "-n", "9", "--means", "--out", scratch.Path("means.npy"), "--json").Succeeded().Json;
        Assert.Equal("means", means["drawn"]!.GetValue<string>());
        Assert.Equal(9, means["rows"]!.GetValue<int>());
        Assert.True(File.Exists(scratch.Path("means.npy")));
    }

    [Fact]
    public void Words_come_back_from_a_table_of_words()
    {
        using var scratch = new Scratch();
        string table = scratch.Write("t.csv", "smokes,coughs\nno,no\nyes,yes\nno,no\nyes,no\n");
        ToolProcess.Run("fit", "mixture", "--data", table, "--components", "2", "--out", scratch.Path("run"), "--quiet").Succeeded();
        string samples = ToolProcess.Run("sample", scratch.Path("run/model.safetensors"), "-n", "5").Succeeded().Output;
        Assert.StartsWith("smokes,coughs\n", samples);
        Assert.Matches("^((yes|no),(yes|no)\n){5}$", samples[(samples.IndexOf('\n') + 1)..]);
    }

    [Fact]
    public void A_table_comes_from_standard_input()
    {
        using var scratch = new Scratch();
        var settings = new ToolSettings(StandardInput: "1\t0\n0\t1\n1\t1\n0\t0\n");
        var fit = ToolProcess.Run(settings, "fit", "mixture", "--data", "-", "--components", "1", "--out", scratch.Path("run"), "--json", "--quiet").Succeeded().Json;
        Assert.Equal(4, fit["train"]!["rows"]!.GetValue<int>());
    }

    [SharedDataTheory("lca")]
    [InlineData("values.csv", "A,B,C,D", 1, -543.6498)]
    [InlineData("values.csv", "A,B,C,D", 2, -504.4677)]
    [InlineData("values.csv", "A,B,C,D", 3, -503.3011)]
    [InlineData("carcinoma.csv", "A,B,C,D,E,F,G", 2, -317.2568)]
    [InlineData("carcinoma.csv", "A,B,C,D,E,F,G", 3, -293.705)]
    [InlineData("carcinoma.csv", "A,B,C,D,E,F,G", 4, -289.2858)]
    [InlineData("cheating.csv", "LIEEXAM,LIEPAPER,FRAUD,COPYEXAM", 2, -440.0271)]
    public void Published_maxima_of_latent_class_analysis_are_reached(string file, string columns, int components, double published)
    {
        using var scratch = new Scratch();
        var fit = ToolProcess.Run(
            "fit", "mixture", "--data", SharedData.Path($"lca/{file}"), "--columns", columns, "--components", $"{components}", "--prior", "0",
            "--restarts", "100", "--tolerance", "1e-11", "--max-iterations", "20000", "--out", scratch.Path("run"), "--json", "--quiet").Succeeded().Json["train"]!;
        double total = fit["meanLogLikelihood"]!.GetValue<double>() * fit["rows"]!.GetValue<int>();
        Assert.Equal(published, total, 1e-3);
    }

    [SharedDataTheory("mnist")]
    [InlineData(5, -180.5)]
    [InlineData(20, -156.8)]
    public void Mnist_is_learned(int components, double atLeast)
    {
        using var scratch = new Scratch();
        var test = ToolProcess.Run(
            "fit", "mixture", "--data", SharedData.Path("mnist"), "--components", $"{components}", "--restarts", "2", "--max-iterations", "60",
            "--out", scratch.Path("run"), "--json", "--quiet").Succeeded().Json["test"]!;
        Assert.Equal(10_000, test["rows"]!.GetValue<int>());
        Assert.Equal("stochastically binarised, seed 0", test["representation"]!.GetValue<string>());
        Assert.InRange(test["meanLogLikelihood"]!.GetValue<double>(), atLeast, -100);
    }
}
