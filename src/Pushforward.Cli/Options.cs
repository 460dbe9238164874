using System.CommandLine;

namespace Pushforward.Cli;

/// <summary>Options as most verbs have them.</summary>
internal static class Options
{
    /// <summary>An option whose default the help prints.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="helpName">What the help calls its value.</param>
    /// <param name="value">The default.</param>
    /// <param name="description">One line.</param>
    public static Option<T> WithDefault<T>(string name, string helpName, T value, string description) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value };
}
