using System.Globalization;
using System.Text;

namespace Pushforward.Cli.Tests;

public class FitPointsTests
{
    private static readonly string[] Small = ["--couplings", "2", "--hidden", "8", "--epochs", "2", "--batch", "50", "--quiet", "--json"];

    [Fact]
    public void A_toy_is_fitted_beside_its_truth_with_a_page_and_resumed()
    {
        using var scratch = new Scratch();
        string run = scratch.Path("run"), model = Path.Combine(run, "model.safetensors");
        var fit = ToolProcess.Run(["fit", "realnvp", "--data", "toy:checkerboard:300", "--out", run, .. Small]).Succeeded().Json;
        Assert.Equal(-Math.Log(8), fit["truth"]!["test"]!.GetValue<double>(), 1e-9);
        Assert.Equal(Math.Log(8), fit["truth"]!["entropy"]!.GetValue<double>(), 1e-9);
        Assert.Equal("exact", fit["test"]!["estimate"]!.GetValue<string>());
        Assert.True(fit["test"]!["meanLogLikelihood"]!.GetValue<double>() < -Math.Log(8));
        Assert.True(double.IsFinite(fit["normal"]!["test"]!["meanLogLikelihood"]!.GetValue<double>()));
        string page = File.ReadAllText(fit["report"]!.GetValue<string>());
        Assert.Contains("Layer by layer", page);
        Assert.Contains("Density of the law itself", page);
        Assert.Contains("coupling = spline", ToolProcess.Run("describe", model).Succeeded().Output);
        ToolProcess.Run("sample", model, "-n", "3", "--out", scratch.Path("s.csv")).Succeeded();
        Assert.Equal("x,y", File.ReadLines(scratch.Path("s.csv")).First());
        Assert.Equal(
            fit["test"]!["meanLogLikelihood"]!.GetValue<double>(),
            ToolProcess.Run("score", model, "--data", "toy:checkerboard:300", "--json").Succeeded().Json["meanLogLikelihood"]!.GetValue<double>());
        Assert.Contains("nothing is left to do", ToolProcess.Run("resume", run).Succeeded().Error);
        ToolProcess.Run("interpolate", model, "--data", "toy:checkerboard", "--out", scratch.Path("i.png")).Failed(2, "no images");
        ToolProcess.Run("impute", model, "--data", "toy:checkerboard", "--mask", "left-half", "--out", scratch.Path("i.png")).Failed(2, "not fitted to images");
    }

    [Fact]
    public void A_row_that_fits_no_pattern_of_a_table_has_the_lowest_score()
    {
        using var scratch = new Scratch();
        var random = new Random(1);
        var text = new StringBuilder("id,load,temperature,flow\n");
        for (int n = 0; n < 300; n++)
        {
            double load = random.NextDouble();
            text.Append(CultureInfo.InvariantCulture, $"{n},{load},{20 + 50 * load + random.NextDouble()},{1000 - 300 * load + 10 * random.NextDouble()}\n");
        }
        string table = scratch.Write("t.csv", text.ToString()), run = scratch.Path("run"), scores = scratch.Path("scores.csv");
        // Each value is common, together they are not: a cold machine under full load.
        string tried = scratch.Write("new.csv", "id,load,temperature,flow\n1,0.5,45.5,855\n2,0.95,22,715\n3,0.1,25.5,975\n");
        ToolProcess.Run(
            "fit", "realnvp", "--data", table, "--columns", "load,temperature,flow", "--out", run, "--couplings", "4", "--hidden", "16", "--epochs", "20", "--batch", "50", "--quiet").Succeeded();
        ToolProcess.Run("score", Path.Combine(run, "model.safetensors"), "--data", tried, "--per-row", scores).Succeeded();
        double[] logProb = [.. File.ReadLines(scores).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.True(logProb[1] < Math.Min(logProb[0], logProb[2]) - 5, string.Join(' ', logProb));
        ToolProcess.Run("fit", "realnvp", "--data", table, "--marginals", "true", "--out", scratch.Path("other")).Failed(2, "marginals");
        ToolProcess.Run("fit", "realnvp", "--data", "toy:suns", "--out", scratch.Path("other")).Failed(2, "toy:moons");
        ToolProcess.Run("fit", "nice", "--data", "toy:moons", "--out", scratch.Path("other")).Failed(3, "fit realnvp");
    }
}
