using System.Buffers.Binary;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;
using Pushforward.TestSupport;

namespace Pushforward.Numerics.Tests.Formats;

public class PngTests
{
    // Rows filtered by hand with none, sub, up, average and paeth, in two chunks IDAT after a chunk tEXt; compressed by Python's zlib:
    //   raw = bytes([0, 1,2,4,  1, 11,11,22,  2, 250,239,217,  3, 7,2,1,  4, 247,255,1]); z = zlib.compress(raw, 9)
    private const string EveryFilter = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAAFCAAAAAClGgl+AAAAB3RFWHRUaXRsZQB0IMgBEQAAAAlJREFUeNpjYGRiYeTmCM/d3wAAABNJREFU"
        + "FmP69f4mMzsTI8v3/4wAJBcFAcjrKbIAAAAASUVORK5CYII=";

    // The others from Python's PIL: Image.frombytes(mode, (width, height), bytes(data)).save(file, 'PNG').
    [Theory]
    [InlineData(EveryFilter, 3, 5, new byte[] { 1, 2, 4, 11, 22, 44, 5, 5, 5, 9, 9, 8, 0, 255, 0 })] // as PIL reads it
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGNgYGT6/+8vo4CCgYGBAQAd4wPvD0rBPwAAAABJRU5ErkJggg==",
        2, 2, new byte[] { 0, 1, 2, 255, 254, 253, 16, 32, 48, 64, 80, 96 })]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGNgYGRq+P/vrwAAC5wDjgVI06cAAAAASUVORK5CYII=",
        2, 1, new byte[] { 0, 1, 2, 128, 255, 254, 253, 16 })]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAEAAAACCAQAAAAziH6sAAAADklEQVR4nGNg52BiYgIAAFUAFgMAKeMAAAAASUVORK5CYII=",
        1, 2, new byte[] { 7, 8, 9, 10 })]
    public void Pictures_of_other_programs_are_read(string file, int width, int height, byte[] pixels)
    {
        var image = Read(Convert.FromBase64String(file));
        Assert.Equal((width, height, pixels.Length / width / height), (image.Width, image.Height, image.Channels));
        Assert.Equal(pixels, image.Pixels);
    }

    [Fact]
    public void Any_picture_reads_back_as_it_was_written()
    {
        var sizes = from w in Gen.Choose(1, 40) from h in Gen.Choose(1, 40) from c in Gen.Choose(1, 4) select (w, h, c);
        Prop.ForAll(sizes.ToArbitrary(), size =>
        {
            var (width, height, channels) = size;
            byte[] pixels = Pixels(width, height, channels);
            var image = Read(Png.Encode(width, height, channels, pixels));
            return (image.Width, image.Height, image.Channels) == (width, height, channels) && image.Pixels.SequenceEqual(pixels);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Files_and_streams_hold_the_same_bytes_and_smooth_pictures_shrink()
    {
        byte[] gradient = new byte[256 * 256 * 3];
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = (byte)(i / 3 % 256 + i / 768);
        using var folder = new TemporaryFolder();
        using var stream = new MemoryStream();
        Png.WriteRgb(folder.File("a.png"), 256, 256, gradient);
        Png.WriteRgb(stream, 256, 256, gradient);
        Assert.Equal(stream.ToArray(), File.ReadAllBytes(folder.File("a.png")));
        Assert.Equal(gradient, Png.Read(folder.File("a.png")).Pixels);
        // Less its neighbour to the left, every byte is 1 or nearly: 768 bytes a row become some ten where deflate alone needs 768 a period.
        Assert.InRange(stream.Length, 1, 4096);

        Png.WriteGrey(folder.File("grey.png"), 2, 1, [0, 255]);
        Assert.Equal([0, 255], Png.Read(folder.File("grey.png")).Pixels);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(2, 2, 3)]
    [InlineData(int.MaxValue, int.MaxValue, 1)]
    public void Sizes_that_do_not_fit_the_pixels_are_wrong_usage(int width, int height, int length) =>
        Assert.ThrowsAny<ArgumentException>(() => Png.WriteGrey(Stream.Null, width, height, new byte[length]));

    [Fact]
    public void A_changed_byte_or_a_cut_anywhere_is_refused()
    {
        Damage.AssertEveryDamageRefused(Convert.FromBase64String(EveryFilter), bytes => Read(bytes));
        Damage.AssertEveryDamageRefused(Png.Encode(5, 4, 3, Pixels(5, 4, 3)), bytes => Read(bytes));
    }

    [Theory]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABAQMAAADO7O3JAAAABlBMVEX/AAAA/wDSh+9xAAAACklEQVR4nGNwAAAAQgBBKTf07wAAAABJRU5ErkJggg==", "palette")]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR4nGNkYGRgBgAAEAAGeof85QAAAABJRU5ErkJggg==", "16 bits")]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAgAAAABAQAAAADLe9LuAAAACklEQVR4nGNYCgAApwCm5bnF4gAAAABJRU5ErkJggg==", "1 bits")]
    [InlineData("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "expected a PNG picture")] // a GIF
    [InlineData("", "expected a PNG picture")]
    public void Features_that_are_not_read_are_named(string file, string expected) =>
        Assert.Contains(expected, Damage.AssertRefused(Convert.FromBase64String(file), bytes => Read(bytes)));

    [Theory]
    [InlineData(0xFFFFFFFFu, 1u, 0, "4294967295 x 1")]
    [InlineData(0u, 1u, 0, "0 x 1")]
    [InlineData(2147483647u, 2147483647u, 0, "more than")]
    [InlineData(60000u, 60000u, 0, "more than")]
    [InlineData(4u, 3u, 0, "expected 15 bytes")] // one pixel a row more than there are
    [InlineData(2u, 3u, 0, "expected 9 bytes")] // one fewer
    [InlineData(3u, 3u, 1, "interlac")]
    [InlineData(3u, 3u, 2, "interlace 2")]
    public void A_header_that_lies_is_refused_before_anything_is_allocated(uint width, uint height, byte interlace, string expected)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[12]) = (8, interlace);
        byte[] file = Assemble(("IHDR", header), ("IDAT", Deflate(new byte[12])), ("IEND", []));
        Assert.Contains(expected, Damage.AssertRefused(file, bytes => Read(bytes)));
    }

    [Fact]
    public void Chunks_out_of_order_missing_or_unknown_are_refused()
    {
        byte[] header = [0, 0, 0, 3, 0, 0, 0, 3, 8, 0, 0, 0, 0];
        byte[] data = Deflate(new byte[12]);
        Assert.Equal(new byte[9], Read(Assemble(("IHDR", header), ("IDAT", data), ("IEND", []))).Pixels);
        Refuse("IHDR", ("IDAT", data), ("IHDR", header), ("IEND", []));
        Refuse("IHDR", ("IHDR", header), ("IHDR", header), ("IDAT", data), ("IEND", []));
        Refuse("IHDR has 12 bytes", ("IHDR", header[..12]), ("IDAT", data), ("IEND", []));
        Refuse("consecutive", ("IHDR", header), ("IDAT", data[..5]), ("tEXt", []), ("IDAT", data[5..]), ("IEND", []));
        Refuse("without a chunk IEND", ("IHDR", header), ("IDAT", data));
        Refuse("ABCD", ("IHDR", header), ("ABCD", []), ("IDAT", data), ("IEND", []));
        Refuse("four letters", ("IHDR", header), ("a-1b", []), ("IDAT", data), ("IEND", []));
        Refuse("more than 0 compressed", ("IHDR", header), ("IEND", []));
        Refuse("zlib", ("IHDR", header), ("IDAT", new byte[40]), ("IEND", []));
        Refuse("zlib", ("IHDR", header), ("IDAT", [0x78, 0x20 | 0x1D, .. data[2..]]), ("IEND", [])); // wants a preset dictionary
        Refuse("cannot be inflated", ("IHDR", header), ("IDAT", [.. data[..^1], (byte)~data[^1]]), ("IEND", []));
        Refuse("Adler-32", ("IHDR", header), ("IDAT", [.. data, 0]), ("IEND", []));
        Refuse("row 0: filter 5", ("IHDR", header), ("IDAT", Deflate([5, .. new byte[11]])), ("IEND", []));
    }

    private static void Refuse(string expected, params (string Type, byte[] Data)[] chunks) =>
        Assert.Contains(expected, Damage.AssertRefused(Assemble(chunks), bytes => Read(bytes)));

    private static PngImage Read(byte[] file) => Png.Read(new MemoryStream(file), "a.png");

    private static byte[] Pixels(int width, int height, int channels)
    {
        var random = new RandomStream(1, "png-test");
        bool smooth = (width + height) % 2 == 0; // half the pictures exercise the predicting filters
        var pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(smooth ? i * 3 + (random.NextUInt32() & 1) : random.NextUInt32());
        return pixels;
    }

    private static byte[] Deflate(byte[] raw)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
            zlib.Write(raw);
        return compressed.ToArray();
    }

    // A PNG file of any chunks, right or wrong, each with its right CRC.
    private static byte[] Assemble(params (string Type, byte[] Data)[] chunks)
    {
        List<byte> file = [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'];
        byte[] word = new byte[4];
        foreach (var (type, data) in chunks)
        {
            byte[] typed = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
            BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
            file.AddRange(word);
            file.AddRange(typed);
            BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Compute(typed));
            file.AddRange(word);
        }
        return [.. file];
    }
}
