using Pushforward.Numerics.Kernels;

namespace Pushforward.Evaluation;

/// <summary>How far sampled bits have the shares of ones, and the correlations of pairs of columns, that real bits have.</summary>
/// <param name="MarginalError">Root mean square difference of the columns' shares of ones.</param>
/// <param name="WorstMarginal">The largest such difference.</param>
/// <param name="WorstColumn">In which column, from 0.</param>
/// <param name="CorrelationError">Root mean square difference of the pairs' correlations, constant columns counting as uncorrelated.</param>
/// <param name="WorstCorrelation">The largest such difference.</param>
/// <param name="WorstPair">In which two columns, from 0.</param>
public sealed record BitCalibration(
    double MarginalError, double WorstMarginal, int WorstColumn, double CorrelationError, double WorstCorrelation, (int First, int Second) WorstPair)
{
    /// <summary>Compares samples with real rows.</summary>
    /// <param name="samples">Zeros and ones.</param>
    /// <param name="real">Zeros and ones, of as many columns.</param>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public static BitCalibration Of(PointSet samples, PointSet real)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(real);
        if (samples.Columns != real.Columns)
            throw new ArgumentException($"calibration: cannot compare {samples.Columns} columns with {real.Columns}.");
        int d = real.Columns;
        double[] p = Ones(samples, out var sampled), q = Ones(real, out var actual);
        double squares = 0, worst = -1, pairSquares = 0, worstPair = 0;
        int worstColumn = 0;
        var pair = (0, Math.Min(1, d - 1));
        for (int i = 0; i < d; i++)
        {
            double marginal = Math.Abs(p[i] - q[i]);
            squares += marginal * marginal;
            if (marginal > worst)
                (worst, worstColumn) = (marginal, i);
            for (int j = 0; j < i; j++)
            {
                double difference = Math.Abs(Correlation(sampled, p, i, j, samples.Rows) - Correlation(actual, q, i, j, real.Rows));
                pairSquares += difference * difference;
                if (difference > worstPair)
                    (worstPair, pair) = (difference, (j, i));
            }
        }
        return new BitCalibration(Math.Sqrt(squares / d), worst, worstColumn, d > 1 ? Math.Sqrt(2 * pairSquares / ((double)d * (d - 1))) : 0, worstPair, pair);
    }

    // The shares of ones, and how often each pair of columns is one together. Counts up to 2^24 are exact in single precision.
    private static double[] Ones(PointSet bits, out float[] together)
    {
        int d = bits.Columns;
        together = new float[d * d];
        Gemm.Multiply(GemmLayout.TN, d, d, bits.Rows, bits.Values, d, bits.Values, d, together, d);
        var shares = new double[d];
        for (int i = 0; i < d; i++)
            shares[i] = (double)together[i * d + i] / bits.Rows;
        return shares;
    }

    private static double Correlation(float[] together, double[] shares, int i, int j, int rows)
    {
        double variance = shares[i] * (1 - shares[i]) * shares[j] * (1 - shares[j]);
        return variance > 0 ? (together[i * shares.Length + j] / rows - shares[i] * shares[j]) / Math.Sqrt(variance) : 0;
    }
}
