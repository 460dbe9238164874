using Pushforward.Data;

namespace Pushforward.Flows;

/// <summary>
/// How the columns of points become what a flow sees: z = (x - mean) / deviation, in double, so that single precision is spent on what differs between rows and not on what they
/// share. log|det dz/dx| = -Σ_d log deviation_d, which is part of the density of x.
/// </summary>
/// <param name="Means">Of the training rows, one a column.</param>
/// <param name="Deviations">Of the same, each greater than 0.</param>
public sealed record Standardization(IReadOnlyList<double> Means, IReadOnlyList<double> Deviations)
{
    // Less than this share of the mean, a deviation is what rounding leaves of equal values.
    private const double SmallestShare = 1e-13;

    /// <summary>log|det dz/dx|, nats.</summary>
    public double LogDet => -Deviations.Sum(Math.Log);

    /// <summary>That of some rows.</summary>
    /// <param name="data">All rows.</param>
    /// <param name="rows">Those that count.</param>
    /// <exception cref="InvalidDataException">A column has one value only.</exception>
    public static Standardization Of(PointData data, IReadOnlyCollection<int> rows)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(rows);
        double[] means = new double[data.Columns], deviations = new double[data.Columns];
        for (int d = 0; d < data.Columns; d++)
        {
            double mean = 0, square = 0;
            foreach (int n in rows)
                mean += data.Row(n)[d] / rows.Count;
            foreach (int n in rows)
                square += Math.Pow(data.Row(n)[d] - mean, 2) / rows.Count;
            (means[d], deviations[d]) = (mean, Math.Sqrt(square));
            if (!(deviations[d] > SmallestShare * Math.Abs(mean)) || !double.IsFinite(deviations[d]))
            {
                throw new InvalidDataException(
                    $"{data.Name}, column '{data.ColumnNames[d]}': expected values that differ from row to row, within ±1e150; their deviation is {deviations[d]:G3}. Leave the column out with --columns.");
            }
        }
        return new Standardization(means, deviations);
    }

    /// <summary>z of a row.</summary>
    /// <param name="x">The row.</param>
    /// <param name="z">As long.</param>
    public void Apply(ReadOnlySpan<double> x, Span<float> z)
    {
        for (int d = 0; d < z.Length; d++)
            z[d] = (float)((x[d] - Means[d]) / Deviations[d]);
    }

    /// <summary>x of rows.</summary>
    /// <param name="values">z, changed to x. Shape [rows, columns].</param>
    public void Undo(Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(Means[i % Means.Count] + Deviations[i % Means.Count] * values[i]);
    }
}
