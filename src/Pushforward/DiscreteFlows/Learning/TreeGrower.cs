using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace Pushforward.DiscreteFlows.Learning;

/// <summary>How trees grow.</summary>
/// <param name="Depth">Questions from root to leaf at the most.</param>
/// <param name="LeafRows">Rows of a leaf at the least.</param>
/// <param name="SplitGain">Nats of training likelihood that a split must bring.</param>
internal sealed record TreeGrowth(int Depth, int LeafRows, double SplitGain);

/// <summary>A leaf of a grown tree.</summary>
/// <param name="Node">Its number.</param>
/// <param name="Counts">Rows of each class that ended there.</param>
/// <param name="Prior">The share of each class that its ancestors make one expect.</param>
internal sealed record GrownLeaf(int Node, int[] Counts, double[] Prior);

/// <summary>
/// Grows a tree that tells classes of rows apart, split by split where the likelihood gains most. Rows of a node are packed together, so a
/// level of the tree costs the same at any depth, and counting is counting ones of words.
/// </summary>
internal sealed class TreeGrower(BitColumns data, TreeGrowth growth)
{
    // So many rows of its parent's opinion are mixed into a node's own.
    private const double ParentRows = 2;

    /// <summary>Grows a tree.</summary>
    /// <param name="classes">The rows of each class but the first, which has the others. Shape [classes - 1][words].</param>
    /// <param name="candidates">The columns it may ask for.</param>
    /// <param name="leaves">The leaves, whose values are still to be given.</param>
    /// <returns>Columns and values of the nodes, as in <see cref="BitTree"/>.</returns>
    public (List<int> Columns, List<int> Values) Grow(ulong[][] classes, IReadOnlyList<int> candidates, out List<GrownLeaf> leaves)
    {
        var grown = new Grown();
        var bits = new ulong[candidates.Count][];
        for (int j = 0; j < bits.Length; j++)
            bits[j] = data[candidates[j]];
        grown.Columns.Add(-1);
        grown.Values.Add(0);
        var even = new double[classes.Length + 1];
        Array.Fill(even, 1.0 / even.Length);
        Split(grown, 0, new Node(classes, bits, [.. candidates], data.Rows, CountsOf(classes, data.Rows)), even, growth.Depth);
        leaves = grown.Leaves;
        return (grown.Columns, grown.Values);
    }

    private void Split(Grown grown, int at, Node node, double[] prior, int depth)
    {
        int best = -1, bestRows = 0;
        int[]? bestCounts = null;
        double whole = Entropy.Total(node.Counts, node.Rows);
        if (depth > 0 && node.Rows >= 2 * growth.LeafRows && whole > growth.SplitGain)
        {
            double least = whole - growth.SplitGain;
            Span<int> right = stackalloc int[node.Counts.Length], left = stackalloc int[node.Counts.Length];
            for (int j = 0; j < node.Bits.Length; j++)
            {
                int rows = BitColumns.Ones(node.Bits[j]);
                if (rows < growth.LeafRows || node.Rows - rows < growth.LeafRows)
                    continue;
                right[0] = rows;
                for (int k = 1; k < right.Length; k++)
                {
                    right[k] = BitColumns.Both(node.Classes[k - 1], node.Bits[j]);
                    right[0] -= right[k];
                }
                for (int k = 0; k < left.Length; k++)
                    left[k] = node.Counts[k] - right[k];
                double cost = Entropy.Total(right, rows) + Entropy.Total(left, node.Rows - rows);
                if (cost < least)
                    (least, best, bestRows, bestCounts) = (cost, j, rows, right.ToArray());
            }
        }
        if (bestCounts is null)
        {
            grown.Leaves.Add(new GrownLeaf(at, node.Counts, prior));
            return;
        }

        int child = grown.Columns.Count;
        (grown.Columns[at], grown.Values[at]) = (node.Candidates[best], child);
        grown.Columns.AddRange([-1, -1]);
        grown.Values.AddRange([0, 0]);
        double[] own = [.. node.Counts.Select((count, k) => (count + ParentRows * prior[k]) / (node.Rows + ParentRows))];
        int[] rest = [.. node.Counts.Select((count, k) => count - bestCounts[k])];
        Split(grown, child, node.Part(best, one: false, node.Rows - bestRows, rest), own, depth - 1);
        Split(grown, child + 1, node.Part(best, one: true, bestRows, bestCounts), own, depth - 1);
    }

    /// <summary>What a leaf says of a class: its own rows with some of its ancestors' opinion.</summary>
    public static double Share(GrownLeaf leaf, int of) => (leaf.Counts[of] + ParentRows * leaf.Prior[of]) / (leaf.Counts.Sum() + ParentRows);

    private static int[] CountsOf(ulong[][] classes, int rows)
    {
        var counts = new int[classes.Length + 1];
        counts[0] = rows;
        for (int k = 0; k < classes.Length; k++)
        {
            counts[k + 1] = BitColumns.Ones(classes[k]);
            counts[0] -= counts[k + 1];
        }
        return counts;
    }

    private sealed class Grown
    {
        public List<int> Columns { get; } = [];

        public List<int> Values { get; } = [];

        public List<GrownLeaf> Leaves { get; } = [];
    }

    /// <summary>The rows that reach a node, packed.</summary>
    private sealed record Node(ulong[][] Classes, ulong[][] Bits, int[] Candidates, int Rows, int[] Counts)
    {
        public Node Part(int by, bool one, int rows, int[] counts)
        {
            // Candidates that are the same in all rows cannot split, here or below.
            var bits = new List<ulong[]>(Bits.Length);
            var candidates = new List<int>(Bits.Length);
            for (int j = 0; j < Bits.Length; j++)
            {
                int all = BitColumns.Ones(Bits[j]);
                if (j == by || all == 0 || all == Rows)
                    continue;
                bits.Add(Pack(Bits[j], Bits[by], one, rows));
                candidates.Add(Candidates[j]);
            }
            return new Node([.. Classes.Select(source => Pack(source, Bits[by], one, rows))], [.. bits], [.. candidates], rows, counts);
        }

        private ulong[] Pack(ulong[] source, ulong[] chosen, bool one, int rows)
        {
            var packed = new ulong[(rows + 63) / 64];
            int at = 0;
            for (int w = 0; w < source.Length; w++)
            {
                ulong mask = one ? chosen[w] : ~chosen[w];
                if (w == source.Length - 1 && (Rows & 63) != 0)
                    mask &= (1UL << (Rows & 63)) - 1;
                int count = BitOperations.PopCount(mask);
                if (count == 0)
                    continue;
                ulong bits = Extract(source[w], mask);
                packed[at >> 6] |= bits << (at & 63);
                if ((at & 63) + count > 64)
                    packed[(at >> 6) + 1] = bits >> (64 - (at & 63));
                at += count;
            }
            return packed;
        }

        private static ulong Extract(ulong bits, ulong mask)
        {
            if (Bmi2.X64.IsSupported)
                return Bmi2.X64.ParallelBitExtract(bits, mask);
            ulong result = 0;
            for (int at = 0; mask != 0; mask &= mask - 1, at++)
                result |= (bits >> BitOperations.TrailingZeroCount(mask) & 1) << at;
            return result;
        }
    }
}
