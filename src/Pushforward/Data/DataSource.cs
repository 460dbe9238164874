using Pushforward.Data.Digits;
using Pushforward.Data.Downloads;
using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>What a file holds.</summary>
public enum DataFileKind
{
    /// <summary>Images in the format of MNIST.</summary>
    Idx,

    /// <summary>One array of NumPy.</summary>
    Npy,

    /// <summary>Several.</summary>
    Npz,

    /// <summary>Comma- or tab-separated text.</summary>
    Table,
}

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

    /// <summary>Opens a table, or an .npy file of bits, as rows that are read when they are needed.</summary>
    /// <param name="spec">A file, or - for a table on standard input.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="levels">How many levels the columns of a table may have.</param>
    /// <param name="packedColumns">Columns of a row of an .npy file whose bits are packed; null for one byte a bit.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="ArgumentException">What is named is no file of that kind.</exception>
    /// <exception cref="InvalidDataException">The data are damaged, or not what they may be; the message names the place.</exception>
    /// <exception cref="IOException">Reading failed, or the folder for temporary files is full.</exception>
    public static IBitSource OpenRows(
        string spec, DataOptions? options = null, ColumnLevelLimit levels = ColumnLevelLimit.Any, int? packedColumns = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(spec);
        options ??= new();
        if (spec == StandardInput)
        {
            using var stream = options.StandardInput ?? Console.OpenStandardInput();
            return TableBitSource.Open(stream, "standard input", options.Table, levels, cancellation);
        }
        return !File.Exists(spec) ? throw NoRows("no file")
            : KindOf(spec) switch
            {
                DataFileKind.Npy when options.Table.Weights is { } weights => throw new ArgumentException($"--weights {weights}: {spec} has no columns with names. Leave the option out."),
                DataFileKind.Npy => NpyBitSource.Open(spec, packedColumns),
                DataFileKind.Table => TableBitSource.Open(spec, options.Table, levels, cancellation),
                _ => throw NoRows("a file of another kind"),
            };

        ArgumentException NoRows(string what) => new(
            $"{spec}: to read rows block by block, expected a file with a table or an .npy file of bits, got {what}. Name one, or leave --stream away.");
    }

    /// <summary>What a file is by its first bytes.</summary>
    /// <param name="path">A file that is there.</param>
    /// <exception cref="InvalidDataException">Nothing that can be read.</exception>
    public static DataFileKind KindOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Devices and pipes (/dev/stdin, /dev/fd/63) give their bytes once, so nothing can be read ahead: they hold tables.
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
            return DataFileKind.Table;
        byte[] first = DataFile.FirstBytes(path, SniffedBytes);
        return first switch
        {
            [0, 0, ..] => DataFileKind.Idx,
            [0x93, (byte)'N', (byte)'U', (byte)'M', ..] => DataFileKind.Npy,
            [(byte)'P', (byte)'K', 3 or 5, ..] => DataFileKind.Npz,
            // Text has no zero bytes, but for UTF-16 behind its mark.
            not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) when first.Contains((byte)0) => throw new InvalidDataException(
                $"{path}: none of the kinds of data that can be read (IDX images, .npy, .npz, or a table of comma- or tab-separated text)."),
            _ => DataFileKind.Table,
        };
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
        return KindOf(path) switch
        {
            DataFileKind.Idx => new ImageDataset(name, OnlyTrain<Func<CancellationToken, ImageSet>>(c => IdxFile.ReadImages(path, null, c))),
            DataFileKind.Npy => ArrayFile.OpenNpy(path, name, options.Table),
            DataFileKind.Npz => ArrayFile.OpenNpz(path, name, options.Table),
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
