namespace Pushforward.Data;

/// <summary>
/// A folder laid out as MNIST is distributed: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
/// t10k-labels-idx1-ubyte, each with .gz or without (what is inside decides, not the name). t10k is the test split.
/// </summary>
public static class IdxFolder
{
    private static readonly string[] Files =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Whether a folder holds at least one of the four files, so that it is meant to be such a set.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsMeant(string folder) => Files.Any(file => Find(folder, file) is not null);

    /// <summary>Opens the set; images are read when they are asked for.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What the set is called in reports; the folder's name when null.</param>
    /// <exception cref="InvalidDataException">Files are missing; the message says which.</exception>
    public static ImageDataset Open(string folder, string? name = null)
    {
        var found = Files.Select(file => Find(folder, file)).ToArray();
        string[] missing = [.. Files.Where((_, i) => found[i] is null)];
        if (missing.Length > 0)
        {
            throw new InvalidDataException(
                $"{folder}: expected the four files of an MNIST-like set (with .gz or without), or NAME.train.data and its siblings; missing: {string.Join(", ", missing)}.");
        }

        return new(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            new Dictionary<DataSplit, Func<CancellationToken, ImageSet>>
            {
                [DataSplit.Train] = cancellation => IdxFile.ReadImages(found[0]!, found[1], cancellation),
                [DataSplit.Test] = cancellation => IdxFile.ReadImages(found[2]!, found[3], cancellation),
            });
    }

    // Some tools unpack "train-images-idx3-ubyte.gz" to "train-images.idx3-ubyte".
    private static string? Find(string folder, string file) =>
        new[] { file, file + ".gz", file.Replace("-idx", ".idx"), file.Replace("-idx", ".idx") + ".gz" }
            .Select(name => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
