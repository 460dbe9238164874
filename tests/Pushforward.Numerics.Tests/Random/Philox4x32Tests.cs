using Pushforward.Numerics.Random;

namespace Pushforward.Numerics.Tests.Random;

public class Philox4x32Tests
{
    [Fact]
    public void Published_known_answers_hold()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox4x32.Block(0, 0, 0, 0, 0, 0));
        const uint ones = uint.MaxValue;
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), Philox4x32.Block(ones, ones, ones, ones, ones, ones));
    }

    [Fact]
    public void Streams_of_different_names_differ_and_of_the_same_name_agree()
    {
        ulong First(long seed, string purpose, int step, long row) => new RandomStream(seed, purpose, step, row).NextUInt64();
        ulong here = First(1, "a", 2, 3);
        Assert.Equal(here, new RandomStream(1, "a").At(2, 3).NextUInt64());
        Assert.All(new[] { First(2, "a", 2, 3), First(1, "b", 2, 3), First(1, "a", 3, 3), First(1, "a", 2, 4), First(1, "a", 2, 3 + (1L << 32)) },
            other => Assert.NotEqual(here, other));
    }

    [Fact]
    public void A_block_read_by_its_place_is_what_the_stream_gives_in_turn()
    {
        var stream = new RandomStream(5, "blocks", 2, 1L << 40);
        for (uint block = 0; block < 3; block++)
        {
            var (x0, x1, x2, x3) = stream.Block(block);
            Assert.Equal((x0, x1, x2, x3), (stream.NextUInt32(), stream.NextUInt32(), stream.NextUInt32(), stream.NextUInt32()));
        }
    }
}
