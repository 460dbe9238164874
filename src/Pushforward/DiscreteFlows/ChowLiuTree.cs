using Pushforward.Data;
using Pushforward.DiscreteFlows.Learning;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.DiscreteFlows;

/// <summary>
/// p(x) = prod_d p(x_d | x_parent(d)), the columns on a tree: of all tree-shaped laws the likeliest, found as the spanning tree of greatest mutual
/// information (Chow &amp; Liu 1968). The yardstick of a law on bits that looks beyond single columns.
/// </summary>
public sealed class ChowLiuTree
{
    private readonly int[] _parents, _order;
    private readonly double[] _ones;

    private ChowLiuTree(int[] parents, int[] order, double[] ones) => (_parents, _order, _ones) = (parents, order, ones);

    /// <summary>Columns of a row.</summary>
    public int Columns => _parents.Length;

    /// <summary>The column each depends on; -1 for the root.</summary>
    public IReadOnlyList<int> Parents => _parents;

    /// <summary>Free parameters.</summary>
    public long ParameterCount => 2L * Columns - 1;

    /// <summary>Finds the tree of some rows.</summary>
    /// <param name="rows">At least one.</param>
    /// <param name="pseudoCount">Rows spread evenly over the four states of each pair, so that nothing is impossible.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <exception cref="ArgumentException">There are no rows, or the pseudo-count is not greater than 0.</exception>
    public static ChowLiuTree Fit(BitMatrix rows, double pseudoCount = 1, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Rows == 0)
            throw new ArgumentException("rows: expected at least one row to find a tree of, got none.", nameof(rows));
        if (!(pseudoCount > 0 && double.IsFinite(pseudoCount)))
            throw new ArgumentException($"pseudo-count: expected a number greater than 0, got {pseudoCount}.", nameof(pseudoCount));
        var data = new BitColumns(rows);
        int columns = rows.Columns;
        int[] ones = [.. Enumerable.Range(0, columns).Select(c => BitColumns.Ones(data[c]))];
        double total = rows.Rows + pseudoCount;
        var information = new double[columns][];
        (team ?? ThreadTeam.Shared).Run(columns, a =>
        {
            information[a] = new double[a];
            for (int b = 0; b < a; b++)
                information[a][b] = Information(BitColumns.Both(data[a], data[b]), ones[a], ones[b]);
        });

        // Prim's algorithm from column 0.
        int[] parents = new int[columns], order = new int[columns];
        var best = new double[columns];
        var inside = new bool[columns];
        Array.Fill(best, double.NegativeInfinity);
        Array.Fill(parents, -1);
        for (int k = 0, next = 0; k < columns; k++)
        {
            order[k] = next;
            inside[next] = true;
            int last = next;
            next = -1;
            for (int c = 0; c < columns; c++)
            {
                if (inside[c])
                    continue;
                double shared = information[Math.Max(c, last)][Math.Min(c, last)];
                if (shared > best[c])
                    (best[c], parents[c]) = (shared, last);
                if (next < 0 || best[c] > best[next])
                    next = c;
            }
        }

        var conditional = new double[2 * columns];
        for (int c = 0; c < columns; c++)
        {
            int parent = parents[c];
            int both = parent < 0 ? 0 : BitColumns.Both(data[c], data[parent]);
            for (int value = 0; value < 2; value++)
            {
                double states = parent < 0 ? total : (value == 1 ? ones[parent] : rows.Rows - ones[parent]) + pseudoCount / 2;
                double hits = parent < 0 ? ones[c] + pseudoCount / 2 : (value == 1 ? both : ones[c] - both) + pseudoCount / 4;
                conditional[2 * c + value] = hits / states;
            }
        }
        return new ChowLiuTree(parents, order, conditional);

        double Information(int both, int a, int b)
        {
            double sum = 0;
            foreach (var (count, left, right) in new[] { (both, a, b), (a - both, a, rows.Rows - b), (b - both, rows.Rows - a, b), (rows.Rows - a - b + both, rows.Rows - a, rows.Rows - b) })
            {
                if (count > 0)
                    sum += count * Math.Log((double)count * rows.Rows / ((double)left * right));
            }
            return sum / rows.Rows;
        }
    }

    /// <summary>log p(x) of every row, exact, in nats.</summary>
    /// <param name="rows">Bits, of as many columns as the tree has. Shape [rows, columns].</param>
    /// <returns>Shape [rows].</returns>
    /// <exception cref="ArgumentException">The rows have another number of columns.</exception>
    public double[] LogProb(BitMatrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Columns != Columns)
            throw new ArgumentException($"rows: expected {Columns} columns, got {rows.Columns}.", nameof(rows));
        double[] one = Array.ConvertAll(_ones, Math.Log), zero = Array.ConvertAll(_ones, p => Math.Log(1 - p));
        var result = new double[rows.Rows];
        for (int n = 0; n < result.Length; n++)
        {
            var row = rows.Row(n);
            for (int c = 0; c < _parents.Length; c++)
            {
                int at = 2 * c + (_parents[c] >= 0 && PackedBits.Get(row, _parents[c]) ? 1 : 0);
                result[n] += PackedBits.Get(row, c) ? one[at] : zero[at];
            }
        }
        return result;
    }

    /// <summary>New rows: the root, then each column given its parent.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">The stream; row n uses its row n.</param>
    public BitMatrix Sample(int count, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(random);
        var rows = new BitMatrix(count, Columns);
        for (int n = 0; n < count; n++)
        {
            var stream = random.At(0, n);
            var row = rows.MutableRow(n);
            foreach (int c in _order)
                PackedBits.Put(row, c, stream.NextDouble() < _ones[2 * c + (_parents[c] >= 0 && PackedBits.Get(row, _parents[c]) ? 1 : 0)]);
        }
        return rows;
    }
}
