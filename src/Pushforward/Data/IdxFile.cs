using System.Buffers.Binary;

namespace Pushforward.Data;

/// <summary>An array of bytes as an IDX file holds it.</summary>
/// <param name="Dimensions">The sizes, slowest first.</param>
/// <param name="Values">All values, row-major.</param>
public sealed record IdxArray(int[] Dimensions, byte[] Values);

/// <summary>
/// The file format of MNIST (LeCun, Cortes &amp; Burges): two zero bytes, the type (8 is unsigned byte), the number of dimensions, each
/// dimension as a big-endian 32-bit integer, then the values. Nothing a header says is believed before it fits the file's length.
/// </summary>
public static class IdxFile
{
    private const byte UnsignedByte = 0x08;
    private const int MostDimensions = 8;

    // What is allocated at once on the word of a compressed file; beyond it the buffer grows as bytes really come.
    private const int FirstBuffer = 1 << 26;

    /// <summary>Reads a file of unsigned bytes, gzip or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">It is no IDX file of bytes, its length is not the one its dimensions give, or it is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IdxArray Read(string path, CancellationToken cancellation = default)
    {
        using var content = DataFile.OpenContent(path);
        Span<byte> magic = stackalloc byte[4];
        ReadHeader(content, magic, path);
        if (magic[0] != 0 || magic[1] != 0)
        {
            throw new InvalidDataException(
                $"{path}: expected an IDX file, whose first two bytes are zero, found {magic[0]:X2} {magic[1]:X2}. Is it another kind of file?");
        }
        if (magic[2] != UnsignedByte)
            throw new InvalidDataException($"{path}: expected unsigned bytes (IDX type 08), found type {magic[2]:X2}. Convert the values to bytes.");
        if (magic[3] is 0 or > MostDimensions)
            throw new InvalidDataException($"{path}: expected 1 to {MostDimensions} dimensions, found {magic[3]}; the header is damaged.");

        Span<byte> sizes = stackalloc byte[4 * magic[3]];
        ReadHeader(content, sizes, path);
        var dimensions = new int[magic[3]];
        long count = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
            // Both factors are below 2^32 and the product is cut at Array.MaxLength each time, so it cannot overflow.
            count *= size;
            if (size > int.MaxValue || count > Array.MaxLength)
                throw new InvalidDataException($"{path}: the dimensions in the header give more values than fit into memory; the header is damaged.");
            dimensions[i] = (int)size;
        }

        int headerLength = 4 + sizes.Length;
        CheckLength(content, headerLength, (int)count, dimensions, path);
        return new IdxArray(dimensions, ReadValues(content, (int)count, dimensions, path, cancellation));
    }

    /// <summary>Reads images, and their labels when a second file is given.</summary>
    /// <param name="imagesPath">Three dimensions: images, height, width.</param>
    /// <param name="labelsPath">One dimension: a label an image; null when there are none.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">A file is not what it should be, or the two do not fit together.</exception>
    public static ImageSet ReadImages(string imagesPath, string? labelsPath = null, CancellationToken cancellation = default)
    {
        var images = Read(imagesPath, cancellation);
        if (images.Dimensions is not [int rows, int height, int width])
        {
            throw new InvalidDataException(
                $"{imagesPath}: expected images (3 dimensions: rows, height, width), found {Shape(images.Dimensions)}."
                + (images.Dimensions.Length == 1 ? " This looks like a file of labels; name the file of images." : ""));
        }
        if (rows == 0 || height == 0 || width == 0)
            throw new InvalidDataException($"{imagesPath}: expected at least one image of at least one pixel, found {Shape(images.Dimensions)}.");

        if (labelsPath is null)
            return new ImageSet(height, width, images.Values);

        var labels = Read(labelsPath, cancellation);
        if (labels.Dimensions is not [int labelled])
            throw new InvalidDataException($"{labelsPath}: expected labels (1 dimension), found {Shape(labels.Dimensions)}.");
        return labelled == rows
            ? new ImageSet(height, width, images.Values, labels.Values)
            : throw new InvalidDataException($"{labelsPath}: expected {rows} labels, one for each image of {imagesPath}, found {labelled}.");
    }

    /// <summary>Writes an array of bytes as IDX, uncompressed.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="dimensions">The sizes, slowest first; 1 to 8 of them.</param>
    /// <param name="values">All values, row-major.</param>
    /// <exception cref="ArgumentException">The sizes do not multiply to the number of values.</exception>
    public static void Write(Stream stream, ReadOnlySpan<int> dimensions, ReadOnlySpan<byte> values)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (dimensions.Length is 0 or > MostDimensions)
            throw new ArgumentException($"dimensions: expected 1 to {MostDimensions}, got {dimensions.Length}.", nameof(dimensions));
        Span<byte> header = stackalloc byte[4 + 4 * dimensions.Length];
        (header[0], header[1], header[2], header[3]) = (0, 0, UnsignedByte, (byte)dimensions.Length);
        long count = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimensions[i], nameof(dimensions));
            count = checked(count * dimensions[i]);
            BinaryPrimitives.WriteInt32BigEndian(header[(4 + 4 * i)..], dimensions[i]);
        }
        if (count != values.Length)
            throw new ArgumentException($"values: {Shape(dimensions)} needs {count} values, got {values.Length}.", nameof(values));
        stream.Write(header);
        stream.Write(values);
    }

    private static void ReadHeader(Stream content, Span<byte> bytes, string path)
    {
        if (content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException($"{path}: the file ends within the IDX header. Copy or download it again.");
    }

    private static void CheckLength(Stream content, int headerLength, int count, int[] dimensions, string path)
    {
        long expected = headerLength + (long)count;
        if (content is CheckedGzipStream gzip)
        {
            if (gzip.ExpectedLengthModulo32 != expected || expected > gzip.LongestContent)
            {
                throw new InvalidDataException(
                    $"{path}: {Shape(dimensions)} needs {expected} bytes, but the gzip file cannot hold exactly that. It is cut short or damaged; copy or download it again.");
            }
        }
        else if (content.Length != expected)
        {
            throw new InvalidDataException(
                $"{path}: {Shape(dimensions)} needs {expected} bytes, the file has {content.Length}. It is cut short or damaged; copy or download it again.");
        }
    }

    private static byte[] ReadValues(Stream content, int count, int[] dimensions, string path, CancellationToken cancellation)
    {
        var values = new byte[Math.Min(count, content is CheckedGzipStream ? FirstBuffer : count)];
        int filled = 0;
        while (filled < count)
        {
            cancellation.ThrowIfCancellationRequested();
            if (filled == values.Length)
                Array.Resize(ref values, (int)Math.Min(count, 2L * values.Length));
            int read = content.Read(values.AsSpan(filled, Math.Min(values.Length - filled, 1 << 20)));
            if (read == 0)
                throw new InvalidDataException($"{path}: {Shape(dimensions)} needs {count} values, found {filled}. The file is cut short.");
            filled += read;
        }

        // Reading past the end is what makes a gzip stream check itself.
        Span<byte> beyond = stackalloc byte[1];
        return content.Read(beyond) == 0
            ? values
            : throw new InvalidDataException($"{path}: more bytes than {Shape(dimensions)} needs. The file is damaged or not what it seems.");
    }

    private static string Shape(ReadOnlySpan<int> dimensions) => $"[{string.Join(", ", dimensions.ToArray())}]";
}
