using Pushforward.Numerics.Formats;

namespace Pushforward.Numerics.Tests.Formats;

public class StoredArrayTests
{
    [Fact]
    public void Conversions_that_lose_nothing_are_made_and_others_refused()
    {
        var bytes = new StoredArray([3], new byte[] { 0, 1, 255 });
        Assert.Equal([0f, 1f, 255f], bytes.ToSingle());
        Assert.Equal([0.0, 1.0, 255.0], bytes.ToDouble());
        Assert.Equal([0L, 1L, 255L], bytes.ToInt64());
        Assert.Equal([0, 1, 255], bytes.ToInt32());

        var ints = new StoredArray([2], new[] { int.MinValue, int.MaxValue });
        Assert.Equal([int.MinValue, (double)int.MaxValue], ints.ToDouble());
        Assert.Equal([int.MinValue, (long)int.MaxValue], ints.ToInt64());
        Assert.Throws<InvalidDataException>(() => ints.ToSingle()); // 2147483647 is no float

        Assert.Equal([(double)0.1f], new StoredArray([1], new[] { 0.1f }).ToDouble());
        Assert.Throws<InvalidDataException>(() => new StoredArray([1], new[] { 0.1 }).ToSingle());
        Assert.Throws<InvalidDataException>(() => new StoredArray([1], new[] { 1L }).ToDouble());
        Assert.Throws<InvalidDataException>(() => new StoredArray([1], new[] { true }).ToInt64());
        var failure = Assert.Throws<InvalidDataException>(() => new StoredArray([1, 1], new[] { 0.1f }).ToInt64());
        Assert.Contains("Float32 [1, 1]", failure.Message);
    }

    [Theory]
    [InlineData(new long[] { }, 0)]
    [InlineData(new long[] { 2, 3 }, 5)]
    [InlineData(new long[] { -1, -5 }, 5)]
    [InlineData(new long[] { long.MaxValue, long.MaxValue, 5 }, 5)]
    [InlineData(new long[] { 1L << 32, 1L << 32 }, 0)] // 2^64 wraps to 0
    public void A_shape_that_does_not_fit_the_values_is_wrong_usage(long[] shape, int count) =>
        Assert.Throws<ArgumentException>(() => new StoredArray(shape, new float[count]));
}
