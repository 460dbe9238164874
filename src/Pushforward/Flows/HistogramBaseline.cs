using Pushforward.Evaluation;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>
/// Independent columns, each with the smoothed histogram of its levels. What any model of gray images must be
/// seen beside, because it knows nothing of shapes and scores well: on density terms log p(x) = Σ_d log(levels P_d(v_d)).
/// </summary>
public sealed class HistogramBaseline
{
    private readonly float[] _logDensity;
    private readonly int _columns, _levels;

    /// <summary>Smooths counts: P_d(v) = (n_dv + a/levels) / (N + a).</summary>
    /// <param name="train">The counts of training rows.</param>
    /// <param name="pseudoCount">a, spread evenly over the levels of each column; greater than 0.</param>
    /// <exception cref="ArgumentException">The pseudo-count is not greater than 0.</exception>
    public HistogramBaseline(LevelCounts train, double pseudoCount = 1)
    {
        ArgumentNullException.ThrowIfNull(train);
        (_columns, _levels) = (train.Columns, train.Levels);
        _logDensity = [.. train.Frequencies(pseudoCount).Cast<double>().Select(frequency => (float)Math.Log(_levels * frequency))];
    }

    /// <summary>The density on [0, 1]^D of rows, in nats.</summary>
    /// <param name="rows">Levels, as many columns.</param>
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
                perRow[n] += _logDensity[d * _levels + (int)row[d]];
        }
        return LogLikelihood.Of(perRow, _columns, LikelihoodEstimate.Exact, $"{_levels} gray levels, density on [0,1]^{_columns}") with { Levels = _levels };
    }
}
