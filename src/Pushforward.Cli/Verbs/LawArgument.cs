using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Cli.Verbs;

/// <summary>How laws are described where a verb takes one.</summary>
internal static class LawArgument
{
    public static string Description(string what) => $"{what}, e.g. \"normal(0,1)\"; one of {string.Join(", ", LawReader.Signatures)}";
}
