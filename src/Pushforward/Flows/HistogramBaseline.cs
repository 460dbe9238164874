using Pushforward.Evaluation;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>
/// Independent columns, each with the smoothed histogram of its levels: P_d(v) = (n_dv + a/levels) / (N + a). What any model of gray images must be
/// seen beside, because it knows nothing of shapes and scores well: on density terms log p(x) = Σ_d log(levels P_d(v_d)).
/// </summary>
public sealed class HistogramBaseline
{
    private const int Levels = 256;

    private readonly float[] _logDensity;
    private readonly int _columns;

    /// <summary>Counts the levels of rows.</summary>
    /// <param name="train">Levels 0 to 255; at least one row.</param>
    /// <param name="pseudoCount">a, spread evenly over the levels of each column; greater than 0.</param>
    /// <exception cref="ArgumentException">There are no rows, or the pseudo-count is not greater than 0.</exception>
    public HistogramBaseline(IRowSource train, double pseudoCount = 1)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Rows == 0)
            throw new ArgumentException("histogram: expected at least one row, got none.");
        if (!(pseudoCount > 0))
            throw new ArgumentException($"histogram: expected a pseudo-count greater than 0, got {pseudoCount}.");
        _columns = train.Columns;
        var counts = new int[_columns * Levels];
        var row = new float[_columns];
        for (int n = 0; n < train.Rows; n++)
        {
            train.CopyRow(n, row);
            for (int d = 0; d < row.Length; d++)
                counts[d * Levels + (int)row[d]]++;
        }
        _logDensity = [.. counts.Select(count => (float)Math.Log(Levels * (count + pseudoCount / Levels) / (train.Rows + pseudoCount)))];
    }

    /// <summary>The density on [0, 1]^D of rows, in nats.</summary>
    /// <param name="rows">Levels 0 to 255, as many columns.</param>
    /// <exception cref="InvalidDataException">They have another number of columns.</exception>
    public LogLikelihood Score(IRowSource rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Columns != _columns)
            throw new InvalidDataException($"{rows.Name}: expected rows of {_columns} levels as the histogram has, got {rows.Columns}.");
        var perRow = new double[rows.Rows];
        var row = new float[_columns];
        for (int n = 0; n < perRow.Length; n++)
        {
            rows.CopyRow(n, row);
            for (int d = 0; d < row.Length; d++)
                perRow[n] += _logDensity[d * Levels + (int)row[d]];
        }
        return LogLikelihood.Of(perRow, _columns, LikelihoodEstimate.Exact, $"{Levels} gray levels, density on [0,1]^{_columns}") with { Levels = Levels };
    }
}
