using FsCheck;
using FsCheck.Fluent;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tests.Kernels;

public class RankSlicesTests
{
    [Fact]
    public void Slices_follow_each_other_and_are_of_whole_blocks_shared_evenly() => Prop.ForAll(
        Gen.Choose(0, 5000).Zip(Gen.Choose(1, 300)).Zip(Gen.Choose(1, 9)).ToArbitrary(),
        shape =>
        {
            var ((length, blockLength), ranks) = shape;
            var slices = new RankSlices(length, blockLength, ranks);
            Assert.Equal((ranks, length), (slices.Ranks, slices.Length));
            int end = 0;
            var blocks = new List<int>();
            for (int rank = 0; rank < ranks; rank++)
            {
                Assert.Equal(end, slices.Start(rank));
                end += slices.Count(rank);
                Assert.True(end == length || end % blockLength == 0);
                blocks.Add((slices.Count(rank) + blockLength - 1) / blockLength);
            }
            Assert.Equal(length, end);
            Assert.InRange(blocks.Max() - blocks.Min(), 0, 1);
            Assert.Equal(slices.Longest, Enumerable.Range(0, ranks).Max(slices.Count));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_slice_looks_into_the_array()
    {
        int[] values = [.. Enumerable.Range(0, 10)];
        var slices = new RankSlices(10, 4, 2);
        Assert.Equal([0, 1, 2, 3], slices.Of(values.AsSpan(), 0).ToArray());
        slices.Of(values.AsSpan(), 1).Clear();
        Assert.Equal([0, 1, 2, 3, 0, 0, 0, 0, 0, 0], values);
    }

    [Fact]
    public void The_longest_array_there_is_has_slices() => Assert.Equal(int.MaxValue, new RankSlices(int.MaxValue, 1 << 15, 3).Length);

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Impossible_cuts_are_refused(int length, int blockLength, int ranks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RankSlices(length, blockLength, ranks));
}
