using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data;

namespace Pushforward.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_array_comes_back_as_it_was_written_compressed_or_not()
    {
        var arrays = from dimensions in Gen.Choose(0, 6).NonEmptyListOf().Where(list => list.Count <= 4)
                     let count = dimensions.Aggregate(1, (product, size) => product * size)
                     from values in Gen.Choose(0, 255).ArrayOf(count)
                     select (dimensions.ToArray(), values.Select(v => (byte)v).ToArray());
        Prop.ForAll(arrays.ToArbitrary(), array =>
        {
            var (dimensions, values) = array;
            byte[] file = Idx(dimensions, values);
            foreach (byte[] content in new[] { file, Gzip(file) })
            {
                var read = IdxFile.Read(_folder.File("array", content));
                Assert.Equal(dimensions, read.Dimensions);
                Assert.Equal(values, read.Values);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_prefix_of_a_file_is_accepted_compressed_or_not()
    {
        byte[] file = Idx([2, 3, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        foreach (byte[] whole in new[] { file, Gzip(file) })
        {
            for (int length = 0; length < whole.Length; length++)
                Assert.Throws<InvalidDataException>(() => IdxFile.Read(_folder.File("cut", whole[..length])));
        }
    }

    [Fact]
    public void A_changed_byte_of_a_compressed_file_never_changes_what_is_read()
    {
        byte[] whole = Gzip(Idx([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]));
        byte[] expected = IdxFile.Read(_folder.File("whole", whole)).Values;
        int refused = 0;
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x10;
            try
            {
                // Bytes 4 to 9 (time, level, system) and the padding of the last deflate byte mean nothing for the content.
                Assert.Equal(expected, IdxFile.Read(_folder.File("damaged", damaged)).Values);
                Assert.True(i is >= 4 and <= 9 || i == whole.Length - 9, $"byte {i}");
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, whole.Length - 7, whole.Length);
    }

    [Fact]
    public void Bytes_after_the_values_are_an_error_compressed_or_not()
    {
        byte[] file = Idx([3], [1, 2, 3]);
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(_folder.File("plain", [.. file, 0])));
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(_folder.File("inside", Gzip([.. file, 0]))));
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(_folder.File("after", [.. Gzip(file), 0])));
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(_folder.File("second member", [.. Gzip(file), .. Gzip([9])])));
    }

    [Theory]
    [InlineData("the magic", new byte[] { 1, 0, 8, 1, 0, 0, 0, 0 }, "first two bytes are zero")]
    [InlineData("the type", new byte[] { 0, 0, 13, 1, 0, 0, 0, 0 }, "type 0D")]
    [InlineData("no dimension", new byte[] { 0, 0, 8, 0 }, "found 0")]
    [InlineData("too many dimensions", new byte[] { 0, 0, 8, 255 }, "found 255")]
    [InlineData("a negative size", new byte[] { 0, 0, 8, 1, 255, 255, 255, 255 }, "more values than fit")]
    [InlineData("an overflowing size", new byte[] { 0, 0, 8, 3, 127, 255, 255, 255, 127, 255, 255, 255, 127, 255, 255, 255 }, "more values than fit")]
    [InlineData("a size that overflows to 0", new byte[] { 0, 0, 8, 2, 128, 0, 0, 0, 0, 0, 0, 2 }, "more values than fit")]
    [InlineData("a promise of 2 GB", new byte[] { 0, 0, 8, 1, 127, 0, 0, 0 }, "the file has 8")]
    public void A_header_that_cannot_be_true_is_named(string what, byte[] header, string expected)
    {
        string path = _folder.File(what, header);
        var e = Assert.Throws<InvalidDataException>(() => IdxFile.Read(path));
        Assert.StartsWith(path, e.Message);
        Assert.Contains(expected, e.Message);
    }

    [Fact]
    public void A_small_compressed_file_that_promises_gigabytes_is_refused_before_memory_is_taken()
    {
        // Header and gzip trailer agree on 2,130,706,432 bytes; the file has some thirty.
        byte[] header = [0, 0, 8, 1, 126, 255, 255, 248];
        byte[] file = Gzip(header);
        BitConverter.GetBytes(0x7EFFFFF8u + 8).CopyTo(file, file.Length - 4);
        string path = _folder.File("promise.gz", file);
        IdxFile.Read(_folder.File("warm", Idx([1], [1])));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(path));
        // Buffers of the file and of the inflater, the exception; nothing that grows with the promise.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Images_and_labels_must_be_what_they_are_called_and_fit_together()
    {
        string images = _folder.File("images", Idx([2, 1, 3], [1, 2, 3, 4, 5, 6]));
        string labels = _folder.File("labels", Idx([2], [7, 8]));
        string three = _folder.File("three", Idx([3], [7, 8, 9]));
        string none = _folder.File("none", Idx([0, 28, 28], []));

        var set = IdxFile.ReadImages(images, labels);
        Assert.Equal((2, 1, 3), (set.Rows, set.Height, set.Width));
        Assert.Equal([4, 5, 6], set.Row(1).ToArray());
        Assert.Equal([7, 8], set.Labels.ToArray());
        Assert.False(IdxFile.ReadImages(images).HasLabels);

        Assert.Contains("looks like a file of labels", Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(labels)).Message);
        Assert.Contains("expected labels", Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(images, images)).Message);
        Assert.Contains("expected 2 labels", Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(images, three)).Message);
        Assert.Contains("at least one image", Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(none)).Message);
    }

    [Fact]
    public void A_missing_file_and_a_folder_in_its_place_are_named()
    {
        Assert.Contains("no such file", Assert.Throws<FileNotFoundException>(() => IdxFile.Read(_folder.File("absent"))).Message);
        Assert.Contains("found a folder", Assert.Throws<IOException>(() => IdxFile.Read(_folder.Path)).Message);
    }

    internal static byte[] Idx(int[] dimensions, byte[] values)
    {
        using var stream = new MemoryStream();
        IdxFile.Write(stream, dimensions, values);
        return stream.ToArray();
    }

    internal static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return stream.ToArray();
    }
}
