using System.Numerics;
using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// Rows of bits as the list of table rows each one touches. Columns are taken in groups of four; a group whose bits are all equal to
/// the column's usual value is left out, any other contributes the code 16 * group + pattern. Summing the table rows so named gives
/// a row's log-probability under every component at once, and adding into them gives the expected counts.
/// </summary>
/// <remarks>
/// A column that is one in most rows is stored flipped, so that "usual" is always zero: lists stay short, and the sums stay small
/// in magnitude, which single precision needs.
/// </remarks>
internal sealed class BitCodes
{
    /// <summary>Columns in a group.</summary>
    public const int GroupBits = 4;

    /// <summary>Patterns of a group, hence rows of its table.</summary>
    public const int Patterns = 1 << GroupBits;

    // Rows of a shard: the unit of parallel work and of summation order. It depends on the data alone, so that results do not
    // depend on the number of threads.
    private const int TargetShardRows = 4096;

    private readonly bool[] _flipped;
    private readonly Shard[] _shards;

    private BitCodes(int rows, int columns, double[]? rowWeights, bool[] flipped, Shard[] shards)
    {
        (Rows, Columns, RowWeights) = (rows, columns, rowWeights);
        (_flipped, _shards) = (flipped, shards);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>How often each row counts; null when each counts once.</summary>
    public double[]? RowWeights { get; }

    public int Groups => (Columns + GroupBits - 1) / GroupBits;

    public ReadOnlySpan<Shard> Shards => _shards;

    /// <summary>Whether a column is stored as its complement.</summary>
    public bool IsFlipped(int column) => _flipped[column];

    public static BitCodes Encode(BitMatrix bits, double[]? rowWeights, ThreadTeam team)
    {
        var flipped = Array.ConvertAll(bits.ColumnOnes(), ones => ones > bits.Rows / 2);
        var mask = new ulong[bits.WordsPerRow];
        for (int column = 0; column < bits.Columns; column++)
        {
            if (flipped[column])
                mask[column >> 6] |= 1UL << (column & 63);
        }

        int count = Math.Max(1, (bits.Rows + TargetShardRows - 1) / TargetShardRows);
        var shards = new Shard[count];
        team.Run(count, s =>
        {
            int first = (int)((long)bits.Rows * s / count), end = (int)((long)bits.Rows * (s + 1) / count);
            shards[s] = EncodeShard(bits, mask, first, end);
        });
        return new BitCodes(bits.Rows, bits.Columns, rowWeights, flipped, shards);
    }

    private static Shard EncodeShard(BitMatrix bits, ulong[] mask, int first, int end)
    {
        var starts = new int[end - first + 1];
        for (int row = first; row < end; row++)
        {
            int groups = 0;
            var words = bits.Row(row);
            for (int w = 0; w < words.Length; w++)
                groups += BitOperations.PopCount(OccupiedGroups(words[w] ^ mask[w]));
            starts[row - first + 1] = checked(starts[row - first] + groups);
        }

        var codes = new uint[starts[^1]];
        int next = 0;
        for (int row = first; row < end; row++)
        {
            var words = bits.Row(row);
            for (int w = 0; w < words.Length; w++)
            {
                ulong word = words[w] ^ mask[w];
                for (ulong occupied = OccupiedGroups(word); occupied != 0; occupied &= occupied - 1)
                {
                    int shift = BitOperations.TrailingZeroCount(occupied);
                    uint group = (uint)(w * (64 / GroupBits) + shift / GroupBits);
                    codes[next++] = group * Patterns + (uint)((word >> shift) & (Patterns - 1));
                }
            }
        }
        return new Shard(first, starts, codes);
    }

    // One bit, the lowest, of every group of four that has any bit set.
    private static ulong OccupiedGroups(ulong word)
    {
        word |= word >> 2;
        word |= word >> 1;
        return word & 0x1111_1111_1111_1111;
    }

    /// <summary>Consecutive rows: row r of the shard has the codes from Starts[r] to Starts[r + 1].</summary>
    public sealed record Shard(int FirstRow, int[] Starts, uint[] Codes)
    {
        public int Rows => Starts.Length - 1;
    }
}
