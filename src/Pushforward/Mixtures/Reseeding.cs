using Pushforward.Mixtures.Kernel;

namespace Pushforward.Mixtures;

/// <summary>
/// Which components of a mixture do no work: those with less than half a row to their name, and those whose probabilities are another's to within a
/// thousandth everywhere. Duplicates are merged, which leaves the law as it is, and every component so set free splits the heaviest one:
/// it takes half of its weight.
/// </summary>
internal static class Reseeding
{
    private const double FewestRows = 0.5, LargestDifference = 1e-3;

    /// <summary>Merges and splits in place.</summary>
    /// <param name="parameters">A mixture that EM has converged to.</param>
    /// <param name="rows">Rows it was fitted to, weights counted.</param>
    /// <returns>The components that were set free: each now has the probabilities of a heavy one, and waits to be moved away from it.</returns>
    public static IReadOnlyList<int> Apply(LaneParameters parameters, double rows)
    {
        var free = new List<int>();
        var busy = new List<int>();
        for (int k = 0; k < parameters.Layout.Components; k++)
        {
            int twin = busy.FindIndex(other => AreTwins(parameters, k, other));
            if (parameters.Weights[k] * rows >= FewestRows && twin < 0)
            {
                busy.Add(k);
                continue;
            }
            free.Add(k);
            if (busy.Count > 0)
                Move(parameters, k, twin >= 0 ? busy[twin] : busy[0]);
        }
        if (busy.Count == 0)
            return [];
        foreach (int k in free)
        {
            int heaviest = busy.MaxBy(other => parameters.Weights[other]);
            parameters.Weights[k] = parameters.Weights[heaviest] /= 2;
            for (int bit = 0; bit < parameters.Columns; bit++)
                parameters.Means[bit, k] = parameters.Means[bit, heaviest];
        }
        return free;
    }

    private static bool AreTwins(LaneParameters parameters, int a, int b)
    {
        for (int bit = 0; bit < parameters.Columns; bit++)
        {
            if (Math.Abs(parameters.Means[bit, a] - parameters.Means[bit, b]) > LargestDifference)
                return false;
        }
        return true;
    }

    // What is left of an empty component's weight goes to another, so that weights still sum to one.
    private static void Move(LaneParameters parameters, int from, int to)
    {
        parameters.Weights[to] += parameters.Weights[from];
        parameters.Weights[from] = 0;
    }
}
