using System.Buffers.Binary;
using System.IO.Compression;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// Portable Network Graphics (W3C Recommendation, third edition 2025; ISO/IEC 15948), the part pictures of data need: 8 bits a channel,
/// no palette, no interlacing. The same pixels always give the same bytes on the same runtime.
/// </summary>
public static class Png
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Writes a grey picture to a file, whole or not at all (see <see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="width">Pixels a row; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="pixels">Row-major from the top left, 0 black to 255 white: shape [height, width].</param>
    /// <exception cref="ArgumentException">The number of pixels is not height x width.</exception>
    /// <exception cref="IOException">Writing failed; an earlier file is as it was.</exception>
    public static void WriteGrey(string path, int width, int height, ReadOnlySpan<byte> pixels) =>
        WriteFile(path, Encode(width, height, channels: 1, pixels));

    /// <summary>Writes a grey picture to a stream.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="width">Pixels a row; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="pixels">Row-major from the top left, 0 black to 255 white: shape [height, width].</param>
    /// <exception cref="ArgumentException">The number of pixels is not height x width.</exception>
    public static void WriteGrey(Stream stream, int width, int height, ReadOnlySpan<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encode(width, height, channels: 1, pixels));
    }

    /// <summary>Writes a colour picture to a file, whole or not at all (see <see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="width">Pixels a row; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="pixels">Row-major from the top left, red, green and blue interleaved: shape [height, width, 3].</param>
    /// <exception cref="ArgumentException">The number of bytes is not height x width x 3.</exception>
    /// <exception cref="IOException">Writing failed; an earlier file is as it was.</exception>
    public static void WriteRgb(string path, int width, int height, ReadOnlySpan<byte> pixels) =>
        WriteFile(path, Encode(width, height, channels: 3, pixels));

    /// <summary>Writes a colour picture to a stream.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="width">Pixels a row; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="pixels">Row-major from the top left, red, green and blue interleaved: shape [height, width, 3].</param>
    /// <exception cref="ArgumentException">The number of bytes is not height x width x 3.</exception>
    public static void WriteRgb(Stream stream, int width, int height, ReadOnlySpan<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encode(width, height, channels: 3, pixels));
    }

    /// <summary>The bytes of a PNG file, e.g. to embed in a page.</summary>
    /// <param name="width">Pixels a row; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="channels">1 grey, 2 grey and alpha, 3 red-green-blue, 4 red-green-blue and alpha.</param>
    /// <param name="pixels">Row-major from the top left, channels interleaved: shape [height, width, channels].</param>
    /// <exception cref="ArgumentException">The number of bytes is not height x width x channels.</exception>
    public static byte[] Encode(int width, int height, int channels, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        if (pixels.Length != (Int128)height * width * channels)
        {
            throw new ArgumentException(
                $"pixels: expected {height} x {width} x {channels} bytes (height x width x channels), got {pixels.Length}.", nameof(pixels));
        }

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = ColorTypes[channels];

        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Deflate(width * channels, channels, pixels));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Reads a picture: 8 bits a channel, grey or colour, with or without alpha.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no PNG, is damaged or truncated, or uses a feature that is not read here.</exception>
    public static PngImage Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var stream = File.OpenRead(path);
        return PngReader.Read(stream, path);
    }

    /// <summary>Reads a picture: 8 bits a channel, grey or colour, with or without alpha. The stream must end where the picture does.</summary>
    /// <param name="stream">Where from; must be seekable, is left open.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">The data are no PNG, are damaged or truncated, or use a feature that is not read here.</exception>
    public static PngImage Read(Stream stream, string name = "PNG")
    {
        ArgumentNullException.ThrowIfNull(stream);
        return PngReader.Read(stream, name);
    }

    // Indexed by the number of channels: grey, grey and alpha, colour, colour and alpha.
    internal static ReadOnlySpan<byte> ColorTypes => [0xFF, 0, 4, 2, 6];

    internal static bool HasSignature(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    internal static int SignatureLength => Signature.Length;

    private static void WriteFile(string path, byte[] bytes) => AtomicFile.Write(path, stream => stream.Write(bytes));

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Append(Crc32.Compute(type), data));
        file.Write(word);
    }

    // Each row takes the filter whose output, read as signed bytes, has the least sum of magnitudes (PNG, section 12.7).
    private static ReadOnlySpan<byte> Deflate(int rowBytes, int channels, ReadOnlySpan<byte> pixels)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var above = new byte[rowBytes].AsSpan();
            var best = new byte[rowBytes + 1];
            var trial = new byte[rowBytes + 1];
            for (; !pixels.IsEmpty; pixels = pixels[rowBytes..])
            {
                var row = pixels[..rowBytes];
                long least = long.MaxValue;
                for (byte filter = 0; filter < PngFilter.Count; filter++)
                {
                    trial[0] = filter;
                    PngFilter.Apply(filter, row, above, channels, trial.AsSpan(1));
                    long cost = 0;
                    foreach (byte b in trial.AsSpan(1))
                        cost += Math.Abs((int)(sbyte)b);
                    if (cost < least)
                    {
                        least = cost;
                        (best, trial) = (trial, best);
                    }
                }
                zlib.Write(best);
                row.CopyTo(above);
            }
        }
        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }
}
