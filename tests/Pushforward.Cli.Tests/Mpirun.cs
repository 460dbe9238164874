using System.Diagnostics;

namespace Pushforward.Cli.Tests;

/// <summary>Runs the tool under the launchers of the MPI libraries that are installed, with their Debian names.</summary>
internal static class Mpirun
{
    private const string OpenMpi = "openmpi";

    /// <summary>Whether a launcher is there.</summary>
    public static bool IsInstalled(string kind) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "mpirun." + kind)));

    public static Process Start(string kind, int ranks, Dictionary<string, string>? environment, params string[] args)
    {
        // More ranks than processors, and root in a container, are refused by Open MPI unless it is told otherwise.
        string[] more = kind == OpenMpi ? ["--oversubscribe", "--bind-to", "none"] : [];
        return Start(new ProcessStartInfo("mpirun." + kind, ["-n", $"{ranks}", .. more, "dotnet", ToolProcess.Assembly, .. args]), environment);
    }

    public static Process Start(ProcessStartInfo start, Dictionary<string, string>? environment)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetTempPath();
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        start.Environment["TERM"] = "dumb";
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static ToolResult Run(string kind, int ranks, params string[] args) => Run(kind, ranks, null, args);

    public static ToolResult Run(string kind, int ranks, Dictionary<string, string>? environment, params string[] args)
    {
        using var process = Start(kind, ranks, environment, args);
        process.StandardInput.Close();
        return ToolProcess.Finish(process);
    }
}

/// <summary>A test that needs MPI libraries; skipped, saying so, where that is not installed.</summary>
public sealed class MpiFactAttribute : FactAttribute
{
    /// <summary>Names what the test needs.</summary>
    /// <param name="kinds">Launchers, as in mpirun.KIND.</param>
    public MpiFactAttribute(params string[] kinds)
    {
        if (kinds.FirstOrDefault(kind => !Mpirun.IsInstalled(kind)) is { } missing)
            Skip = $"needs mpirun.{missing}; not found (Debian: apt-get install {(missing == "mpich" ? "mpich" : "openmpi-bin")})";
    }
}
