using System.Text.RegularExpressions;
using Pushforward.TestSupport;

namespace Pushforward.Reporting.Tests.Documentation;

/// <summary>What README and the pages show in C# stands, but for indentation, in a source that is compiled.</summary>
public partial class DocumentExampleTests
{
    private static readonly string[] Paths =
    [
        .. Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "docs"), "*.md").Append(Path.Combine(SharedData.RepositoryRoot, "README.md"))
            .Where(path => Block().IsMatch(File.ReadAllText(path))).Select(path => Path.GetRelativePath(SharedData.RepositoryRoot, path)).Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Pages => [.. Paths];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_are_compiled(string page)
    {
        var sources = new[] { "samples", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Select(path => Unindented(File.ReadAllText(path))).ToList();
        var examples = Block().Matches(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, page))).Select(match => match.Groups[1].Value);
        Assert.All(examples, example => Assert.True(sources.Any(source => source.Contains(Unindented(example), StringComparison.Ordinal)), $"{page}: nothing compiles\n{example}"));
    }

    [Fact]
    public void Every_sample_is_shown()
    {
        string shown = string.Join('\n', Paths.Select(page => Unindented(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, page)))));
        foreach (string path in Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "samples"), "*Sample.cs"))
        {
            // A line of code from the middle of the sample's run.
            string run = File.ReadAllText(path).Split(" Run(")[1];
            string line = run.Split('\n').Skip(2).First(text => text.TrimStart().StartsWith("var ", StringComparison.Ordinal)).Trim();
            Assert.True(shown.Contains(line, StringComparison.Ordinal), $"{Path.GetFileName(path)}: no page shows it");
        }
    }

    private static string Unindented(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !Using().IsMatch(line)));

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^using (static )?[\w.]+;$")]
    private static partial Regex Using();
}
