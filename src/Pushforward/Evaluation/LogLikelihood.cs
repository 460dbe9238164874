namespace Pushforward.Evaluation;

/// <summary>What kind of number a log-likelihood is.</summary>
public enum LikelihoodEstimate
{
    /// <summary>The model's density or mass itself.</summary>
    Exact,

    /// <summary>Below the truth in expectation, by an unknown amount (an ELBO, a dequantised density).</summary>
    LowerBound,

    /// <summary>An importance-sampling estimate, with its own standard error.</summary>
    ImportanceSampled,
}

/// <summary>The words scripts know estimates by.</summary>
public static class LikelihoodEstimateNames
{
    /// <summary>exact, lower-bound or importance-sampled.</summary>
    /// <param name="estimate">Which.</param>
    public static string Word(this LikelihoodEstimate estimate) => estimate switch
    {
        LikelihoodEstimate.Exact => "exact",
        LikelihoodEstimate.LowerBound => "lower-bound",
        LikelihoodEstimate.ImportanceSampled => "importance-sampled",
        _ => throw new ArgumentOutOfRangeException(nameof(estimate), estimate, "estimate: expected exact, lower-bound or importance-sampled."),
    };
}

/// <summary>
/// How likely held-out (or training) rows are under a model, and all that must be said for the figure to mean something.
/// </summary>
/// <param name="Rows">How many rows it is the mean over.</param>
/// <param name="Mean">Nats per row, natural logarithm; higher is better.</param>
/// <param name="StandardError">Of the mean, over rows: s / sqrt(rows). NaN for a single row.</param>
/// <param name="Columns">Columns of a row.</param>
/// <param name="Estimate">What kind of number it is.</param>
/// <param name="Representation">What the rows stand for, e.g. "stochastically binarised, seed 0".</param>
public sealed record LogLikelihood(
    int Rows, double Mean, double StandardError, int Columns, LikelihoodEstimate Estimate, string Representation)
{
    /// <summary>
    /// How many levels of a column the density is spread over, [0, 1] being cut into as many parts; 1 for a probability of the rows themselves.
    /// </summary>
    public int Levels { get; init; } = 1;

    /// <summary>Draws a row of an importance-sampled figure; null for figures of other kinds.</summary>
    public int? Samples { get; init; }

    /// <summary>As how many draws from the true posterior those draws count, the mean over rows; null for figures of other kinds.</summary>
    public double? EffectiveSampleSize { get; init; }

    /// <summary>The lower bound that the model was trained on or that its encoder gives, in its two parts; null for models without one.</summary>
    public ElboFigure? Elbo { get; init; }

    /// <summary>log2(levels) - mean / (columns ln 2): the code length of one column, in bits; lower is better.</summary>
    public double BitsPerDimension => Math.Log2(Levels) - Mean / (Columns * Math.Log(2));

    /// <summary>Summarises one value a row.</summary>
    /// <param name="perRow">log p(x_n), nats.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="estimate">What kind of numbers these are.</param>
    /// <param name="representation">What the rows stand for.</param>
    /// <param name="weights">How often each row counts; null for once. The standard error then treats weights as counts.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static LogLikelihood Of(
        ReadOnlySpan<double> perRow, int columns, LikelihoodEstimate estimate, string representation, double[]? weights = null)
    {
        if (perRow.IsEmpty)
            throw new ArgumentException("data: expected at least one row to score, got none.", nameof(perRow));
        double total = 0, sum = 0;
        for (int n = 0; n < perRow.Length; n++)
        {
            double weight = weights?[n] ?? 1;
            total += weight;
            sum += weight * perRow[n];
        }
        double mean = sum / total, squares = 0;
        for (int n = 0; n < perRow.Length; n++)
            squares += (weights?[n] ?? 1) * (perRow[n] - mean) * (perRow[n] - mean);
        double standardError = total > 1 ? Math.Sqrt(squares / (total - 1) / total) : double.NaN;
        return new LogLikelihood(perRow.Length, mean, standardError, columns, estimate, representation);
    }
}
