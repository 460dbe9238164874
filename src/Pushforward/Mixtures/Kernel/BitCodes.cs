using System.Runtime.InteropServices;
using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// Rows of bits, spelled in the words of a <see cref="CodeBook"/>. Rows come in blocks, each of which is spelled by itself, and blocks in parts, the
/// units of parallel work. Both are cut by the data alone, so that results do not depend on the number of threads.
/// </summary>
internal sealed class BitCodes : IDisposable
{
    /// <summary>Rows of a block, but for the last.</summary>
    public const int BlockRows = 1 << 16;

    // Rows of a part at the most: a block of an image set then has some thirty, and what a part needs besides the tables stays in the second-level cache.
    public const int MaximumPartRows = 2048;

    // Parts of a block come by the eight, so that any usual number of threads has the same to do, but no smaller than is worth handing out.
    private const int PartsAtOnce = 8, FewestPartRows = 256;

    // Columns of a group. Larger groups make shorter spellings, but tables that the first-level cache holds less of and that cost more to build and to add up.
    private const int GroupColumns = 5;

    // Repeated rows are looked for where at least this share of a sample repeats.
    private const double RepeatsWorthwhile = 0.05;
    private const int RepeatSample = 4096;

    private readonly Func<Shard, IEnumerable<Block>> _blocks;
    private readonly BlockStore? _store;

    private BitCodes(int rows, double totalWeight, CodeBook book, Func<Shard, IEnumerable<Block>> blocks, BlockStore? store = null) =>
        (Rows, TotalWeight, Book, _blocks, _store) = (rows, totalWeight, book, blocks, store);

    /// <summary>The weights' sum.</summary>
    public double TotalWeight { get; }

    public int Rows { get; }

    public CodeBook Book { get; }

    public int Columns => Book.Columns;

    /// <summary>The blocks, in order; those of a stream are read anew every time.</summary>
    public IEnumerable<Block> Blocks => _blocks(Shard.Whole);

    /// <summary>The blocks that have rows of a rank's shard.</summary>
    public IEnumerable<Block> BlocksOf(Shard shard) => _blocks(shard);

    /// <summary>Spells all rows, with rows that repeat within a block as one where that is worthwhile.</summary>
    /// <param name="bits">Shape [rows, columns].</param>
    /// <param name="rowWeights">How often each row counts; null when each counts once.</param>
    /// <param name="team">Who works.</param>
    public static BitCodes Encode(BitMatrix bits, double[]? rowWeights, ThreadTeam team)
    {
        var book = CodeBook.Learn(bits, GroupColumns, team);
        var blocks = new Block[(bits.Rows + BlockRows - 1) / BlockRows];
        for (int b = 0; b < blocks.Length; b++)
        {
            int first = b * BlockRows;
            blocks[b] = EncodeBlock(book, bits, first, Math.Min(BlockRows, bits.Rows - first), first, rowWeights, team);
        }
        return new BitCodes(bits.Rows, rowWeights?.Sum() ?? bits.Rows, book, shard => blocks.Where(block => shard.Touches(block.FirstRow, block.Place.Length, bits.Rows)));
    }

    /// <summary>Spells rows as they are walked: one block is in memory, and the next is being read. Gives the same codes as <see cref="Encode"/>.</summary>
    /// <param name="source">Where the rows are.</param>
    /// <param name="rowWeights">How often each row counts; null when each counts once.</param>
    /// <param name="team">Who works.</param>
    /// <param name="again">Whether they will be walked more than once: their spelling is then kept in a temporary file.</param>
    public static BitCodes Stream(IBitSource source, double[]? rowWeights, ThreadTeam team, bool again)
    {
        var book = CodeBook.Learn(source, GroupColumns, team);
        var store = again ? new BlockStore(source.Name, book.Words) : null;
        return new BitCodes(
            source.Rows, rowWeights?.Sum() ?? source.Rows, book, shard => ReadBlocks(source, rowWeights, book, store, team, shard), store);
    }

    /// <summary>Removes what is kept of a stream.</summary>
    public void Dispose() => _store?.Dispose();

    /// <summary>Where the next row's words begin after one that ends here.</summary>
    public static int Padded(int end) => checked(end + 3) & ~3;

    private static IEnumerable<Block> ReadBlocks(
        IBitSource source, double[]? rowWeights, CodeBook book, BlockStore? store, ThreadTeam team, Shard shard)
    {
        long start = 0;
        while (start < source.Rows && !Touches(start))
            start += BlockRows;
        var next = Ahead(start);
        for (long first = start; next is not null; first += BlockRows)
        {
            var (block, bits) = next.GetAwaiter().GetResult();
            if (block is null)
            {
                block = EncodeBlock(book, bits!, 0, bits!.Rows, (int)first, rowWeights?[(int)first..((int)first + bits.Rows)], team);
                store?.Add(block);
            }
            next = Ahead(first + BlockRows);
            yield return block;
        }

        bool Touches(long first) => shard.Touches(first, (int)Math.Min(BlockRows, source.Rows - first), source.Rows);

        Task<(Block? Block, BitMatrix? Bits)>? Ahead(long first)
        {
            if (first >= source.Rows || !Touches(first))
                return null;
            bool stored = store?.Has((int)first) == true;
            return Task.Run<(Block?, BitMatrix?)>(
                () => stored ? (store!.Read((int)first), null) : (null, source.Read((int)first, (int)Math.Min(BlockRows, source.Rows - first))));
        }
    }

    // Rows begin at number offset of the matrix and of the weights, and at number firstRow of the data.
    private static Block EncodeBlock(CodeBook book, BitMatrix bits, int offset, int count, int firstRow, double[]? rowWeights, ThreadTeam team)
    {
        var place = new int[count];
        var (rows, weights) = Distinct(bits, offset, count, rowWeights, place);
        var final = new int[rows.Length];
        int needed = (rows.Length + MaximumPartRows - 1) / MaximumPartRows, even = (needed + PartsAtOnce - 1) / PartsAtOnce * PartsAtOnce;
        var parts = new Part[Math.Max(needed, Math.Min(even, rows.Length / FewestPartRows))];
        team.Run(parts.Length, p =>
        {
            int first = (int)((long)rows.Length * p / parts.Length), end = (int)((long)rows.Length * (p + 1) / parts.Length);
            parts[p] = EncodePart(book, bits, rows, weights, first, end, final);
        });
        for (int row = 0; row < count; row++)
            place[row] = final[place[row]];
        return new Block(firstRow, rows.Length, place, parts);
    }

    // Rows of the block that differ, in order of first appearance; place says which of them each row is.
    private static (int[] Rows, double[]? Weights) Distinct(BitMatrix bits, int firstRow, int count, double[]? rowWeights, int[] place)
    {
        int sample = Math.Min(count, RepeatSample);
        var seen = new HashSet<RowKey>(sample);
        for (int i = 0; i < sample; i++)
            seen.Add(new RowKey(bits, firstRow + (int)((long)i * count / sample)));
        if (seen.Count > (1 - RepeatsWorthwhile) * sample)
        {
            for (int i = 0; i < count; i++)
                place[i] = i;
            return ([.. Enumerable.Range(firstRow, count)], rowWeights?[firstRow..(firstRow + count)]);
        }

        var index = new Dictionary<RowKey, int>();
        var rows = new List<int>();
        var weights = new List<double>();
        for (int i = 0; i < count; i++)
        {
            ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(index, new RowKey(bits, firstRow + i), out bool exists);
            if (!exists)
            {
                known = rows.Count;
                rows.Add(firstRow + i);
                weights.Add(0);
            }
            place[i] = known;
            weights[known] += rowWeights?[firstRow + i] ?? 1;
        }
        return ([.. rows], [.. weights]);
    }

    private static Part EncodePart(CodeBook book, BitMatrix bits, int[] rows, double[]? weights, int first, int end, int[] final)
    {
        var speller = book.CreateSpeller();
        var words = new List<int>();
        var bounds = new int[end - first + 1];
        for (int i = first; i < end; i++)
        {
            speller.Spell(bits.Row(rows[i]), words);
            bounds[i - first + 1] = words.Count;
        }

        // In order of length: the processor then guesses right where a row's loop ends.
        int[] order = [.. Enumerable.Range(0, end - first).OrderBy(i => bounds[i + 1] - bounds[i])];
        var (starts, ends) = (new int[order.Length + 1], new int[order.Length]);
        for (int i = 0; i < order.Length; i++)
        {
            int length = bounds[order[i] + 1] - bounds[order[i]];
            ends[i] = starts[i] + length;
            starts[i + 1] = Padded(ends[i]);
            final[first + order[i]] = first + i;
        }

        var codes = new uint[starts[^1]];
        for (int i = 0; i < order.Length; i++)
        {
            for (int j = 0; j < ends[i] - starts[i]; j++)
                codes[starts[i] + j] = checked((uint)words[bounds[order[i]] + j] * LaneLayout.TileBytes);
        }
        return new Part(first, starts, ends, codes, weights is null ? null : Array.ConvertAll(order, i => weights[first + i]));
    }

    /// <summary>Consecutive rows of the data.</summary>
    /// <param name="FirstRow">The first of them.</param>
    /// <param name="Rows">How many are left when repeated ones are one.</param>
    /// <param name="Place">For each row of the data which of these it is.</param>
    /// <param name="Parts">The rows.</param>
    public sealed record Block(int FirstRow, int Rows, int[] Place, Part[] Parts)
    {
        /// <summary>Gives every row of the data the figures of the one that stands for it.</summary>
        /// <param name="figures">Shape [rows that are left, figures].</param>
        /// <param name="rows">Filled. Shape [rows of the data, figures].</param>
        /// <param name="count">How many figures a row has.</param>
        public void InOrder(ReadOnlySpan<double> figures, Span<double> rows, int count)
        {
            for (int row = 0; row < Place.Length; row++)
                figures.Slice(Place[row] * count, count).CopyTo(rows[(row * count)..]);
        }
    }

    /// <summary>
    /// Rows of a block: row r has the words at table offsets Codes[Starts[r]] to Codes[Ends[r]], padded with the empty word up to Starts[r + 1].
    /// </summary>
    /// <param name="FirstRow">The first of them within the block.</param>
    /// <param name="Starts">One more than there are rows.</param>
    /// <param name="Ends">One a row.</param>
    /// <param name="Codes">Word numbers times the bytes of a tile.</param>
    /// <param name="Weights">How often each row counts; null when each counts once.</param>
    public sealed record Part(int FirstRow, int[] Starts, int[] Ends, uint[] Codes, double[]? Weights)
    {
        public int Rows => Ends.Length;
    }

    /// <summary>A row by its contents.</summary>
    private readonly struct RowKey(BitMatrix bits, int row) : IEquatable<RowKey>
    {
        private readonly BitMatrix _bits = bits;
        private readonly int _row = row;

        public bool Equals(RowKey other) => _bits.Row(_row).SequenceEqual(other._bits.Row(other._row));

        public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(_bits.Row(_row)));
            return hash.ToHashCode();
        }
    }
}
