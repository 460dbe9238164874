using System.Buffers.Binary;
using System.Text;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// The strict half of <see cref="Png"/>: every chunk's length and CRC-32, the order of chunks, the exact size of the inflated rows and
/// their Adler-32 are checked, and no more is allocated than the compressed bytes can possibly inflate to.
/// </summary>
internal static class PngReader
{
    // RFC 1951 codes at most 258 bytes in two bits, so nothing inflates beyond 1032 times its size.
    private const long MaximumInflation = 1032;
    private const string Remedy = FormatStream.Damaged;

    private readonly record struct Header(int Width, int Height, int Channels);

    public static PngImage Read(Stream stream, string name)
    {
        byte[] file = FormatStream.ReadToEnd(stream, name);
        if (!Png.HasSignature(file))
            throw new InvalidDataException($"{name}: expected a PNG picture, but the first 8 bytes are not PNG's signature.");

        Header? header = null;
        using var compressed = new MemoryStream();
        bool dataEnded = false;
        for (int place = Png.SignatureLength; ;)
        {
            var (type, data) = ReadChunk(file, place, name);
            place += 12 + data.Length;
            if ((header is null) != (type == "IHDR"))
            {
                throw new InvalidDataException(
                    $"{name}: chunk {type} at the place of {(header is null ? "the first, IHDR" : "a later one")}. {Remedy}");
            }
            switch (type)
            {
                case "IHDR":
                    header = ParseHeader(data, name);
                    break;
                case "IDAT" when dataEnded:
                    throw new InvalidDataException($"{name}: chunks IDAT are not consecutive. {Remedy}");
                case "IDAT":
                    compressed.Write(data.Span);
                    break;
                case "IEND" when data.Length != 0 || place != file.Length:
                    throw new InvalidDataException(
                        $"{name}: {file.Length - place + data.Length} bytes follow the end of the picture. {Remedy}");
                case "IEND":
                    return Inflate(header!.Value, compressed, name);
                // A capital first letter marks a chunk without which the picture cannot be shown right.
                case not "PLTE" when char.IsAsciiLetterUpper(type[0]):
                    throw new InvalidDataException($"{name}: unknown critical chunk '{type}'. Convert the picture to plain 8-bit PNG.");
            }
            dataEnded = type != "IDAT" && compressed.Length > 0;
        }
    }

    private static (string Type, ReadOnlyMemory<byte> Data) ReadChunk(byte[] file, int place, string name)
    {
        if (file.Length - place < 12)
            throw new InvalidDataException($"{name}: the file ends at byte {file.Length} without a chunk IEND. {Remedy}");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(place));
        if (length > file.Length - place - 12)
        {
            throw new InvalidDataException(
                $"{name}: the chunk at byte {place} declares {length} bytes, but the file ends "
                + $"{file.Length - place - 12} bytes later. {Remedy}");
        }

        var typeAndData = file.AsMemory(place + 4, 4 + (int)length);
        uint declared = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(place + 8 + (int)length));
        uint found = Crc32.Compute(typeAndData.Span);
        if (declared != found)
            throw new InvalidDataException($"{name}: the chunk at byte {place} has CRC-32 {found:x8}, expected {declared:x8}. {Remedy}");
        foreach (byte letter in typeAndData.Span[..4])
        {
            if (!char.IsAsciiLetter((char)letter))
                throw new InvalidDataException($"{name}: the type of the chunk at byte {place} is not four letters. {Remedy}");
        }
        return (Encoding.ASCII.GetString(typeAndData.Span[..4]), typeAndData[4..]);
    }

    private static Header ParseHeader(ReadOnlyMemory<byte> data, string name)
    {
        if (data.Length != 13)
            throw new InvalidDataException($"{name}: IHDR has {data.Length} bytes, expected 13. {Remedy}");
        var bytes = data.Span;
        int width = BinaryPrimitives.ReadInt32BigEndian(bytes);
        int height = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        if (width < 1 || height < 1)
        {
            throw new InvalidDataException(
                $"{name}: a picture of {(uint)width} x {(uint)height} pixels; both must be from 1 to 2147483647. {Remedy}");
        }
        int channels = bytes[9] == 0xFF ? -1 : Png.ColorTypes.IndexOf(bytes[9]);
        if (bytes[8] != 8 || channels < 0)
        {
            throw new InvalidDataException(
                $"{name}: colour type {bytes[9]} with {bytes[8]} bits a channel; read are grey and colour of 8 bits, "
                + "with or without alpha, "
                + "no palette. Convert the picture.");
        }
        if (bytes[10] != 0 || bytes[11] != 0 || bytes[12] > 1)
        {
            throw new InvalidDataException(
                $"{name}: compression {bytes[10]}, filter {bytes[11]}, interlace {bytes[12]}; expected 0, 0, 0. {Remedy}");
        }
        if (bytes[12] == 1)
            throw new InvalidDataException($"{name}: an interlaced picture; save it without interlacing (Adam7).");
        return new(width, height, channels);
    }

    private static PngImage Inflate(Header header, MemoryStream compressed, string name)
    {
        var (width, height, channels) = header;
        UInt128 size = (UInt128)(uint)height * ((UInt128)(uint)width * (uint)channels + 1);
        if (size > (UInt128)(compressed.Length * MaximumInflation) || size > (UInt128)Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{name}: declared are {width} x {height} pixels of {channels} bytes, more than {compressed.Length} "
                + $"compressed bytes can hold. {Remedy}");
        }

        int rowBytes = width * channels;
        byte[] rows = Zlib.InflateExactly(compressed, (int)size, name);
        var pixels = new byte[height * rowBytes];
        ReadOnlySpan<byte> above = new byte[rowBytes];
        for (int y = 0; y < height; y++)
        {
            var filtered = rows.AsSpan(y * (rowBytes + 1), rowBytes + 1);
            if (filtered[0] >= PngFilter.Count)
                throw new InvalidDataException($"{name}, row {y}: filter {filtered[0]}, expected 0 to 4. {Remedy}");
            var row = pixels.AsSpan(y * rowBytes, rowBytes);
            filtered[1..].CopyTo(row);
            PngFilter.Undo(filtered[0], row, above, channels);
            above = row;
        }
        return new(width, height, channels, pixels);
    }
}
