using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.DiscreteFlows.Learning;

/// <summary>
/// Proposes <see cref="TreePermutation"/>s. For a block of columns a tree over all others is grown that tells the block's states apart; where its
/// questions end, the states are ranked by how many rows they have, and the most frequent one goes where the base has most mass. With one column in a
/// block this is the XOR coupling that flips where a one is likelier.
/// </summary>
internal sealed class PermutationSearch(BitColumns data, TreeGrowth growth, int blockSize)
{
    private const int RankRounds = 5;

    /// <summary>A proposal and the nats of training likelihood it gains, per row.</summary>
    public readonly record struct Proposal(TreePermutation Layer, double Gain);

    /// <summary>Proposals for random blocks, the most gainful first.</summary>
    public IReadOnlyList<Proposal> Propose(int count, RandomStream random, ThreadTeam team)
    {
        int size = Math.Min(blockSize, data.Columns);
        var blocks = new int[count][];
        for (int i = 0; i < count; i++)
        {
            int[] columns = [.. Enumerable.Range(0, data.Columns)];
            for (int j = 0; j < size; j++)
            {
                int other = j + random.NextInt32(columns.Length - j);
                (columns[j], columns[other]) = (columns[other], columns[j]);
            }
            blocks[i] = columns[..size];
        }
        var proposals = new Proposal[count];
        team.Run(count, i => proposals[i] = Of(blocks[i]));
        return [.. proposals.OrderByDescending(proposal => proposal.Gain)];
    }

    private Proposal Of(int[] block)
    {
        int[] others = [.. Enumerable.Range(0, data.Columns).Where(column => !block.Contains(column))];
        var (columns, values) = new TreeGrower(data, growth).Grow(StatesOf(block), others, out var leaves);
        for (int i = 0; i < leaves.Count; i++)
            values[leaves[i].Node] = i;

        var ones = Array.ConvertAll(block, column => BitColumns.Ones(data[column]));
        double before = ones.Sum(o => Entropy.Total(o, data.Rows)), least = double.PositiveInfinity;
        byte[] best = [];
        // The ranks depend on where the base has its mass, which depends on the ranks.
        for (int round = 0; round < RankRounds; round++)
        {
            var (permutations, after) = Rank(leaves, ones);
            double cost = after.Sum(o => Entropy.Total(o, data.Rows));
            if (cost >= least)
                break;
            (least, best, ones) = (cost, permutations, after);
        }
        // Found from data to codes; the layer's forward direction goes from codes to data.
        var encode = new TreePermutation(data.Columns, block, new BitTree([.. columns], [.. values]), best);
        return new(encode.Inverted(), (before - least) / data.Rows);
    }

    /// <summary>In each leaf the most frequent state goes to the one the base, with so many ones a column, holds likeliest, and so on down.</summary>
    private (byte[] Permutations, int[] Ones) Rank(List<GrownLeaf> leaves, int[] ones)
    {
        int states = 1 << ones.Length;
        double[] odds = Array.ConvertAll(ones, o => Math.Log((o + 0.5) / (data.Rows - o + 0.5)));
        int[] byMass = [.. Enumerable.Range(0, states).OrderByDescending(state => Enumerable.Range(0, odds.Length).Sum(j => (state >> j & 1) * odds[j]))];
        var permutations = new byte[leaves.Count * states];
        var after = new int[ones.Length];
        for (int leaf = 0; leaf < leaves.Count; leaf++)
        {
            int[] counts = leaves[leaf].Counts;
            int[] byCount = [.. Enumerable.Range(0, states).OrderByDescending(state => counts[state])];
            for (int rank = 0; rank < states; rank++)
            {
                permutations[leaf * states + byCount[rank]] = (byte)byMass[rank];
                for (int j = 0; j < after.Length; j++)
                    after[j] += (byMass[rank] >> j & 1) * counts[byCount[rank]];
            }
        }
        return (permutations, after);
    }

    /// <summary>The rows of each state of a block but the first.</summary>
    private ulong[][] StatesOf(int[] block)
    {
        var states = new ulong[(1 << block.Length) - 1][];
        for (int s = 1; s <= states.Length; s++)
        {
            var words = states[s - 1] = new ulong[data[0].Length];
            for (int w = 0; w < words.Length; w++)
            {
                ulong word = ulong.MaxValue;
                for (int j = 0; j < block.Length; j++)
                    word &= (s >> j & 1) != 0 ? data[block[j]][w] : ~data[block[j]][w];
                words[w] = word;
            }
        }
        return states;
    }
}
