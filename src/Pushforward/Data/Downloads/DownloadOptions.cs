namespace Pushforward.Data.Downloads;

/// <summary>How patient a download is, and where it goes. The defaults suit a home connection.</summary>
public sealed record DownloadOptions
{
    /// <summary>The environment variable that replaces the public mirrors: an address under which each set is a folder.</summary>
    public const string MirrorVariable = "PUSHFORWARD_MIRROR";

    /// <summary>Where to look instead of the set's own mirrors, in order; null for those, or for the environment variable when it is set.</summary>
    public IReadOnlyList<Uri>? Mirrors { get; init; }

    /// <summary>The cache folder; <see cref="DataCache.Folder"/> when null.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>A connection that gives no byte for this long is given up.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many times a mirror is tried before the next.</summary>
    public int AttemptsPerMirror { get; init; } = 3;

    /// <summary>The pause before the second attempt; it doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The mirrors to try for a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="replacement">The value of <see cref="MirrorVariable"/>.</param>
    /// <exception cref="ArgumentException">The replacement is no web address.</exception>
    internal IReadOnlyList<Uri> MirrorsOf(KnownSet set, string? replacement)
    {
        if (Mirrors is not null)
            return [.. Mirrors.Select(WithSlash)];
        if (string.IsNullOrWhiteSpace(replacement))
            return set.Mirrors;
        return Uri.TryCreate(replacement, UriKind.Absolute, out var root) && root.Scheme is "http" or "https"
            ? [WithSlash(new Uri(WithSlash(root), set.Name))]
            : throw new ArgumentException($"{MirrorVariable}: expected a web address such as https://mirror.example/data, got '{replacement}'.");
    }

    private static Uri WithSlash(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new(address.AbsoluteUri + "/");
}

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="FileNumber">Which of the set's files, from 1.</param>
/// <param name="Files">How many files the set has.</param>
/// <param name="Received">Bytes of the file that are here, those of earlier attempts included.</param>
/// <param name="Total">Bytes of the file in all; null when the server does not say.</param>
/// <param name="Note">What else happened, e.g. why another mirror is tried; null mostly.</param>
public sealed record DownloadProgress(string File, int FileNumber, int Files, long Received, long? Total, string? Note = null);
