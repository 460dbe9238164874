using MathNet.Numerics.LinearAlgebra;
using Pushforward.Evaluation;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>One normal law with a full covariance, of the largest likelihood on training rows: what a flow of points is seen beside, as it knows everything that is linear.</summary>
public sealed class NormalBaseline
{
    // Columns that are sums of others would make the covariance singular; standardized columns have a variance of 1.
    private const double Ridge = 1e-6;

    private readonly double[] _mean;
    private readonly Matrix<double> _root;
    private readonly double _constant;

    /// <summary>Fits the law.</summary>
    /// <param name="train">Standardized rows.</param>
    public NormalBaseline(IRowSource train)
    {
        ArgumentNullException.ThrowIfNull(train);
        int columns = train.Columns;
        _mean = new double[columns];
        var row = new float[columns];
        for (int n = 0; n < train.Rows; n++)
        {
            train.CopyRow(n, row);
            for (int d = 0; d < columns; d++)
                _mean[d] += row[d] / (double)train.Rows;
        }
        var covariance = Matrix<double>.Build.DenseIdentity(columns) * Ridge;
        for (int n = 0; n < train.Rows; n++)
        {
            train.CopyRow(n, row);
            for (int i = 0; i < columns; i++)
            {
                for (int j = 0; j < columns; j++)
                    covariance[i, j] += (row[i] - _mean[i]) * (row[j] - _mean[j]) / train.Rows;
            }
        }
        _root = covariance.Cholesky().Factor;
        _constant = -0.5 * columns * Math.Log(2 * Math.PI) - _root.Diagonal().Sum(Math.Log);
    }

    /// <summary>log p of rows.</summary>
    /// <param name="rows">Standardized rows.</param>
    /// <param name="logDet">What standardization adds, <see cref="Standardization.LogDet"/>.</param>
    /// <param name="representation">What the figure is called a density of.</param>
    public LogLikelihood Score(IRowSource rows, double logDet, string representation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var perRow = new double[rows.Rows];
        var row = new float[rows.Columns];
        var solved = new double[rows.Columns];
        for (int n = 0; n < perRow.Length; n++)
        {
            rows.CopyRow(n, row);
            double square = 0;
            for (int i = 0; i < solved.Length; i++)
            {
                double left = row[i] - _mean[i];
                for (int j = 0; j < i; j++)
                    left -= _root[i, j] * solved[j];
                solved[i] = left / _root[i, i];
                square += solved[i] * solved[i];
            }
            perRow[n] = _constant - 0.5 * square + logDet;
        }
        return LogLikelihood.Of(perRow, rows.Columns, LikelihoodEstimate.Exact, representation);
    }
}
