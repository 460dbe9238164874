using System.Buffers.Binary;
using System.IO.Compression;

namespace Pushforward.Numerics.Formats;

/// <summary>Strict inflating of a zlib stream (RFC 1950) whose inflated size is known beforehand.</summary>
internal static class Zlib
{
    /// <summary>Inflates all of a buffer into an array of exactly the size expected.</summary>
    /// <exception cref="InvalidDataException">The data are no zlib stream, damaged, truncated, or inflate to another size.</exception>
    public static byte[] InflateExactly(MemoryStream compressed, int size, string name)
    {
        const string remedy = FormatStream.Damaged;
        var bytes = compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
        // Method 8 with a window of at most 32 KiB, header divisible by 31, no preset dictionary; then data, then Adler-32.
        if (bytes.Length < 6 || (bytes[0] & 0x0F) != 8 || bytes[0] >> 4 > 7 || BinaryPrimitives.ReadUInt16BigEndian(bytes) % 31 != 0
            || (bytes[1] & 0x20) != 0)
        {
            throw new InvalidDataException($"{name}: the compressed data do not begin as a zlib stream. {remedy}");
        }

        var inflated = new byte[size];
        int read;
        bool more;
        compressed.Position = 0;
        try
        {
            using var zlib = new ZLibStream(compressed, CompressionMode.Decompress, leaveOpen: true);
            read = zlib.ReadAtLeast(inflated, size, throwOnEndOfStream: false);
            more = zlib.ReadByte() >= 0;
        }
        // The source is memory: what is thrown here speaks of the data.
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new InvalidDataException($"{name}: the compressed data cannot be inflated. {remedy}", exception);
        }
        if (read < size || more)
            throw new InvalidDataException($"{name}: expected {size} bytes after inflating, found {(more ? "more" : read)}. {remedy}");

        uint declared = BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]);
        uint found = Adler32(inflated);
        if (declared != found)
            throw new InvalidDataException($"{name}: the inflated data have Adler-32 {found:x8}, expected {declared:x8}. {remedy}");
        return inflated;
    }

    // Two sums modulo the largest prime below 2^16 (RFC 1950, section 8.2); 5552 bytes is the most that cannot overflow 32 bits.
    private static uint Adler32(ReadOnlySpan<byte> message)
    {
        const uint modulus = 65521;
        const int block = 5552;
        uint a = 1, b = 0;
        while (!message.IsEmpty)
        {
            var part = message[..Math.Min(block, message.Length)];
            foreach (byte value in part)
            {
                a += value;
                b += a;
            }
            a %= modulus;
            b %= modulus;
            message = message[part.Length..];
        }
        return (b << 16) | a;
    }
}
