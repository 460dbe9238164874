using Pushforward.Data.Digits;
using Pushforward.Data.Downloads;
using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>
/// Makes a data set of what a user names after <c>--data</c>: a built-in or known set, a folder, a file, or <c>-</c> for a table on
/// standard input. What a file is, its first bytes decide, not its name.
/// </summary>
public static class DataSource
{
    /// <summary>The name of the built-in set of handwriting-like digits.</summary>
    public const string Digits = "digits";

    /// <summary>The name that means standard input.</summary>
    public const string StandardInput = "-";

    private const int SniffedBytes = 512;

    /// <summary>Opens a data set. Little is read before a split is asked for.</summary>
    /// <param name="spec">digits, mnist, a toy as in toy:moons, a folder, a file, or -.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="FileNotFoundException">There is no such set, folder or file.</exception>
    /// <exception cref="InvalidDataException">What is there cannot be read as data.</exception>
    public static Dataset Open(string spec, DataOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(spec);
        cancellation.ThrowIfCancellationRequested();
        options ??= new();
        if (spec == StandardInput)
            return OfStandardInput(options);
        if (spec.Equals(Digits, StringComparison.OrdinalIgnoreCase))
            return OpenDigits(options.DigitsSeed);
        if (spec.StartsWith(ToyDataset.Prefix, StringComparison.OrdinalIgnoreCase))
            return ToyDataset.Open(spec);
        if (KnownSets.Find(spec) is { } set)
            return OpenKnown(set, options.CacheFolder);
        if (Directory.Exists(spec))
            return OpenFolder(spec, options);
        if (File.Exists(spec))
            return OpenFile(spec, options);

        string known = string.Join(", ", KnownSets.All.Select(known => known.Name).Prepend(Digits));
        throw new FileNotFoundException($"{spec}: neither a known set ({known}) nor a file or folder that exists. See 'pushforward data list'.", spec);
    }

    /// <summary>Opens a data set whose validation or test rows lie elsewhere.</summary>
    /// <param name="data">The set.</param>
    /// <param name="validation">Where the validation rows are; null for those of the set itself.</param>
    /// <param name="test">Where the test rows are; null for those of the set itself.</param>
    /// <param name="options">How to read them.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="FileNotFoundException">There is no such set, folder or file.</exception>
    /// <exception cref="InvalidDataException">What is there cannot be read as data, or images are mixed with tables.</exception>
    public static Dataset Open(
        string data, string? validation, string? test, DataOptions? options = null, CancellationToken cancellation = default)
    {
        var dataset = Open(data, options, cancellation);
        if (validation is not null)
            dataset = dataset.WithSplit(DataSplit.Validation, Open(validation, options, cancellation));
        if (test is not null)
            dataset = dataset.WithSplit(DataSplit.Test, Open(test, options, cancellation));
        return dataset;
    }

    private static ImageDataset OpenDigits(long seed) => new(Digits, new Dictionary<DataSplit, Func<CancellationToken, ImageSet>>
    {
        [DataSplit.Train] = _ => new DigitsSource(seed, DataSplit.Train).Generate(),
        [DataSplit.Test] = _ => new DigitsSource(seed, DataSplit.Test).Generate(),
    });

    private static ImageDataset OpenKnown(KnownSet set, string? cacheFolder) => DataCache.Has(set, cacheFolder)
        ? IdxFolder.Open(DataCache.FolderOf(set, cacheFolder), set.Name)
        : throw new FileNotFoundException(
            $"{set.Name}: not downloaded yet ({DataCache.FolderOf(set, cacheFolder)} lacks its files). Run 'pushforward data fetch {set.Name}', "
            + $"or use --data {Digits}, which needs no download; a folder of that name is ./{set.Name}.");

    private static Dataset OpenFolder(string folder, DataOptions options)
    {
        if (!IdxFolder.IsMeant(folder) && TableFolder.TryOpen(folder, options.Table) is { } tables)
            return tables;
        return IdxFolder.Open(folder);
    }

    private static Dataset OpenFile(string path, DataOptions options)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        // Devices and pipes (/dev/stdin, /dev/fd/63) give their bytes once, so nothing can be read ahead: they hold tables.
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
            return OfTable(name, path, options);
        byte[] first = DataFile.FirstBytes(path, SniffedBytes);
        return first switch
        {
            [0, 0, ..] => new ImageDataset(name, OnlyTrain<Func<CancellationToken, ImageSet>>(c => IdxFile.ReadImages(path, null, c))),
            [0x93, (byte)'N', (byte)'U', (byte)'M', ..] => ArrayFile.OpenNpy(path, name, options.Table),
            [(byte)'P', (byte)'K', 3 or 5, ..] => ArrayFile.OpenNpz(path, name, options.Table),
            // Text has no zero bytes, but for UTF-16 behind its mark.
            not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) when first.Contains((byte)0) => throw new InvalidDataException(
                $"{path}: none of the kinds of data that can be read (IDX images, .npy, .npz, or a table of comma- or tab-separated text)."),
            _ => OfTable(name, path, options),
        };
    }

    private static TableDataset OfTable(string name, string path, DataOptions options) =>
        new(name, OnlyTrain<Func<TableOptions, CancellationToken, Table>>((tableOptions, c) => Table.Read(path, tableOptions, c)), options.Table);

    private static TableDataset OfStandardInput(DataOptions options) =>
        new("standard input", OnlyTrain<Func<TableOptions, CancellationToken, Table>>((tableOptions, cancellation) =>
        {
            using var stream = options.StandardInput ?? Console.OpenStandardInput();
            return Table.Read(stream, "standard input", tableOptions, cancellation);
        }), options.Table);

    private static Dictionary<DataSplit, T> OnlyTrain<T>(T reader) => new() { [DataSplit.Train] = reader };
}
