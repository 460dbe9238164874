using Pushforward.Data;
using Pushforward.DiscreteFlows.Learning;
using Pushforward.Numerics.Kernels;

namespace Pushforward.DiscreteFlows;

/// <summary>
/// Finds a flow on levels by search: for each column a tree over the others is grown that tells its levels apart, and where the tree's questions end the
/// levels are ranked by frequency; the column that gains most is taken, and so on, as long as validation rows become likelier.
/// </summary>
public static class LevelFlowTrainer
{
    private const int DefaultLeafRows = 30;
    private const double LeastGain = 1e-5;

    /// <summary>Searches.</summary>
    /// <param name="train">Levels, row after row. Shape [rows, columns].</param>
    /// <param name="validation">The rows that decide when to stop. Shape [rows, columns].</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="levels">K, from 2 to 256.</param>
    /// <param name="options">Depth, split gain and the most layers; null for the defaults.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="cancellation">Ends the search after the current layer.</param>
    /// <exception cref="ArgumentException">A level is out of range, or there are no whole rows.</exception>
    public static LevelFlow Fit(
        ReadOnlySpan<byte> train, ReadOnlySpan<byte> validation, int columns, int levels, DiscreteFlowOptions? options = null,
        ThreadTeam? team = null, CancellationToken cancellation = default)
    {
        options ??= new();
        options.Validate();
        if (levels is < 2 or > 256 || columns < 1)
            throw new ArgumentException($"levels: expected from 2 to 256 and at least one column, got {levels} levels and {columns} columns.", nameof(levels));
        if (train.IsEmpty || train.Length % columns != 0 || validation.IsEmpty || validation.Length % columns != 0)
            throw new ArgumentException($"data: expected whole rows of {columns} levels to learn from and to validate on, got {train.Length} and {validation.Length} levels.", nameof(train));
        LevelBijection.CheckLevels("train", train, train.Length, levels);
        LevelBijection.CheckLevels("validation", validation, validation.Length, levels);

        byte[] rows = train.ToArray(), held = validation.ToArray();
        var growth = new TreeGrowth(options.Depth, options.LeafRows ?? DefaultLeafRows, options.SplitGain ?? 12);
        var layers = new List<LevelTreePermutation>();
        double current = Mean(rows, held, columns, levels);
        while (layers.Count < (options.Layers ?? 200) && !cancellation.IsCancellationRequested)
        {
            var data = OneHot(rows, columns, levels);
            var proposals = new (LevelTreePermutation Encode, double Gain)[columns];
            (team ?? ThreadTeam.Shared).Run(columns, target => proposals[target] = Propose(data, target, columns, levels, growth));
            bool kept = false;
            foreach (var (encode, gain) in proposals.OrderByDescending(proposal => proposal.Gain))
            {
                if (gain < LeastGain)
                    break;
                byte[] codes = Through(encode, rows, columns), heldCodes = Through(encode, held, columns);
                double mean = Mean(codes, heldCodes, columns, levels);
                if (mean < current + LeastGain)
                    continue;
                (rows, held, current, kept) = (codes, heldCodes, mean, true);
                layers.Add(encode.Inverted());
                break;
            }
            if (!kept)
                break;
        }
        layers.Reverse();
        return new LevelFlow(columns, levels, Frequencies(rows, columns, levels), new Chain<byte>(layers));
    }

    private static (LevelTreePermutation Encode, double Gain) Propose(BitColumns data, int target, int columns, int levels, TreeGrowth growth)
    {
        int[] questions = [.. Enumerable.Range(0, columns * levels).Where(question => question / levels != target)];
        var classes = new ulong[levels - 1][];
        for (int level = 1; level < levels; level++)
            classes[level - 1] = data[target * levels + level];
        var (asked, values) = new TreeGrower(data, growth).Grow(classes, questions, out var leaves);
        var permutations = new byte[leaves.Count * levels];
        int[] before = new int[levels], after = new int[levels];
        for (int i = 0; i < leaves.Count; i++)
        {
            values[leaves[i].Node] = i;
            int[] counts = leaves[i].Counts;
            int[] byCount = [.. Enumerable.Range(0, levels).OrderByDescending(level => counts[level])];
            for (int rank = 0; rank < levels; rank++)
            {
                permutations[i * levels + byCount[rank]] = (byte)rank;
                after[rank] += counts[byCount[rank]];
                before[rank] += counts[rank];
            }
        }
        var encode = new LevelTreePermutation(columns, levels, target, new BitTree([.. asked], [.. values]), permutations);
        return (encode, (Entropy.Total(before, data.Rows) - Entropy.Total(after, data.Rows)) / data.Rows);
    }

    private static byte[] Through(LevelTreePermutation map, byte[] rows, int columns)
    {
        byte[] result = [.. rows];
        for (int start = 0; start < result.Length; start += columns)
            map.MapForward(result.AsSpan(start, columns), columns);
        return result;
    }

    private static BitColumns OneHot(byte[] rows, int columns, int levels)
    {
        var bits = new BitMatrix(rows.Length / columns, columns * levels);
        for (int i = 0; i < rows.Length; i++)
            bits[i / columns, i % columns * levels + rows[i]] = true;
        return new BitColumns(bits);
    }

    private static double[] Frequencies(byte[] rows, int columns, int levels)
    {
        var result = new double[columns * levels];
        Array.Fill(result, 1.0 / levels);
        for (int i = 0; i < rows.Length; i++)
            result[i % columns * levels + rows[i]]++;
        return Array.ConvertAll(result, count => count / (rows.Length / columns + 1.0));
    }

    private static double Mean(byte[] train, byte[] rows, int columns, int levels)
    {
        double[] log = Array.ConvertAll(Frequencies(train, columns, levels), Math.Log);
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
            sum += log[i % columns * levels + rows[i]];
        return sum / (rows.Length / columns);
    }
}
