using System.Globalization;
using CsvHelper;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Cli;

/// <summary>Writes samples in the form a file's name asks for: a sheet of images, a table, an array.</summary>
internal static class SampleWriter
{
    public static Action<Stream, SampleSet> For(string path) => path == "-" ? Table : Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => Sheet,
        ".csv" => Table,
        ".npy" => Array,
        var other => throw new ArgumentException($"--out {path}: expected a name that ends in .png, .csv or .npy, got '{other}'."),
    };

    private static void Sheet(Stream stream, SampleSet samples)
    {
        if (samples.Image is not { } image)
            throw new ArgumentException("--out: a .png sheet shows images, and this model's rows are no images. Name a .csv or .npy file.");
        stream.Write(ImageSheet.Render(samples.Values, image.Height, image.Width).Png.Span);
    }

    /// <summary>Writes lines of fields under a header, quoted where they must be.</summary>
    public static void Text(Stream stream, IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows)
    {
        using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n", FormatProvider = CultureInfo.InvariantCulture }, leaveOpen: true);
        foreach (var row in rows.Prepend(header))
        {
            foreach (string field in row)
                csv.WriteField(field);
            csv.EndRecord();
        }
    }

    private static void Table(Stream stream, SampleSet samples) => Text(
        stream,
        Enumerable.Range(0, samples.Columns).Select(d => samples.Schema?[d].Name ?? FormattableString.Invariant($"x{d}")),
        Enumerable.Range(0, samples.Rows).Select(n => Enumerable.Range(0, samples.Columns).Select(d => Value(samples, d, samples.Row(n)[d]))));

    // A drawn code goes back to the word it stands for; a mean is a number.
    private static string Value(SampleSet samples, int column, float value) =>
        samples.Kind == SampleKind.Draws && samples.Schema is { } schema && float.IsInteger(value) && value >= 0 && schema[column].Levels.Count > (int)value
            ? schema[column].Levels[(int)value]
            : value.ToString("R", CultureInfo.InvariantCulture);

    private static void Array(Stream stream, SampleSet samples) => Npy.Write(stream, new StoredArray([samples.Rows, samples.Columns], samples.Values));
}
