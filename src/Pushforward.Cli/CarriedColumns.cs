using System.IO.Compression;
using CsvHelper;
using Pushforward.Data.Tables;

namespace Pushforward.Cli;

/// <summary>
/// The columns of a table file that a model does not use, such as identifiers and weights, carried over as they stand beside those it has completed, so that the
/// result joins back to where the table came from.
/// </summary>
internal sealed class CarriedColumns
{
    private readonly string _path;

    // For each column of the file its place among those of the model; -1 for one to carry over.
    private readonly int[] _places;

    private CarriedColumns(string path, string[] header, int[] places) => (_path, Header, _places) = (path, header, places);

    /// <summary>All columns of the file, in its order.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Looks into a file.</summary>
    /// <param name="path">What was named as data.</param>
    /// <param name="schema">The columns of the model.</param>
    /// <returns>Null where it is no text file, names no columns, or has none but the model's.</returns>
    public static CarriedColumns? Of(string path, IReadOnlyList<ColumnLevels> schema)
    {
        if (!File.Exists(path) || path.StartsWith("/dev/", StringComparison.Ordinal) || Path.GetExtension(path).ToLowerInvariant() is ".npy" or ".npz")
            return null;
        string[] header = Records(path).First();
        var place = schema.Index().ToDictionary(column => column.Item.Name, column => column.Index, StringComparer.Ordinal);
        int[] places = [.. header.Select(name => place.GetValueOrDefault(name, -1))];
        return header.Length > schema.Count && places.Count(p => p >= 0) == schema.Count ? new CarriedColumns(path, header, places) : null;
    }

    /// <summary>The rows of the file, those columns that the model has in its words.</summary>
    /// <param name="completed">A row of the model's columns for each row of the file.</param>
    public IEnumerable<string[]> Join(IEnumerable<string[]> completed) => completed.Zip(
        Records(_path).Skip(1), (row, record) => (string[])[.. _places.Select((place, c) => place >= 0 ? row[place] : record[c])]);

    // The table has been read and found well-formed by now.
    private static IEnumerable<string[]> Records(string path)
    {
        using var file = File.OpenRead(path);
        bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream content = gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var csv = CsvReader.Create(content, new CsvReaderOptions { HasHeader = false, SkipEmptyLines = false, TrimWhitespace = true }, leaveOpen: true);
        while (csv.Read())
        {
            // With columns to carry over a row has at least two fields, and an empty line is no row.
            if (csv.FieldCount > 1 || !csv.RawRecord.IsEmpty)
                yield return [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
        }
    }
}
