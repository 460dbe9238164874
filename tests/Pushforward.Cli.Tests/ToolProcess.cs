using System.Diagnostics;
using System.Text.Json.Nodes;
using Pushforward.TestSupport;

namespace Pushforward.Cli.Tests;

/// <summary>Runs the built tool as a process, as a user would.</summary>
internal static class ToolProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>The tool that was built together with these tests.</summary>
    public static string Assembly { get; } = Path.Combine(
        SharedData.RepositoryRoot, "src", "Pushforward.Cli", "bin", Configuration, "net10.0", "Pushforward.Cli.dll");

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static ToolResult Run(params string[] args) => Run(null, args);

    public static ToolResult Run(ToolSettings? settings, params string[] args)
    {
        using var process = Start(settings, args);
        if (settings?.StandardInput is { } text)
            process.StandardInput.Write(text);
        process.StandardInput.Close();
        return Finish(process);
    }

    public static Process Start(ToolSettings? settings, params string[] args)
    {
        Assert.True(File.Exists(Assembly), $"{Assembly} is not there; build the whole solution first.");
        var start = new ProcessStartInfo("dotnet", [Assembly, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = settings?.Folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in settings?.Environment ?? [])
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static ToolResult Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The tool did not end within {Limit}.");
        }
        return new ToolResult(process.ExitCode, output.Result, error.Result);
    }
}

/// <summary>How a run differs from the plain one.</summary>
internal sealed record ToolSettings(string? Folder = null, string? StandardInput = null, Dictionary<string, string>? Environment = null);

/// <summary>What a run left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    /// <summary>Asserts success and returns this.</summary>
    public ToolResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Error}\n{Output}");
        return this;
    }

    /// <summary>Asserts an exit code, that the message says all of the given, and that it is a message and no stack trace.</summary>
    public void Failed(int exitCode, params string[] says)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}\n{Error}\n{Output}");
        foreach (string text in says)
            Assert.Contains(text, Error);
        Assert.DoesNotContain("   at ", Error);
        Assert.DoesNotContain("Exception", Error);
        Assert.Empty(Output);
        Assert.InRange(Error.Trim().Split('\n').Length, 1, 4);
    }
}
