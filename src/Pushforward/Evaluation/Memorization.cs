namespace Pushforward.Evaluation;

/// <summary>
/// Whether samples are copies of training rows: how near they come to them, beside how near rows come that the model never saw (after Meehan, Chaudhuri
/// &amp; Dasgupta 2020, arXiv:2004.05675).
/// </summary>
/// <param name="Rank">
/// The chance that a sample is nearer to its nearest training row than a held-out row is to its own, ties counting half (Mann &amp; Whitney 1947): 0.5 for
/// rows from the law of the data, 1 for copies, near 0 for samples that look like nothing in the training set.
/// </param>
/// <param name="StandardError">Of the rank, over both sets of rows (DeLong, DeLong &amp; Clarke-Pearson 1988).</param>
/// <param name="NearCopies">The share of samples nearer to a training row than all but one in a hundred held-out rows are.</param>
/// <param name="CopyDistance">That distance. Zero where so many held-out rows also stand in the training set that copies cannot be told.</param>
public sealed record Memorization(double Rank, double StandardError, double NearCopies, double CopyDistance)
{
    private const double Quantile = 0.01, SuspiciousShare = 0.05;

    /// <summary>Whether copies could be told from rows that merely repeat.</summary>
    public bool IsDecidable => CopyDistance > 0;

    /// <summary>Whether five times as many samples are next to a training row as held-out rows would be: more than chance or taste explains.</summary>
    public bool IsFlagged => IsDecidable && NearCopies > SuspiciousShare;

    /// <summary>Compares distances to the nearest training row.</summary>
    /// <param name="samples">Of each sample; at least one.</param>
    /// <param name="heldOut">Of each held-out row; at least two.</param>
    /// <exception cref="ArgumentException">There are too few.</exception>
    public static Memorization Of(ReadOnlySpan<float> samples, ReadOnlySpan<float> heldOut)
    {
        if (samples.Length < 1 || heldOut.Length < 2)
            throw new ArgumentException($"memorization: expected samples and at least two held-out rows, got {samples.Length} and {heldOut.Length}.");
        float[] s = samples.ToArray(), t = heldOut.ToArray();
        Array.Sort(s);
        Array.Sort(t);
        // Of each sample the share of held-out rows that are farther, and of each held-out row the share of samples that are nearer.
        double[] fartherRows = [.. s.Select(distance => 1 - Below(t, distance))], nearerSamples = [.. t.Select(distance => Below(s, distance))];
        double rank = fartherRows.Average();
        double variance = Variance(fartherRows) / s.Length + Variance(nearerSamples) / t.Length;
        float copyDistance = t[(int)(Quantile * t.Length)];
        return new Memorization(rank, Math.Sqrt(variance), (double)s.Count(distance => distance < copyDistance) / s.Length, copyDistance);
    }

    // The share of sorted values below one, those equal to it counting half.
    private static double Below(float[] sorted, float value) =>
        (Place(sorted, value, orEqual: false) + Place(sorted, value, orEqual: true)) / (2.0 * sorted.Length);

    private static int Place(float[] sorted, float value, bool orEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static double Variance(double[] values)
    {
        if (values.Length < 2)
            return 0;
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }
}
