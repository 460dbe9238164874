using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>How <see cref="DataSource"/> reads what a user names. The defaults read everything that cli.md promises without options.</summary>
public sealed record DataOptions
{
    /// <summary>How tables are read.</summary>
    public TableOptions Table { get; init; } = new();

    /// <summary>The seed of the built-in digits: every seed gives another set.</summary>
    public long DigitsSeed { get; init; }

    /// <summary>Where downloaded sets lie; the user's cache when null (see <see cref="Downloads.DataCache"/>).</summary>
    public string? CacheFolder { get; init; }

    /// <summary>What <c>-</c> reads; the process's standard input when null.</summary>
    public Stream? StandardInput { get; init; }
}
