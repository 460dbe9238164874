namespace Pushforward.Data;

/// <summary>How <see cref="DataSource"/> reads what a user names. The defaults read everything that cli.md promises without options.</summary>
public sealed record DataOptions
{
}
