using System.CommandLine;

namespace Pushforward.Cli;

/// <summary>The options every verb takes.</summary>
internal static class CommonOptions
{
    public static readonly Option<long> Seed = new("--seed")
    {
        Description = "Seed of everything random; the same seed gives the same result for any number of threads",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
        Recursive = true,
    };

    public static readonly Option<int?> Threads = new("--threads")
    {
        Description = "Threads to work with [default: one a core]",
        HelpName = "N",
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress, only results and errors", Recursive = true };

    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object on standard output", Recursive = true };

    public static IEnumerable<Option> All => [Seed, Threads, Quiet, Json];
}
