using System.Text.RegularExpressions;
using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>
/// A folder with one table a split: NAME.train.data with NAME.valid.data and NAME.test.data or one of them, as density-estimation
/// benchmarks are distributed. The ending may also be .csv or .tsv, the name may be left out, valid may be validation.
/// </summary>
internal static partial class TableFolder
{
    /// <summary>Opens the set; null when the folder holds no train table.</summary>
    /// <exception cref="InvalidDataException">There are several sets in the folder.</exception>
    public static TableDataset? TryOpen(string folder, TableOptions options)
    {
        var files = Directory.EnumerateFiles(folder)
            .Select(path => (Path: path, Match: SplitFile().Match(Path.GetFileName(path))))
            .Where(file => file.Match.Success)
            .Select(file => (file.Path, Set: file.Match.Groups["set"].Value, Split: DataSplitNames.Parse(file.Match.Groups["split"].Value)))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToArray();
        if (!files.Any(file => file.Split == DataSplit.Train))
            return null;

        if (files.GroupBy(file => file.Split).FirstOrDefault(group => group.Count() > 1) is { } several)
        {
            throw new InvalidDataException(
                $"{folder}: expected one {several.Key.Word()} table, found {string.Join(", ", several.Select(file => Path.GetFileName(file.Path)))}. "
                + "Name one file, or keep each set in a folder of its own.");
        }
        string name = files[0].Set is { Length: > 0 } set ? set : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new(name, files.ToDictionary(file => file.Split, file => Reader(file.Path)), options);
    }

    private static Func<TableOptions, CancellationToken, Table> Reader(string path) =>
        (options, cancellation) => Table.Read(path, options, cancellation);

    [GeneratedRegex(@"^(?:(?<set>.+)[._-])?(?<split>train|valid|validation|test)\.(?:data|csv|tsv)(?:\.gz)?$", RegexOptions.IgnoreCase)]
    private static partial Regex SplitFile();
}
