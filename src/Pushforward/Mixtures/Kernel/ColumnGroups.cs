using System.Numerics;
using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// Which columns share a group, so that a row's set bits fall into few groups: a row costs the kernel one table row for every group that has
/// any. Columns are joined greedily, the one that is set most often where the group already has a bit first: for images that finds
/// patches of neighboring pixels, for answers the items that go together.
/// </summary>
internal static class ColumnGroups
{
    // Columns are joined within spans of this many: what is saved by looking further does not pay for the search, which grows as its square.
    private const int SpanColumns = 1024;

    /// <summary>The groups, each a list of at most <paramref name="size"/> columns; every column is in one.</summary>
    /// <param name="sample">Rows to learn from, columns that are mostly ones already flipped.</param>
    /// <param name="size">Columns in a group at the most.</param>
    /// <param name="team">Who works.</param>
    public static int[][] Learn(BitMatrix sample, int size, ThreadTeam team)
    {
        int words = (sample.Rows + 63) / 64;
        var byColumn = Transpose(sample, words);
        int spans = (sample.Columns + SpanColumns - 1) / SpanColumns;
        var groups = new List<int[]>[spans];
        team.Run(spans, span =>
        {
            int first = span * SpanColumns;
            groups[span] = LearnSpan(byColumn, words, first, Math.Min(SpanColumns, sample.Columns - first), size);
        });
        return [.. groups.SelectMany(span => span)];
    }

    private static ulong[] Transpose(BitMatrix sample, int words)
    {
        var byColumn = new ulong[checked(sample.Columns * words)];
        for (int row = 0; row < sample.Rows; row++)
        {
            var bits = sample.Row(row);
            for (int w = 0; w < bits.Length; w++)
            {
                for (ulong rest = bits[w]; rest != 0; rest &= rest - 1)
                    byColumn[(w * 64 + BitOperations.TrailingZeroCount(rest)) * words + (row >> 6)] |= 1UL << (row & 63);
            }
        }
        return byColumn;
    }

    private static List<int[]> LearnSpan(ulong[] byColumn, int words, int first, int count, int size)
    {
        // In order of how often they are set; columns that never are come last, and cost nothing wherever they are.
        var free = Enumerable.Range(first, count)
            .Select(column => (Column: column, Ones: PopCount(byColumn.AsSpan(column * words, words))))
            .OrderByDescending(column => column.Ones).Select(column => column.Column).ToList();
        var groups = new List<int[]>();
        var group = new List<int>(size);
        var occupied = new ulong[words];
        while (free.Count > 0)
        {
            group.Clear();
            Array.Clear(occupied);
            for (int best = 0; ;)
            {
                int column = free[best];
                free.RemoveAt(best);
                group.Add(column);
                if (group.Count == size || free.Count == 0)
                    break;
                var ones = byColumn.AsSpan(column * words, words);
                for (int w = 0; w < words; w++)
                    occupied[w] |= ones[w];
                best = MostShared(byColumn, words, free, occupied);
            }
            groups.Add([.. group.Order()]);
        }
        return groups;
    }

    private static int MostShared(ulong[] byColumn, int words, List<int> free, ulong[] occupied)
    {
        int best = 0, most = -1;
        for (int i = 0; i < free.Count; i++)
        {
            var ones = byColumn.AsSpan(free[i] * words, words);
            int shared = 0;
            for (int w = 0; w < ones.Length; w++)
                shared += BitOperations.PopCount(ones[w] & occupied[w]);
            if (shared > most)
                (best, most) = (i, shared);
        }
        return best;
    }

    private static int PopCount(ReadOnlySpan<ulong> words)
    {
        int count = 0;
        foreach (ulong word in words)
            count += BitOperations.PopCount(word);
        return count;
    }
}
