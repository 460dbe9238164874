using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Pushforward.Data.Downloads;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Cli.Verbs;

/// <summary><c>doctor</c>: what this machine has and what the tool makes of it.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var command = new Command("doctor", "What this machine has: instruction sets, threads, kernels in use, cache folder");
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var facts = new Dictionary<string, JsonNode?>
        {
            ["version"] = typeof(ThreadTeam).Assembly.GetName().Version?.ToString(3),
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["system"] = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture})",
            ["processors"] = Environment.ProcessorCount,
            ["threads"] = ThreadTeam.Shared.Size,
            ["instructionSet"] = KernelSelection.Widest.ToString().ToLowerInvariant(),
            ["kernels"] = KernelSelection.Current.ToString().ToLowerInvariant(),
            ["cache"] = DataCache.Folder,
        };
        foreach (var (name, value) in facts)
            session.Print($"{name,-16}{value}");
        session.PrintJson(new JsonObject(facts));
    }
}
