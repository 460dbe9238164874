using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Tests.Tensors;

public class AlignedArrayTests
{
    // From none to several large pages, again and again where used memory has been given back.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(3_000_001)]
    public unsafe void Is_aligned_and_zero_where_asked_also_in_memory_used_before(int length)
    {
        for (int round = 0; round < 3; round++)
        {
            var (array, offset) = AlignedArray.Allocate(length, zeroed: true);
            var used = array.AsSpan(offset, length);
            Assert.False(used.ContainsAnyExcept(0f));
            fixed (float* first = &array[offset])
                Assert.Equal(0, (nint)first % 64);
            array.AsSpan().Fill(float.NaN);
            array = null;
            GC.Collect();
        }
    }
}
