namespace Pushforward.Evaluation;

/// <summary>
/// The mean difference of two models' log-likelihoods on the same rows. Rows that are hard for one are mostly hard for the other, so that its
/// standard error is much smaller than those of the two means.
/// </summary>
/// <param name="Mean">Of the first less the second, nats per row.</param>
/// <param name="StandardError">Over rows; NaN for a single row.</param>
/// <param name="Rows">How many rows.</param>
public readonly record struct PairedDifference(double Mean, double StandardError, int Rows)
{
    // The normal law's; with the thousands of rows of a test set Student's is the same.
    private const double Normal95 = 1.959963984540054;

    /// <summary>The lower end of the 95 % interval.</summary>
    public double Lower => Mean - Normal95 * StandardError;

    /// <summary>The upper end of the 95 % interval.</summary>
    public double Upper => Mean + Normal95 * StandardError;

    /// <summary>Whether the interval leaves zero out.</summary>
    public bool IsDecided => Lower > 0 || Upper < 0;

    /// <summary>Compares two models.</summary>
    /// <param name="first">log p of every row under one.</param>
    /// <param name="second">Under the other, on the same rows.</param>
    /// <param name="weights">How often each row counts; null for once.</param>
    /// <exception cref="ArgumentException">The rows are not as many, or there are none.</exception>
    public static PairedDifference Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double[]? weights = null)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"paired difference: expected values of the same rows, got {first.Length} and {second.Length}.");
        var differences = new double[first.Length];
        for (int n = 0; n < differences.Length; n++)
            differences[n] = first[n] - second[n];
        var summary = LogLikelihood.Of(differences, 1, LikelihoodEstimate.Exact, "", weights);
        return new PairedDifference(summary.Mean, summary.StandardError, summary.Rows);
    }
}
