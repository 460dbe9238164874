using Pushforward.Data.Tables;

namespace Pushforward.Data;

/// <summary>
/// Makes a data set of what a user names after <c>--data</c>: a built-in or known set, a folder, a file, or <c>-</c> for a table on
/// standard input. What a file is, its first bytes decide, not its name.
/// </summary>
public static class DataSource
{
    /// <summary>The name that means standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Opens a data set. Little is read before a split is asked for.</summary>
    /// <param name="spec">digits, mnist, a folder, a file, or -.</param>
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
        if (Directory.Exists(spec))
            return OpenFolder(spec, options);
        if (File.Exists(spec))
            return OpenFile(spec, options);
        throw new FileNotFoundException($"{spec}: neither a known set (digits, mnist) nor a file or folder that exists. See 'pushforward data list'.", spec);
    }

    private static Dataset OpenFolder(string folder, DataOptions options)
    {
        if (!IdxFolder.IsMeant(folder) && TableFolder.TryOpen(folder, options.Table) is { } tables)
            return tables;
        return IdxFolder.Open(folder);
    }

    private static Dataset OpenFile(string path, DataOptions options)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return DataFile.FirstBytes(path, 4) switch
        {
            [0, 0, _, _] => new ImageDataset(name, OnlyTrain<Func<CancellationToken, ImageSet>>(c => IdxFile.ReadImages(path, null, c))),
            _ => new TableDataset(name, OnlyTrain<Func<TableOptions, CancellationToken, Table>>((o, c) => Table.Read(path, o, c)), options.Table),
        };
    }

    private static TableDataset OfStandardInput(DataOptions options) =>
        new("standard input", OnlyTrain<Func<TableOptions, CancellationToken, Table>>((tableOptions, cancellation) =>
        {
            using var stream = options.StandardInput ?? Console.OpenStandardInput();
            return Table.Read(stream, "standard input", tableOptions, cancellation);
        }), options.Table);

    private static Dictionary<DataSplit, T> OnlyTrain<T>(T reader) => new() { [DataSplit.Train] = reader };
}
