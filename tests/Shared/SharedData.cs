namespace Pushforward.TestSupport;

/// <summary>
/// Reference data that lies beside the repository (../shared/data from its root) on machines that have it. Tests that need it carry
/// <see cref="SharedDataFactAttribute"/> and are skipped, saying so, on a clone elsewhere.
/// </summary>
public static class SharedData
{
    /// <summary>The root of this repository.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    private static string Root => System.IO.Path.GetFullPath(System.IO.Path.Combine(RepositoryRoot, "..", "shared", "data"));

    /// <summary>The full path of a file or folder of the reference data, e.g. "mnist" or "lca/carcinoma.csv".</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>Whether it is there.</summary>
    public static bool Exists(string relative) => File.Exists(Path(relative)) || Directory.Exists(Path(relative));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Pushforward.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No Pushforward.slnx above {AppContext.BaseDirectory}; run the tests from a checkout.");
    }
}

/// <summary>A test that needs reference data and is skipped, saying so, where it is absent.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>Names what the test needs.</summary>
    /// <param name="needs">Paths relative to ../shared/data.</param>
    public SharedDataFactAttribute(params string[] needs)
    {
        if (needs.FirstOrDefault(path => !SharedData.Exists(path)) is { } missing)
            Skip = $"needs ../shared/data/{missing} beside the repository; not found";
    }
}

/// <summary>A theory that needs reference data and is skipped, saying so, where it is absent.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Names what the test needs.</summary>
    /// <param name="needs">Paths relative to ../shared/data.</param>
    public SharedDataTheoryAttribute(params string[] needs)
    {
        if (needs.FirstOrDefault(path => !SharedData.Exists(path)) is { } missing)
            Skip = $"needs ../shared/data/{missing} beside the repository; not found";
    }
}
