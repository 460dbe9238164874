namespace Pushforward.Cli.Tests;

public class ReportVerbTests
{
    [Fact]
    public void The_page_of_a_fit_is_made_anew_byte_for_byte_with_its_pictures()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images", test: 30), run = scratch.Path("run"), page = Path.Combine(run, "report.html");
        var fit = ToolProcess.Run(
            "fit", "vae", "--data", images, "--out", run, "--latent", "2", "--hidden", "12", "--batch", "40", "--score-samples", "10", "--epochs", "3", "--json", "--quiet").Succeeded();
        Assert.Equal(page, fit.Json["report"]!.GetValue<string>());
        string first = File.ReadAllText(page);
        Assert.Contains($"pushforward report {run}", first);
        File.Delete(page);
        var anew = ToolProcess.Run("report", run, "--pictures", scratch.Path("slides"), "--json", "--quiet").Succeeded().Json;
        Assert.Equal((30, "test"), (anew["rows"]!.GetValue<int>(), anew["split"]!.GetValue<string>()));
        Assert.Equal(first, File.ReadAllText(page));
        Assert.All(anew["pictures"]!.AsArray(), path => Assert.True(File.Exists(path!.GetValue<string>())));
        Assert.StartsWith("<!DOCTYPE html>", ToolProcess.Run("report", run, "--out", "-").Succeeded().Output);
    }

    [Fact]
    public void The_page_of_a_flow_is_made_anew_byte_for_byte_with_its_pictures()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images", test: 30), run = scratch.Path("run"), page = Path.Combine(run, "report.html");
        var fit = ToolProcess.Run(
            "fit", "realnvp", "--data", images, "--out", run, "--couplings", "2", "--hidden", "12", "--batch", "40", "--epochs", "2", "--json", "--quiet").Succeeded();
        Assert.Equal(page, fit.Json["report"]!.GetValue<string>());
        string first = File.ReadAllText(page);
        Assert.Contains($"pushforward report {run}", first);
        var anew = ToolProcess.Run("report", run, "--pictures", scratch.Path("slides"), "--json", "--quiet").Succeeded().Json;
        Assert.Equal((30, "test"), (anew["rows"]!.GetValue<int>(), anew["split"]!.GetValue<string>()));
        Assert.InRange(anew["largestError"]!.GetValue<double>(), 0, 1e-4);
        Assert.Equal(first, File.ReadAllText(page));
        Assert.All(anew["pictures"]!.AsArray(), path => Assert.True(File.Exists(path!.GetValue<string>())));
    }

    [Fact]
    public void What_has_no_page_is_refused()
    {
        using var scratch = new Scratch();
        ToolProcess.Run("report", scratch.Path("nowhere")).Failed(5, "no such folder");
        string mixture = scratch.Path("mixture");
        ToolProcess.Run("fit", "mixture", "--data", scratch.Table("t.csv"), "--components", "1", "--out", mixture, "--quiet").Succeeded();
        ToolProcess.Run("report", mixture).Failed(2, "it holds a mixture");
        ToolProcess.Run("report", mixture, "--out", "-", "--json").Failed(2, "--json takes standard output");
        File.Delete(Path.Combine(mixture, "model.safetensors"));
        ToolProcess.Run("report", mixture).Failed(5, "not finished");
    }
}
