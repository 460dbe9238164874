using Pushforward.Data.Tables;
using Pushforward.Numerics.Formats;

namespace Pushforward.Data;

/// <summary>
/// Data sets in NumPy's files. An .npy file is a train split. An .npz file has the splits its names say: x_train with y_train, train_images with
/// train_labels, or train, and likewise for validation (val, valid) and test; or it is a train split of one array, x with y, or images with labels.
/// </summary>
internal static class ArrayFile
{
    private static readonly (DataSplit Split, string[] Words)[] Splits =
        [(DataSplit.Train, ["train"]), (DataSplit.Validation, ["validation", "valid", "val"]), (DataSplit.Test, ["test"])];

    /// <summary>Opens an .npy file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds neither images nor a table.</exception>
    public static Dataset OpenNpy(string path, string name, TableOptions options)
    {
        var array = Npy.Read(path);
        if (ArrayImages.IsTable(array))
            return TableOf(name, new() { [DataSplit.Train] = () => array }, path, options);
        var images = ArrayImages.ToImages(array, null, path);
        return new ImageDataset(name, images);
    }

    /// <summary>Opens an .npz file; splits but the first are read when they are asked for.</summary>
    /// <exception cref="InvalidDataException">It is damaged, has no array that could be data, or holds neither images nor a table.</exception>
    public static Dataset OpenNpz(string path, string name, TableOptions options)
    {
        using var file = NpzFile.Open(path);
        var found = Find([.. file.Names]);
        if (found.Count == 0)
        {
            throw new InvalidDataException(
                $"{path}: expected one array, or arrays called x_train, x_test (with y_train, y_test) or train, test; found {string.Join(", ", file.Names.Order(StringComparer.Ordinal))}.");
        }

        var first = found.Values.First();
        if (ArrayImages.IsTable(file.Read(first.Data)))
        {
            return TableOf(name, found.ToDictionary(split => split.Key, split => (Func<StoredArray>)(() => ReadAgain(path, split.Value.Data))), path, options);
        }
        return new ImageDataset(name, found.ToDictionary(split => split.Key, split => (Func<CancellationToken, ImageSet>)(_ =>
        {
            using var again = NpzFile.Open(path);
            var labels = split.Value.Labels is { } key ? again.Read(key) : null;
            return ArrayImages.ToImages(again.Read(split.Value.Data), labels, $"{path}, array '{split.Value.Data}'");
        })));
    }

    /// <summary>Which arrays are which split's data and labels.</summary>
    internal static SortedDictionary<DataSplit, (string Data, string? Labels)> Find(IReadOnlyCollection<string> names)
    {
        var found = new SortedDictionary<DataSplit, (string, string?)>();
        foreach (var (split, words) in Splits)
        {
            foreach (string word in words)
            {
                (string Data, string Labels)[] pairs = [($"x_{word}", $"y_{word}"), ($"{word}_images", $"{word}_labels"), (word, $"{word}_labels")];
                if (pairs.FirstOrDefault(pair => names.Contains(pair.Data)) is { Data: not null } pair)
                    found.TryAdd(split, (pair.Data, names.Contains(pair.Labels) ? pair.Labels : null));
            }
        }
        if (found.ContainsKey(DataSplit.Train))
            return found;

        found.Clear();
        if (names.Count == 1)
            found.Add(DataSplit.Train, (names.First(), null));
        else if (names.Count == 2 && names.Contains("x") && names.Contains("y"))
            found.Add(DataSplit.Train, ("x", "y"));
        else if (names.Count == 2 && names.Contains("images") && names.Contains("labels"))
            found.Add(DataSplit.Train, ("images", "labels"));
        return found;
    }

    private static StoredArray ReadAgain(string path, string array)
    {
        using var file = NpzFile.Open(path);
        return file.Read(array);
    }

    private static TableDataset TableOf(string name, Dictionary<DataSplit, Func<StoredArray>> arrays, string path, TableOptions options) =>
        new(name, arrays.ToDictionary(split => split.Key, split => (Func<TableOptions, CancellationToken, Table>)((tableOptions, cancellation) =>
            ArrayImages.ToTable(split.Value(), path, tableOptions, cancellation))), options);
}
