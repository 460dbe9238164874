using System.Diagnostics;

namespace Pushforward.Cli.Tests;

public class ToolTests
{
    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("fit mixture")]
    [InlineData("fit nice")]
    [InlineData("resume")]
    [InlineData("sample")]
    [InlineData("score")]
    [InlineData("describe")]
    [InlineData("data inspect")]
    [InlineData("doctor")]
    public void Every_verb_has_help(string verb)
    {
        var result = ToolProcess.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Succeeded();
        Assert.Contains("--seed", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Help_prints_the_defaults()
    {
        string help = ToolProcess.Run("fit", "mixture", "--help").Succeeded().Output;
        Assert.Matches(@"--restarts <N>\s.*\[default: 10\]", help);
        Assert.Matches(@"--prior <STRENGTH>\s.*\[default: 1\]", help);
    }

    [Fact]
    public void The_doctor_names_kernels_threads_and_cache()
    {
        var settings = new ToolSettings(Environment: new() { ["PUSHFORWARD_KERNEL"] = "portable", ["PUSHFORWARD_CACHE"] = "/somewhere/else" });
        var facts = ToolProcess.Run(settings, "doctor", "--json", "--threads", "3").Succeeded().Json;
        Assert.Equal("portable", facts["kernels"]!.GetValue<string>());
        Assert.Equal(3, facts["threads"]!.GetValue<int>());
        Assert.Equal("/somewhere/else", facts["cache"]!.GetValue<string>());
    }

    [Fact]
    public void Data_are_listed_and_inspected()
    {
        using var scratch = new Scratch();
        Assert.Contains("digits", ToolProcess.Run("data", "list").Succeeded().Output);
        string table = scratch.Write("t.csv", "A,B,C\n1,0,1\n0,,1\n1,1,1\n");
        var facts = ToolProcess.Run("data", "inspect", table, "--json").Succeeded().Json;
        Assert.Equal("table", facts["kind"]!.GetValue<string>());
        Assert.Equal(3, facts["rows"]!.GetValue<int>());
        Assert.Equal(3, facts["columns"]!.GetValue<int>());
        Assert.Equal(1, facts["missing"]!.GetValue<int>());
        Assert.Equal(2, Assert.Single(facts["constantColumns"]!.AsArray())!.GetValue<int>());
    }

    [Fact]
    public void Redirected_progress_is_plain_lines_and_quiet_is_quiet()
    {
        using var scratch = new Scratch();
        string table = scratch.Table("t.csv");
        var loud = ToolProcess.Run("fit", "mixture", "--data", table, "--components", "2", "--out", scratch.Path("run")).Succeeded();
        Assert.Contains("nats per row", loud.Error);
        Assert.DoesNotContain("\u001b", loud.Error);
        Assert.Empty(ToolProcess.Run("fit", "mixture", "--data", table, "--components", "2", "--out", scratch.Path("run"), "--quiet").Succeeded().Error);
    }

    [Fact]
    public void Ctrl_C_saves_what_there_is_and_says_where()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var scratch = new Scratch();
        string images = scratch.Images("images", train: 4000, size: 20), run = scratch.Path("run");
        using var process = ToolProcess.Start(null, "fit", "mixture", "--data", images, "--components", "50", "--tolerance", "0", "--max-iterations", "1000000", "--out", run);
        // Its first words come when the fit begins.
        string? first = process.StandardError.ReadLine();
        Assert.Contains("Fitting", first);
        Thread.Sleep(500);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            kill.WaitForExit();
        var result = ToolProcess.Finish(process);
        Assert.Equal(130, result.ExitCode);
        Assert.Contains(Path.Combine(run, "model.safetensors"), result.Error.TrimEnd().Split('\n')[^1]);
        Assert.Equal("interrupted", ToolProcess.Run("describe", Path.Combine(run, "model.safetensors"), "--json").Succeeded().Json["stopReason"]!.GetValue<string>());
    }
}
