using System.Text;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;

namespace Pushforward.Numerics.Tests.Formats;

public class Crc32Tests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)] // the check value of the algorithm's catalogue entry
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Known_messages_have_their_known_checksums(string message, uint expected) =>
        Assert.Equal(expected, Crc32.Compute(Encoding.ASCII.GetBytes(message)));

    [Fact]
    public void Any_cut_of_a_message_gives_the_checksum_of_the_whole_as_the_bitwise_definition_does()
    {
        var random = new RandomStream(1, "crc-test");
        var message = new byte[61];
        foreach (ref byte b in message.AsSpan())
            b = (byte)random.NextUInt32();

        uint bitwise = uint.MaxValue;
        foreach (byte b in message)
        {
            bitwise ^= b;
            for (int bit = 0; bit < 8; bit++)
                bitwise = (bitwise >> 1) ^ ((bitwise & 1) * 0xEDB88320u);
        }
        bitwise = ~bitwise;

        for (int cut = 0; cut <= message.Length; cut++)
            Assert.Equal(bitwise, Crc32.Append(Crc32.Compute(message.AsSpan(..cut)), message.AsSpan(cut..)));
    }
}
