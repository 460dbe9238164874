using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>How often each gray level was seen in each column: what is known of columns one by one, and where flows and their baseline begin.</summary>
public sealed class LevelCounts
{
    private readonly int[] _counts;

    /// <summary>Counts the levels of rows.</summary>
    /// <param name="rows">Whole numbers from 0 to levels - 1; at least one row.</param>
    /// <param name="levels">How many levels there are.</param>
    /// <exception cref="ArgumentException">There are no rows, or fewer than two levels.</exception>
    /// <exception cref="InvalidDataException">A value is no such level.</exception>
    public LevelCounts(IRowSource rows, int levels = 256)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Rows == 0)
            throw new ArgumentException($"{rows.Name}: expected at least one row to count levels in, got none.");
        if (levels < 2)
            throw new ArgumentException($"levels: expected at least 2, got {levels}.");
        (Rows, Columns, Levels) = (rows.Rows, rows.Columns, levels);
        _counts = new int[checked(Columns * levels)];
        var row = new float[Columns];
        for (int n = 0; n < Rows; n++)
        {
            rows.CopyRow(n, row);
            for (int d = 0; d < row.Length; d++)
            {
                int level = (int)row[d];
                if (level != row[d] || (uint)level >= (uint)levels)
                    throw new InvalidDataException($"{rows.Name}, row {n}, column {d}: expected a whole number from 0 to {levels - 1}, found {row[d]}.");
                _counts[d * levels + level]++;
            }
        }
    }

    /// <summary>How many rows were counted.</summary>
    public int Rows { get; }

    /// <summary>How many columns they have.</summary>
    public int Columns { get; }

    /// <summary>How many levels there are.</summary>
    public int Levels { get; }

    /// <summary>How often each level was seen in a column. Shape [levels].</summary>
    /// <param name="column">From 0.</param>
    public ReadOnlySpan<int> this[int column] => _counts.AsSpan(column * Levels, Levels);

    /// <summary>
    /// Smoothed frequencies: P_d(v) = (n_dv + a_d/levels) / (N + a_d) with a_d = pseudo-count + share (N - max_v n_dv). The share is of the rows away from
    /// the column's most frequent level, so that where a background is nearly always seen it stays nearly certain.
    /// </summary>
    /// <param name="pseudoCount">Greater than 0, so that no frequency is zero.</param>
    /// <param name="share">At least 0.</param>
    /// <returns>[columns, levels]; each column sums to 1.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public double[,] Frequencies(double pseudoCount = 1, double share = 0)
    {
        if (!(pseudoCount > 0) || !double.IsFinite(pseudoCount))
            throw new ArgumentException($"histogram: expected a finite pseudo-count greater than 0, got {pseudoCount}.");
        if (!(share >= 0) || !double.IsFinite(share))
            throw new ArgumentException($"histogram: expected a finite share of at least 0, got {share}.");
        var frequencies = new double[Columns, Levels];
        for (int d = 0; d < Columns; d++)
        {
            int most = 0;
            foreach (int count in this[d])
                most = Math.Max(most, count);
            double extra = pseudoCount + share * (Rows - most);
            for (int v = 0; v < Levels; v++)
                frequencies[d, v] = (this[d][v] + extra / Levels) / (Rows + extra);
        }
        return frequencies;
    }
}
