using System.CommandLine;

namespace Pushforward.Cli;

/// <summary>The MODEL of verbs that read one.</summary>
internal static class ModelArgument
{
    public static Argument<string> Create() => new("MODEL") { Description = "A model file, as fit writes it" };
}
