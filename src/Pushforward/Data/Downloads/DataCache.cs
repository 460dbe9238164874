namespace Pushforward.Data.Downloads;

/// <summary>
/// The user's cache folder: the environment variable PUSHFORWARD_CACHE if set, else $XDG_CACHE_HOME/pushforward, else
/// ~/.cache/pushforward (on Windows the local application data folder). Each downloaded set has a folder of its own in it.
/// </summary>
public static class DataCache
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string EnvironmentVariable = "PUSHFORWARD_CACHE";

    /// <summary>The folder in use; it need not exist yet.</summary>
    public static string Folder => Resolve(
        Environment.GetEnvironmentVariable,
        OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) : null,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>Where a set lies once it is downloaded.</summary>
    /// <param name="set">The set.</param>
    /// <param name="cacheFolder">The cache; <see cref="Folder"/> when null.</param>
    public static string FolderOf(KnownSet set, string? cacheFolder = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Path.Combine(cacheFolder ?? Folder, "data", set.Name);
    }

    /// <summary>Whether all files of a set are there. They were verified before they got their names.</summary>
    /// <param name="set">The set.</param>
    /// <param name="cacheFolder">The cache; <see cref="Folder"/> when null.</param>
    public static bool Has(KnownSet set, string? cacheFolder = null)
    {
        string folder = FolderOf(set, cacheFolder);
        return set.Files.All(file => File.Exists(Path.Combine(folder, file.Name)));
    }

    internal static string Resolve(Func<string, string?> environment, string? localApplicationData, string home)
    {
        if (environment(EnvironmentVariable) is { Length: > 0 } chosen)
            return Path.GetFullPath(chosen);
        if (localApplicationData is { Length: > 0 })
            return Path.Combine(localApplicationData, "pushforward", "cache");
        // The XDG specification has relative paths ignored.
        string root = environment("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathFullyQualified(xdg) ? xdg : Path.Combine(home, ".cache");
        return Path.Combine(root, "pushforward");
    }
}
