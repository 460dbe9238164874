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
        var sums = new Sums();
        sums.Add(perRow, weights);
        sums.EndFirst();
        sums.AddSquares(perRow, weights);
        return sums.Figure(columns, estimate, representation);
    }

    /// <summary>The same of values that are made twice rather than held: the result is the same to the bit.</summary>
    /// <param name="perRow">Gives log p(x_n), nats, block after block; called twice.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="estimate">What kind of numbers these are.</param>
    /// <param name="representation">What the rows stand for.</param>
    /// <param name="weights">How often each row counts; null for once.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    internal static LogLikelihood Of(
        Func<IEnumerable<double[]>> perRow, int columns, LikelihoodEstimate estimate, string representation, double[]? weights)
    {
        var sums = new Sums();
        foreach (double[] block in perRow())
            sums.Add(block, weights);
        sums.EndFirst();
        foreach (double[] block in perRow())
            sums.AddSquares(block, weights);
        return sums.Figure(columns, estimate, representation);
    }

    // Rows come twice: for the mean, then for the squares of what they differ by.
    private sealed class Sums
    {
        private int _rows, _place;
        private double _total, _sum, _mean, _squares;

        public void Add(ReadOnlySpan<double> perRow, double[]? weights)
        {
            foreach (double value in perRow)
            {
                double weight = weights?[_rows] ?? 1;
                _total += weight;
                _sum += weight * value;
                _rows++;
            }
        }

        public void EndFirst() => _mean = _rows > 0 ? _sum / _total : throw new ArgumentException("data: expected at least one row to score, got none.");

        public void AddSquares(ReadOnlySpan<double> perRow, double[]? weights)
        {
            foreach (double value in perRow)
                _squares += (weights?[_place++] ?? 1) * (value - _mean) * (value - _mean);
        }

        public LogLikelihood Figure(int columns, LikelihoodEstimate estimate, string representation)
        {
            double standardError = _total > 1 ? Math.Sqrt(_squares / (_total - 1) / _total) : double.NaN;
            return new LogLikelihood(_rows, _mean, standardError, columns, estimate, representation);
        }
    }
}
