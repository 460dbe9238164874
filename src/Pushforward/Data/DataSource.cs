namespace Pushforward.Data;

/// <summary>
/// Makes a data set of what a user names after <c>--data</c>: a built-in or known set, a folder, a file, or <c>-</c> for a table on
/// standard input. What a file is, its first bytes decide, not its name.
/// </summary>
public static class DataSource
{
    /// <summary>Opens a data set. Little is read before a split is asked for.</summary>
    /// <param name="spec">digits, mnist, a folder, a file, or -.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="FileNotFoundException">There is no such set, folder or file.</exception>
    /// <exception cref="InvalidDataException">What is there cannot be read as data.</exception>
    public static Dataset Open(string spec, DataOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(spec);
        options ??= new();
        if (Directory.Exists(spec))
            return IdxFolder.Open(spec);
        if (!File.Exists(spec))
            throw new FileNotFoundException($"{spec}: neither a known set (digits, mnist) nor a file or folder that exists. See 'pushforward data list'.", spec);

        return DataFile.FirstBytes(spec, 4) is [0, 0, _, _]
            ? new ImageDataset(NameOf(spec), new Dictionary<DataSplit, Func<CancellationToken, ImageSet>>
            {
                [DataSplit.Train] = c => IdxFile.ReadImages(spec, null, c),
            })
            : throw new InvalidDataException($"{spec}: the file is none of the kinds that can be read (IDX).");
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
