using Pushforward.Data;

namespace Pushforward.Tests.Data;

public class ImageSetTests
{
    private static readonly byte[] TwelveBytes = [.. Enumerable.Range(0, 12).Select(i => (byte)i)];

    [Fact]
    public void Rows_are_consecutive_images()
    {
        var set = new ImageSet(2, 3, TwelveBytes, [7, 9]);
        Assert.Equal((2, 2, 3, 6), (set.Rows, set.Height, set.Width, set.Columns));
        Assert.Equal([0, 1, 2, 3, 4, 5], set.Row(0).ToArray());
        Assert.Equal([6, 7, 8, 9, 10, 11], set.Row(1).ToArray());
        Assert.Equal(TwelveBytes, set.Pixels.ToArray());
        Assert.True(set.HasLabels);
        Assert.Equal([7, 9], set.Labels.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Row(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Row(-1).Length);
    }

    [Fact]
    public void A_set_may_be_empty_and_unlabeled()
    {
        var set = new ImageSet(28, 28, []);
        Assert.Equal(0, set.Rows);
        Assert.False(set.HasLabels);
        Assert.True(set.Labels.IsEmpty);
        Assert.True(new ImageSet(28, 28, [], []).HasLabels);
    }

    [Fact]
    public void A_slice_holds_the_same_images_and_labels()
    {
        var set = new ImageSet(1, 3, TwelveBytes, [4, 5, 6, 7]);
        var slice = set.Slice(1, 2);
        Assert.Equal(2, slice.Rows);
        Assert.Equal(set.Row(1).ToArray(), slice.Row(0).ToArray());
        Assert.Equal(set.Row(2).ToArray(), slice.Row(1).ToArray());
        Assert.Equal([5, 6], slice.Labels.ToArray());
        Assert.Equal([6], slice.Slice(1, 1).Labels.ToArray());
        Assert.Equal(0, set.Slice(4, 0).Rows);
        Assert.False(new ImageSet(1, 3, TwelveBytes).Slice(0, 2).HasLabels);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(5, 0)]
    [InlineData(0, 5)]
    [InlineData(3, 2)]
    [InlineData(0, -1)]
    [InlineData(2, int.MaxValue)]
    public void A_slice_outside_the_set_is_refused(int start, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSet(1, 3, TwelveBytes).Slice(start, count));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(-2, 3)]
    [InlineData(5, 1)]
    [InlineData(65536, 65536)]
    public void Sizes_that_do_not_fit_the_pixels_are_refused(int height, int width) =>
        Assert.ThrowsAny<ArgumentException>(() => new ImageSet(height, width, TwelveBytes));

    [Fact]
    public void Labels_that_are_not_one_an_image_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageSet(2, 3, TwelveBytes, [1]));
        Assert.Contains("expected one an image, 2 in all, got 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ImageSet(2, 3, TwelveBytes, []));
        Assert.Throws<ArgumentNullException>(() => new ImageSet(2, 3, null!));
    }
}
