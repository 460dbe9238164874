using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>Mean and deviation of each column of dequantized data: where a flow begins.</summary>
/// <param name="Means">Of x = (v + u) / levels.</param>
/// <param name="Deviations">Of x; the noise alone leaves 1 / (levels √12), even in constant columns.</param>
public sealed record ColumnMoments(IReadOnlyList<double> Means, IReadOnlyList<double> Deviations)
{
    // The logistic law's scale of the same deviation is √3/π of it.
    private const double LogisticScale = 0.5513288954217921;

    // A scale beyond the likeliest one of a constant column (7.28 for 256 levels) only follows rounding.
    private const double LargestLogScale = 7.3;

    /// <summary>How many columns.</summary>
    public int Count => Means.Count;

    /// <summary>The moments of the columns of rows, the noise's share added in closed form.</summary>
    /// <param name="rows">Levels v; at least one row.</param>
    /// <param name="dequantization">How levels become points.</param>
    public static ColumnMoments Of(IRowSource rows, Dequantization dequantization)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(dequantization);
        var row = new float[rows.Columns];
        double[] means = new double[rows.Columns], squares = new double[rows.Columns];
        // Welford's update: no cancellation, whatever the mean.
        for (int n = 0; n < rows.Rows; n++)
        {
            rows.CopyRow(n, row);
            for (int d = 0; d < row.Length; d++)
            {
                double away = row[d] - means[d];
                means[d] += away / (n + 1);
                squares[d] += away * (row[d] - means[d]);
            }
        }
        double levels = dequantization.Levels;
        return new ColumnMoments(
            [.. means.Select(mean => (mean + 0.5) / levels)],
            [.. squares.Select(square => Math.Sqrt(square / rows.Rows + 1.0 / 12) / levels)]);
    }

    /// <summary>The s at which e^s (x - mean) has the prior's deviation, at most 7.3.</summary>
    /// <param name="prior">The law of the latent coordinates.</param>
    public float[] LogScales(FlowPrior prior)
    {
        double factor = prior == FlowPrior.Logistic ? LogisticScale : 1;
        return [.. Deviations.Select(deviation => (float)Math.Min(LargestLogScale, -Math.Log(factor * deviation)))];
    }
}
