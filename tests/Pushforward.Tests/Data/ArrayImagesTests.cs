using Pushforward.Data;
using Pushforward.Numerics.Formats;

namespace Pushforward.Tests.Data;

public class ArrayImagesTests
{
    [Theory]
    [InlineData(new long[] { 2, 2, 3 }, 2, 3)]
    [InlineData(new long[] { 3, 4 }, 2, 2)]
    [InlineData(new long[] { 12, 1 }, 1, 1)]
    public void Bytes_are_pixels_of_the_shape_they_come_in(long[] shape, int height, int width)
    {
        byte[] values = [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))];
        var images = ArrayImages.ToImages(new(shape, (ReadOnlyMemory<byte>)values), null, "a.npy");
        Assert.Equal((height, width), (images.Height, images.Width));
        Assert.Equal(values, images.Pixels.ToArray());
    }

    [Fact]
    public void Fractions_keep_their_side_of_one_half()
    {
        float half = 0.5f;
        float[] values = [0, 1, half, MathF.BitIncrement(half), 0.49f, 0.51f, 0.25f, 0.75f, 1f / 255];
        var images = ArrayImages.ToImages(new([1, 3, 3], values), null, "a.npy");
        Assert.Equal([0, 255, 127, 128, 125, 130, 64, 191, 1], images.Pixels.ToArray());
        Assert.Equal(values.Select(v => v > 0.5), images.Pixels.ToArray().Select(p => p >= 128));
    }

    [Fact]
    public void Integers_of_any_width_count_and_ones_alone_are_white()
    {
        Assert.Equal([0, 2, 255, 7], ArrayImages.ToImages(new([1, 4], (ReadOnlyMemory<long>)new long[] { 0, 2, 255, 7 }), null, "a").Pixels.ToArray());
        Assert.Equal([0, 255, 255, 0], ArrayImages.ToImages(new([1, 4], (ReadOnlyMemory<int>)new[] { 0, 1, 1, 0 }), null, "a").Pixels.ToArray());
        Assert.Equal([0, 255, 255, 0], ArrayImages.ToImages(new([1, 4], (ReadOnlyMemory<bool>)new[] { false, true, true, false }), null, "a").Pixels.ToArray());
        Assert.Equal([0, 1, 2, 0], ArrayImages.ToImages(new([1, 4], (ReadOnlyMemory<byte>)new byte[] { 0, 1, 2, 0 }), null, "a").Pixels.ToArray());
    }

    [Fact]
    public void Labels_go_with_their_images()
    {
        var images = new StoredArray([2, 1, 1], (ReadOnlyMemory<byte>)new byte[] { 3, 4 });
        Assert.Equal([9, 8], ArrayImages.ToImages(images, new([2], (ReadOnlyMemory<long>)new long[] { 9, 8 }), "a").Labels.ToArray());
        Assert.Contains("expected 2 labels", Refused(images, new([1], (ReadOnlyMemory<long>)new long[] { 9 })));
        Assert.Contains("found 256 for image 2", Refused(images, new([2], (ReadOnlyMemory<long>)new long[] { 9, 256 })));
        Assert.Contains("labels that are integers", Refused(images, new([2], (ReadOnlyMemory<float>)new float[] { 9, 1 })));
    }

    [Fact]
    public void What_are_no_images_is_named_with_its_place()
    {
        Assert.Contains("a.npy, image 2, pixel 1: expected a fraction from 0 to 1, found NaN", Refused(new([2, 1, 1], (ReadOnlyMemory<float>)new[] { 0.5f, float.NaN })));
        Assert.Contains("image 1, pixel 2: expected a fraction from 0 to 1, found 1.5", Refused(new([1, 1, 2], (ReadOnlyMemory<double>)new[] { 0.5, 1.5 })));
        Assert.Contains("pixel 1: expected an integer from 0 to 255, found -1", Refused(new([1, 1, 1], (ReadOnlyMemory<int>)new[] { -1 })));
        Assert.Contains("expected images of shape", Refused(new([4], (ReadOnlyMemory<byte>)new byte[4])));
        Assert.Contains("expected images of shape", Refused(new([2, 0, 3], (ReadOnlyMemory<byte>)Array.Empty<byte>())));
        Assert.Contains("expected at least one image", Refused(new([0, 28, 28], (ReadOnlyMemory<byte>)Array.Empty<byte>())));
    }

    [Fact]
    public void Integers_in_rows_that_fill_no_square_are_a_table()
    {
        var array = new StoredArray([3, 2], (ReadOnlyMemory<long>)new long[] { 1, 0, 2, 1, 2, 1 });
        Assert.True(ArrayImages.IsTable(array));
        Assert.False(ArrayImages.IsTable(new([1, 4], (ReadOnlyMemory<byte>)new byte[4])));
        var table = ArrayImages.ToTable(array, "a.npy", new(), default);
        Assert.Equal([[0, 0], [1, 1], [1, 1]], Tables.TableTests.Codes(table));
        Assert.Contains("a table of integers, found Float32 [1, 2]", Assert.Throws<InvalidDataException>(() =>
            ArrayImages.ToTable(new([1, 2], (ReadOnlyMemory<float>)new float[2]), "a.npy", new(), default)).Message);
    }

    private static string Refused(StoredArray array, StoredArray? labels = null) =>
        Assert.Throws<InvalidDataException>(() => ArrayImages.ToImages(array, labels, "a.npy")).Message;
}
