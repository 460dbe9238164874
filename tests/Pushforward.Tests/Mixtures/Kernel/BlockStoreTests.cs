using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Tests.Mixtures.Kernel;

public class BlockStoreTests
{
    [Theory]
    [InlineData(100, 9, true)]
    [InlineData(1 << 20, 9, false)]
    [InlineData(100, 200, true)]
    [InlineData(1 << 20, 200, false)]
    public void Blocks_come_back_as_they_were_with_few_and_with_many_words(int words, int columns, bool weighted)
    {
        // Of nine columns rows repeat, of two hundred they do not.
        const int rows = 3_000;
        double[]? weights = weighted ? [.. Enumerable.Range(0, rows).Select(row => 0.5 + row % 7)] : null;
        var blocks = BitCodes.Encode(BitSamples.TwoGroups(rows, columns, 1), weights, ThreadTeam.Shared).Blocks.ToArray();
        using var store = new BlockStore("rows", words);
        foreach (var block in blocks)
        {
            Assert.False(store.Has(block.FirstRow));
            store.Add(block);
            Assert.True(store.Has(block.FirstRow));
            AssertSame(block, store.Read(block.FirstRow));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stream_is_spelled_as_rows_in_memory_are_each_time_it_is_walked(bool again)
    {
        var data = BitSamples.TwoGroups(2 * BitCodes.BlockRows + 100, 12, 1);
        var stored = BitCodes.Encode(data, null, ThreadTeam.Shared).Blocks.ToArray();
        var source = new CountedRows(data);
        using var streamed = BitCodes.Stream(source, null, ThreadTeam.Shared, again);
        // Some blocks alone, then all, twice.
        _ = streamed.BlocksOf(new Shard(1, 3)).Count();
        source.Blocks = 0;
        for (int walk = 0; walk < 2; walk++)
        {
            var blocks = streamed.Blocks.ToArray();
            Assert.Equal(stored.Length, blocks.Length);
            foreach (var (expected, actual) in stored.Zip(blocks))
                AssertSame(expected, actual);
        }
        // What was spelled once is not read again: of three blocks the shard had one or two.
        if (again)
            Assert.InRange(source.Blocks, 1, 2);
        else
            Assert.Equal(6, source.Blocks);
    }

    private static void AssertSame(BitCodes.Block expected, BitCodes.Block actual)
    {
        Assert.Equal((expected.FirstRow, expected.Rows), (actual.FirstRow, actual.Rows));
        Assert.Equal(expected.Place, actual.Place);
        Assert.Equal(expected.Parts.Length, actual.Parts.Length);
        foreach (var (a, b) in expected.Parts.Zip(actual.Parts))
        {
            Assert.Equal((a.FirstRow, a.Rows), (b.FirstRow, b.Rows));
            Assert.Equal(a.Starts, b.Starts);
            Assert.Equal(a.Ends, b.Ends);
            Assert.Equal(a.Codes, b.Codes);
            Assert.Equal(a.Weights, b.Weights);
        }
    }

    private sealed class CountedRows(BitMatrix data) : IBitSource
    {
        public int Blocks { get; set; }

        public string Name => "test rows";

        public int Rows => data.Rows;

        public BitLayout Layout { get; } = BitLayout.OfBits(data.Columns);

        public BitMatrix Read(int firstRow, int count)
        {
            Blocks += count > 1 ? 1 : 0;
            var rows = new BitMatrix(count, data.Columns);
            for (int i = 0; i < count; i++)
                data.Row(firstRow + i).CopyTo(rows.MutableRow(i));
            return rows;
        }
    }
}
