using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.DiscreteFlows.Learning;

/// <summary>Learns a <see cref="SequentialFlip"/> from rows: a tree for each column, and slots for their mistakes.</summary>
internal static class SequentialLearner
{
    private const int SlotRows = 10_000, SlotRounds = 6;

    /// <summary>A tree for each column of an order, asking for columns before it.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="order">Each column once.</param>
    /// <param name="growth">How trees grow.</param>
    /// <param name="window">Which earlier columns a column may ask for; null for all.</param>
    /// <param name="team">Who works; null for the calling thread alone.</param>
    public static TreePredictor Trees(BitColumns data, int[] order, TreeGrowth growth, Func<int, int, bool>? window, ThreadTeam? team)
    {
        var grower = new TreeGrower(data, growth);
        var trees = new BitTree[order.Length];
        void Grow(int k)
        {
            int[] candidates = window is null ? order[..k] : [.. order[..k].Where(column => window(order[k], column))];
            trees[k] = Tree(grower, data[order[k]], candidates);
        }
        if (team is null)
        {
            for (int k = 0; k < order.Length; k++)
                Grow(k);
        }
        else
        {
            // The last columns have the most candidates: deal them out from both ends.
            team.Run(order.Length, i => Grow(i % 2 == 0 ? i / 2 : order.Length - 1 - i / 2));
        }
        return new TreePredictor(order, trees);
    }

    // Math.Log may differ in its last digit between machines; what it gives here is rounded and stored in the model.
    private static BitTree Tree(TreeGrower grower, ulong[] target, int[] candidates)
    {
        var (columns, values) = grower.Grow([target], candidates, out var leaves);
        foreach (var leaf in leaves)
        {
            double share = TreeGrower.Share(leaf, 1);
            values[leaf.Node] = (int)Math.Round(BitTree.ScoreUnits * Math.Log(share / (1 - share)));
        }
        return new BitTree([.. columns], [.. values]);
    }

    /// <summary>
    /// Slots for a predictor. They begin at the mean confidence of a row's k-th least sure column; then rows are laid out, and each slot becomes the
    /// log-odds of the bits that really came to lie there.
    /// </summary>
    public static SequentialFlip WithSlots(SequentialPredictor predictor, BitMatrix rows, ThreadTeam team)
    {
        int columns = predictor.Order.Count, used = Math.Min(rows.Rows, SlotRows);
        var sums = new double[columns];
        var confidences = new int[columns];
        var walk = predictor.Begin();
        for (int n = 0; n < used; n++)
        {
            walk.Reset();
            for (int k = 0; k < columns; k++)
            {
                confidences[k] = Math.Abs(walk.Score(k));
                walk.Observe(k, PackedBits.Get(rows.Row(n), predictor.Order[k]));
            }
            Array.Sort(confidences);
            for (int k = 0; k < columns; k++)
                sums[k] += confidences[k];
        }
        var best = new SequentialFlip(predictor, Array.ConvertAll(sums, sum => (int)Math.Round(sum / used)));
        double least = double.PositiveInfinity;
        var current = best;
        for (int round = 0; round < SlotRounds; round++)
        {
            var codes = new BitMatrix(used, columns);
            for (int n = 0; n < used; n++)
                rows.Row(n).CopyTo(codes.MutableRow(n));
            current.Inverse(codes, team);
            int[] ones = codes.ColumnOnes();
            double total = ones.Sum(o => Entropy.Total(o, used));
            if (total < least)
                (least, best) = (total, current);
            int[] slots = Array.ConvertAll(ones, o => Math.Max(0, (int)Math.Round(BitTree.ScoreUnits * Math.Log((used - o + 0.5) / (o + 0.5)))));
            Array.Sort(slots);
            current = new SequentialFlip(predictor, slots);
        }
        return best;
    }
}
