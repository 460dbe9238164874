using System.Globalization;
using System.Text;
using Pushforward.Data.Tables;
using Pushforward.Numerics.Formats;

namespace Pushforward.Data;

/// <summary>
/// Arrays as other tools save them (.npy, .npz): images of shape [rows, height, width] or [rows, size * size] as bytes, truth values,
/// integers from 0 to 255 or fractions from 0 to 1; tables of integers of any other shape [rows, columns].
/// </summary>
internal static class ArrayImages
{
    /// <summary>Whether the array can only be a table: two sizes, and rows that fill no square.</summary>
    public static bool IsTable(StoredArray array) => array.Shape.Length == 2 && Side(array.Shape[1]) is null;

    /// <summary>The array as gray images. Integers that are all 0 or 1 are black and white.</summary>
    /// <exception cref="InvalidDataException">The shape or a value is not that of images.</exception>
    public static ImageSet ToImages(StoredArray array, StoredArray? labels, string place)
    {
        var (height, width) = array.Shape switch
        {
            [_, var h and > 0 and <= int.MaxValue, var w and > 0 and <= int.MaxValue] => ((int)h, (int)w),
            [_, var columns] when Side(columns) is int side => (side, side),
            _ => throw new InvalidDataException(
                $"{place}: expected images of shape [rows, height, width] or [rows, size * size], found {array}. Reshape the array where it was written."),
        };
        if (array.Count == 0)
            throw new InvalidDataException($"{place}: expected at least one image, found none ({array}).");
        return new(height, width, Pixels(array, place), labels is null ? null : Labels(labels, array.Shape[0], place));
    }

    /// <summary>The array as a table of categorical columns named 1, 2, 3 and so on.</summary>
    /// <exception cref="InvalidDataException">The values are fractions, or there are none.</exception>
    public static Table ToTable(StoredArray array, string place, TableOptions options, CancellationToken cancellation)
    {
        if (array.Type is ElementType.Float32 or ElementType.Float64)
        {
            throw new InvalidDataException(
                $"{place}: expected images of shape [rows, height, width], or a table of integers, found {array}. Reshape or convert the array where it was written.");
        }
        // A table in memory is read as the same table in a file is, so that columns, weights and levels mean the same.
        using var text = new MemoryStream();
        using (var writer = new StreamWriter(text, new UTF8Encoding(false), 1 << 16, leaveOpen: true))
        {
            int columns = (int)array.Shape[1];
            for (int i = 0; i < array.Count; i++)
            {
                writer.Write(IntegerAt(array, i).ToString(CultureInfo.InvariantCulture));
                writer.Write((i + 1) % columns == 0 ? '\n' : ',');
            }
        }
        text.Position = 0;
        return Table.Read(text, place, options with { Header = TableHeader.No }, cancellation);
    }

    private static int? Side(long columns)
    {
        int side = (int)Math.Round(Math.Sqrt(columns));
        return side > 0 && (long)side * side == columns ? side : null;
    }

    private static byte[] Pixels(StoredArray array, string place)
    {
        var pixels = new byte[array.Count];
        if (array.Type is ElementType.Float32 or ElementType.Float64)
        {
            for (int i = 0; i < pixels.Length; i++)
            {
                double value = array.Type == ElementType.Float32 ? array.AsSpan<float>()[i] : array.AsSpan<double>()[i];
                if (!(value is >= 0 and <= 1))
                    throw BadPixel(array, i, value.ToString(CultureInfo.InvariantCulture), "a fraction from 0 to 1", place);
                // Halves go down, so that a pixel is above one half in 256 levels only if it was before.
                pixels[i] = (byte)Math.Ceiling(255 * value - 0.5);
            }
            return pixels;
        }

        bool gray = false;
        for (int i = 0; i < pixels.Length; i++)
        {
            long value = IntegerAt(array, i);
            if (value is < 0 or > 255)
                throw BadPixel(array, i, value.ToString(CultureInfo.InvariantCulture), "an integer from 0 to 255", place);
            gray |= value > 1;
            pixels[i] = (byte)value;
        }
        if (!gray)
        {
            foreach (ref byte pixel in pixels.AsSpan())
                pixel *= 255;
        }
        return pixels;
    }

    private static byte[] Labels(StoredArray labels, long rows, string place)
    {
        if (labels.Count != rows)
            throw new InvalidDataException($"{place}: expected {rows} labels, one for each image, found {labels}.");
        var classes = new byte[labels.Count];
        for (int i = 0; i < classes.Length; i++)
        {
            long label = labels.Type is ElementType.Float32 or ElementType.Float64
                ? throw new InvalidDataException($"{place}: expected labels that are integers, found {labels}.")
                : IntegerAt(labels, i);
            classes[i] = label is >= 0 and <= 255 ? (byte)label
                : throw new InvalidDataException($"{place}: expected labels from 0 to 255, found {label} for image {i + 1}.");
        }
        return classes;
    }

    private static long IntegerAt(StoredArray array, int index) => array.Type switch
    {
        ElementType.Boolean => array.AsSpan<bool>()[index] ? 1 : 0,
        ElementType.UInt8 => array.AsSpan<byte>()[index],
        ElementType.Int32 => array.AsSpan<int>()[index],
        _ => array.AsSpan<long>()[index],
    };

    private static InvalidDataException BadPixel(StoredArray array, int index, string value, string expected, string place)
    {
        int perRow = array.Count / (int)array.Shape[0];
        return new($"{place}, image {index / perRow + 1}, pixel {index % perRow + 1}: expected {expected}, found {value}. Scale the array where it was written.");
    }
}
