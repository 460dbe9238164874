using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Formats;

/// <summary>Reading from streams whose length is known, so that sizes can be checked before anything is allocated.</summary>
internal static class FormatStream
{
    public const string Damaged = "The file is damaged or truncated; write or download it again.";

    // Spans of bytes end at 2 GB, arrays of values do not: they pass in pieces of this many values.
    private const int Piece = 1 << 16;

    /// <summary>How many bytes follow the stream's position.</summary>
    /// <exception cref="ArgumentException">The stream has no length.</exception>
    public static long Remaining(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek
            ? Math.Max(0, stream.Length - stream.Position)
            : throw new ArgumentException(
                "stream: expected a seekable stream, since sizes are checked before reading. Copy it to a MemoryStream.", nameof(stream));
    }

    /// <summary>Everything from the stream's position on.</summary>
    /// <exception cref="InvalidDataException">It is longer than an array can be.</exception>
    public static byte[] ReadToEnd(Stream stream, string name)
    {
        long length = Remaining(stream);
        if (length > Array.MaxLength)
            throw new InvalidDataException($"{name}: {length} bytes are more than are read at once ({Array.MaxLength}). Split the file.");
        var bytes = new byte[length];
        ReadExactly(stream, bytes, name);
        return bytes;
    }

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="InvalidDataException">The stream ends before.</exception>
    public static void ReadExactly(Stream stream, Span<byte> buffer, string name)
    {
        int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
            throw new InvalidDataException($"{name}: the file ends {buffer.Length - read} bytes too early. {Damaged}");
    }

    /// <summary>Reads an array of values. The caller has checked that the stream can hold that many.</summary>
    /// <exception cref="InvalidDataException">The stream ends before, or no array is as long.</exception>
    public static T[] ReadValues<T>(Stream stream, long count, bool bigEndian, string name)
        where T : unmanaged
    {
        if (count > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{name}: {count} values are more than one array holds here ({Array.MaxLength}). Split the array.");
        }
        var values = GC.AllocateUninitializedArray<T>((int)count);
        for (int start = 0; start < values.Length; start += Piece)
        {
            var bytes = MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(Piece, values.Length - start)));
            ReadExactly(stream, bytes, name);
            if (bigEndian == BitConverter.IsLittleEndian)
                ReverseEndianness(bytes, Unsafe.SizeOf<T>());
        }
        return values;
    }

    /// <summary>Reads truth values, each a byte 0 or 1. The caller has checked that the stream can hold that many.</summary>
    /// <exception cref="InvalidDataException">The stream ends before, or a byte is neither.</exception>
    public static bool[] ReadBooleans(Stream stream, long count, string name)
    {
        byte[] bytes = ReadValues<byte>(stream, count, bigEndian: false, name);
        int wrong = bytes.AsSpan().IndexOfAnyExcept((byte)0, (byte)1);
        if (wrong >= 0)
            throw new InvalidDataException($"{name}: truth value {wrong} is {bytes[wrong]}, expected 0 or 1. {Damaged}");
        return MemoryMarshal.Cast<byte, bool>(bytes).ToArray();
    }

    /// <summary>Reads half-precision values, which single precision holds exactly.</summary>
    /// <exception cref="InvalidDataException">The stream ends before, or no array is as long.</exception>
    public static float[] ReadHalves(Stream stream, long count, bool bigEndian, string name)
    {
        Half[] halves = ReadValues<Half>(stream, count, bigEndian, name);
        var values = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(halves, values);
        return values;
    }

    /// <summary>Writes values, little-endian.</summary>
    public static void WriteLittleEndian<T>(Stream stream, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        for (; !values.IsEmpty; values = values[Math.Min(Piece, values.Length)..])
        {
            var bytes = MemoryMarshal.AsBytes(values[..Math.Min(Piece, values.Length)]);
            if (!BitConverter.IsLittleEndian)
            {
                byte[] copy = bytes.ToArray();
                ReverseEndianness(copy, Unsafe.SizeOf<T>());
                bytes = copy;
            }
            stream.Write(bytes);
        }
    }

    private static void ReverseEndianness(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, short>(bytes), MemoryMarshal.Cast<byte, short>(bytes));
                break;
            case 4:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(bytes), MemoryMarshal.Cast<byte, int>(bytes));
                break;
            case 8:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, long>(bytes), MemoryMarshal.Cast<byte, long>(bytes));
                break;
        }
    }
}
