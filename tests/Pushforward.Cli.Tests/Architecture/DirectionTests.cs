using System.Reflection;
using System.Text.RegularExpressions;
using Pushforward.TestSupport;

namespace Pushforward.Cli.Tests.Architecture;

/// <summary>References point one way, between projects and between the rooms of each; ARCHITECTURE.md says which.</summary>
public partial class DirectionTests
{
    /// <summary>Rooms of a project, each of which may use those before it and none after.</summary>
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Pushforward.Numerics"] = ["Kernels", "Random", "Calculus", "Formats", "Tensors"],
        // The same sources in double: no folder of its own, and nothing below it.
        ["Pushforward.Float64"] = [],
        ["Pushforward"] =
        [
            "Data", "Distributions", "RandomVariables", "Divergences", "Bijectors", "Evaluation", "Models", "Training", "Mixtures", "DiscreteFlows",
            "Flows", "Autoencoders", "Comparison",
        ],
        ["Pushforward.Reporting"] = ["Formatting", "Charts", "Sheets", "Html", "Reports"],
        ["Pushforward.Mpi"] = [],
        ["Pushforward.Cli"] = ["Terminal", "Course", "Verbs"],
    };

    public static TheoryData<string> Projects => [.. Rooms.Keys];

    [Fact]
    public void Projects_refer_only_to_those_below_them()
    {
        string[] order = [.. Rooms.Keys];
        for (int i = 0; i < order.Length; i++)
        {
            var ours = Assembly.Load(order[i]).GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Pushforward"));
            Assert.All(ours, name => Assert.InRange(Array.IndexOf(order, name), 0, i - 1));
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_are_folders(string project)
    {
        foreach (var (path, text) in Sources(project))
        {
            if (Namespace().Match(text) is not { Success: true } declared)
            {
                Assert.True(text.Contains("global using") || Path.GetFileName(path) == "Program.cs", $"{path}: no namespace");
                continue;
            }
            string folder = Path.GetDirectoryName(Path.GetRelativePath(Folder(project), path))!.Replace(Path.DirectorySeparatorChar, '.');
            string expected = folder.Length == 0 ? project : $"{project}.{folder}";
            Assert.True(declared.Groups[1].Value == expected, $"{path}: namespace {declared.Groups[1].Value}, expected {expected}");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Rooms_use_only_rooms_before_them(string project)
    {
        string[] rooms = Rooms[project];
        var mention = new Regex($@"\b{Regex.Escape(project)}\.({string.Join('|', rooms)})\b");
        foreach (var (path, text) in Sources(project))
        {
            string[] parts = Path.GetRelativePath(Folder(project), path).Split(Path.DirectorySeparatorChar);
            // Files outside all rooms, such as the list of model kinds, put the rooms together.
            if (parts.Length == 1)
                continue;
            int own = Array.IndexOf(rooms, parts[0]);
            Assert.True(own >= 0, $"{path}: '{parts[0]}' is no room of {project}; enter it in {nameof(DirectionTests)} and ARCHITECTURE.md");
            string code = Comment().Replace(text, "");
            foreach (Match match in mention.Matches(code))
            {
                int used = Array.IndexOf(rooms, match.Groups[1].Value);
                Assert.True(used <= own, $"{path}: {rooms[own]} uses {match.Value}, which comes after it");
            }
        }
    }

    private static string Folder(string project) => Path.Combine(SharedData.RepositoryRoot, "src", project);

    private static IEnumerable<(string Path, string Text)> Sources(string project) =>
        Directory.EnumerateFiles(Folder(project), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Select(path => (path, File.ReadAllText(path)));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}
