using System.Numerics;
using Pushforward.Data;

namespace Pushforward.DiscreteFlows.Learning;

/// <summary>
/// The linear map over GF(2) whose code has the least sum of column entropies. Independent sets of parities form a matroid, so taking the surest
/// parity that is independent of those taken, again and again, is optimal. Up to 20 columns all parities are looked at, by one Walsh-Hadamard
/// transform of the counts; beyond, columns and their pairwise XORs, where the matroid is that of the forests of a graph
/// (columns and a root; an edge between two columns is their XOR, one to the root the column itself).
/// </summary>
internal static class LinearSearch
{
    /// <summary>Columns up to which all parities are looked at.</summary>
    public const int MostColumns = 20;

    /// <summary>The best map from data to codes.</summary>
    public static LinearMap Best(BitMatrix rows) => rows.Columns <= MostColumns ? OfAllParities(rows) : OfPairs(rows);

    private static LinearMap OfAllParities(BitMatrix rows)
    {
        int columns = rows.Columns, states = 1 << columns;
        var sums = new int[states];
        for (int n = 0; n < rows.Rows; n++)
            sums[rows.Row(n)[0]]++;
        // sums[s] becomes the sum over rows of (-1)^parity(row & s).
        for (int step = 1; step < states; step <<= 1)
        {
            for (int start = 0; start < states; start += 2 * step)
            {
                for (int i = start; i < start + step; i++)
                    (sums[i], sums[i + step]) = (sums[i] + sums[i + step], sums[i] - sums[i + step]);
            }
        }

        // The surest first. Ties go to parities of few columns, then to the lower number, so that the outcome is one.
        var order = new int[states - 1];
        var keys = new long[states - 1];
        for (int s = 1; s < states; s++)
        {
            order[s - 1] = s;
            keys[s - 1] = ((long)(rows.Rows - Math.Abs(sums[s])) << 26) | ((long)BitOperations.PopCount((uint)s) << 20) | (uint)s;
        }
        Array.Sort(keys, order);
        var matrix = new BitMatrix(columns, columns);
        var basis = new int[columns];
        int taken = 0;
        foreach (int parity in order)
        {
            int rest = parity;
            while (rest != 0 && basis[BitOperations.Log2((uint)rest)] is not 0 and var known)
                rest ^= known;
            if (rest == 0)
                continue;
            basis[BitOperations.Log2((uint)rest)] = rest;
            matrix.MutableRow(taken++)[0] = (ulong)parity;
            if (taken == columns)
                break;
        }
        return new LinearMap(matrix);
    }

    private static LinearMap OfPairs(BitMatrix rows)
    {
        var data = new BitColumns(rows);
        int columns = rows.Columns, root = columns;
        int[] ones = [.. Enumerable.Range(0, columns).Select(c => BitColumns.Ones(data[c]))];
        // Prim's algorithm from the root.
        var cost = new double[columns];
        var link = new int[columns];
        var inside = new bool[columns];
        for (int c = 0; c < columns; c++)
            (cost[c], link[c]) = (Entropy.Total(ones[c], rows.Rows), root);
        var matrix = new BitMatrix(columns, columns);
        for (int k = 0; k < columns; k++)
        {
            int next = -1;
            for (int c = 0; c < columns; c++)
            {
                if (!inside[c] && (next < 0 || cost[c] < cost[next]))
                    next = c;
            }
            inside[next] = true;
            matrix[next, next] = true;
            if (link[next] != root)
                matrix[next, link[next]] = true;
            for (int c = 0; c < columns; c++)
            {
                if (inside[c])
                    continue;
                double pair = Entropy.Total(ones[c] + ones[next] - 2 * BitColumns.Both(data[c], data[next]), rows.Rows);
                if (pair < cost[c])
                    (cost[c], link[c]) = (pair, next);
            }
        }
        return new LinearMap(matrix);
    }
}
