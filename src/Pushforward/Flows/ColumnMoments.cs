using Pushforward.Numerics.Calculus;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>Mean and deviation of each column of what a flow sees: where it begins.</summary>
/// <param name="Means">Of dequantized data.</param>
/// <param name="Deviations">Of the same; the noise alone leaves something of it, even in constant columns.</param>
public sealed record ColumnMoments(IReadOnlyList<double> Means, IReadOnlyList<double> Deviations)
{
    // The logistic law's scale of the same deviation is √3/π of it.
    private const double LogisticScale = 0.5513288954217921;

    // A scale beyond the likeliest one of a constant column (7.28 for 256 levels) only follows rounding.
    private const double LargestLogScale = 7.3;

    // Two nodes are exact for what no logit bends; the others follow it through its steep ends.
    private const int Nodes = 16;

    /// <summary>How many columns.</summary>
    public int Count => Means.Count;

    /// <summary>The moments of the columns of rows, the noise integrated out.</summary>
    /// <param name="counts">The levels of the rows.</param>
    /// <param name="dequantization">How levels become points.</param>
    /// <exception cref="ArgumentException">The two are of different numbers of levels.</exception>
    public static ColumnMoments Of(LevelCounts counts, Dequantization dequantization)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(dequantization);
        if (counts.Levels != dequantization.Levels)
            throw new ArgumentException($"levels: {counts.Levels} were counted and {dequantization.Levels} are dequantized; the two must agree.");
        // Of each level, with its noise: the mean, and the variance about it.
        var (centers, spreads) = (new double[counts.Levels], new double[counts.Levels]);
        var rule = GaussLegendreRule.Of(Nodes);
        for (int v = 0; v < counts.Levels; v++)
        {
            double[] points = [.. rule.Nodes.Select(node => dequantization.Bend((v + 0.5 + node / 2) / counts.Levels))];
            centers[v] = points.Zip(rule.Weights, (point, weight) => weight / 2 * point).Sum();
            spreads[v] = points.Zip(rule.Weights, (point, weight) => weight / 2 * Math.Pow(point - centers[v], 2)).Sum();
        }
        double[] means = new double[counts.Columns], deviations = new double[counts.Columns];
        for (int d = 0; d < counts.Columns; d++)
        {
            var column = counts[d];
            double variance = 0;
            for (int v = 0; v < column.Length; v++)
                means[d] += column[v] * centers[v] / counts.Rows;
            for (int v = 0; v < column.Length; v++)
                variance += column[v] * (Math.Pow(centers[v] - means[d], 2) + spreads[v]) / counts.Rows;
            deviations[d] = Math.Sqrt(variance);
        }
        return new ColumnMoments(means, deviations);
    }

    /// <summary>The moments of the columns of points, for a flow of what is continuous already.</summary>
    /// <param name="points">Finite numbers.</param>
    /// <exception cref="ArgumentException">A number is not finite, or a column is constant: it has no density.</exception>
    public static ColumnMoments OfPoints(IRowSource points)
    {
        ArgumentNullException.ThrowIfNull(points);
        double[] means = new double[points.Columns], squares = new double[points.Columns];
        var row = new float[points.Columns];
        for (int n = 0; n < points.Rows; n++)
        {
            points.CopyRow(n, row);
            for (int d = 0; d < row.Length; d++)
            {
                if (!float.IsFinite(row[d]))
                    throw new ArgumentException($"{points.Name}, row {n + 1}, column {d + 1}: expected a finite number, got {row[d]}. Leave the row out.");
                // Welford's recurrence: no two large sums are subtracted.
                double gap = row[d] - means[d];
                means[d] += gap / (n + 1);
                squares[d] += gap * (row[d] - means[d]);
            }
        }
        int constant = Array.FindIndex(squares, square => !(square > 0));
        return constant < 0
            ? new ColumnMoments(means, [.. squares.Select(square => Math.Sqrt(square / points.Rows))])
            : throw new ArgumentException($"{points.Name}, column {constant + 1}: expected values that differ, all are {means[constant]}. A constant has no density; leave the column out.");
    }

    /// <summary>The s at which e^s (x - mean) has the prior's deviation, at most 7.3.</summary>
    /// <param name="prior">The law of the latent coordinates.</param>
    public Real[] LogScales(FlowPrior prior)
    {
        double factor = prior == FlowPrior.Logistic ? LogisticScale : 1;
        return [.. Deviations.Select(deviation => (Real)Math.Min(LargestLogScale, -Math.Log(factor * deviation)))];
    }
}
