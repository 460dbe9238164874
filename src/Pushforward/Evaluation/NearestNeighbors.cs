using Pushforward.Numerics.Kernels;

namespace Pushforward.Evaluation;

/// <summary>The rows of one set nearest to each row of another, by Euclidean distance; ties go to the earlier row.</summary>
/// <param name="Count">k, how many neighbours of each row.</param>
/// <param name="Indices">Their rows, nearest first. Shape [rows, k].</param>
/// <param name="SquaredDistances">How far they are, squared. Shape [rows, k].</param>
public sealed record NearestNeighbors(int Count, int[] Indices, float[] SquaredDistances)
{
    /// <summary>Finds them by comparing all pairs.</summary>
    /// <param name="queries">The rows whose neighbours are sought.</param>
    /// <param name="references">The rows that can be neighbours.</param>
    /// <param name="count">k; at least 1, and no more than there can be.</param>
    /// <param name="apartFromSelf">Whether row n of the queries is row n of the references, and no neighbour of itself.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <exception cref="ArgumentException">There are fewer neighbours than asked for, or the columns differ.</exception>
    public static NearestNeighbors Find(
        PointSet queries, PointSet references, int count = 1, bool apartFromSelf = false, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(references);
        int available = references.Rows - (apartFromSelf ? 1 : 0);
        if (count < 1 || count > available)
            throw new ArgumentException($"neighbors: expected from 1 to {available}, as many as there are, got {count}.", nameof(count));
        var indices = new int[checked(queries.Rows * count)];
        var distances = new float[indices.Length];
        distances.AsSpan().Fill(float.PositiveInfinity);
        PairwiseDistances.Visit(queries, references, (row, first, squared) =>
        {
            var nearest = distances.AsSpan(row * count, count);
            var who = indices.AsSpan(row * count, count);
            for (int j = 0; j < squared.Length; j++)
            {
                if (squared[j] >= nearest[^1] || (apartFromSelf && first + j == row))
                    continue;
                int place = count - 1;
                for (; place > 0 && nearest[place - 1] > squared[j]; place--)
                    (nearest[place], who[place]) = (nearest[place - 1], who[place - 1]);
                (nearest[place], who[place]) = (squared[j], first + j);
            }
        }, team);
        return new NearestNeighbors(count, indices, distances);
    }

    /// <summary>The squared distance of each row to its k-th neighbour: the size of its neighbourhood. Shape [rows].</summary>
    /// <param name="k">From 1 to <see cref="Count"/>.</param>
    public float[] SquaredRadii(int k)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)(k - 1), (uint)(Count - 1), nameof(k));
        var radii = new float[SquaredDistances.Length / Count];
        for (int n = 0; n < radii.Length; n++)
            radii[n] = SquaredDistances[n * Count + k - 1];
        return radii;
    }
}
