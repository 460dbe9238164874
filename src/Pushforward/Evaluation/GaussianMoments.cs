using MathNet.Numerics.LinearAlgebra;

namespace Pushforward.Evaluation;

/// <summary>Mean and covariance of points, in double: all a Fréchet distance sees of them.</summary>
/// <param name="Mean">Shape [columns].</param>
/// <param name="Covariance">With divisor rows - 1; symmetric. Shape [columns, columns].</param>
public sealed record GaussianMoments(Vector<double> Mean, Matrix<double> Covariance)
{
    /// <summary>The moments of points.</summary>
    /// <param name="points">At least two.</param>
    /// <exception cref="ArgumentException">There is one point only.</exception>
    public static GaussianMoments Of(PointSet points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Rows < 2)
            throw new ArgumentException("moments: a covariance needs at least two rows, got 1.", nameof(points));
        int d = points.Columns;
        var mean = new double[d];
        for (int n = 0; n < points.Rows; n++)
        {
            var row = points.Row(n);
            for (int i = 0; i < d; i++)
                mean[i] += row[i];
        }
        for (int i = 0; i < d; i++)
            mean[i] /= points.Rows;

        // Centered first: the difference of large sums of squares would lose what a covariance near singular is made of.
        var covariance = new double[d, d];
        var away = new double[d];
        for (int n = 0; n < points.Rows; n++)
        {
            var row = points.Row(n);
            for (int i = 0; i < d; i++)
                away[i] = row[i] - mean[i];
            for (int i = 0; i < d; i++)
            {
                if (away[i] == 0)
                    continue;
                for (int j = 0; j <= i; j++)
                    covariance[i, j] += away[i] * away[j];
            }
        }
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
                covariance[i, j] = covariance[j, i] = covariance[i, j] / (points.Rows - 1);
        }
        return new GaussianMoments(Vector<double>.Build.DenseOfArray(mean), Matrix<double>.Build.DenseOfArray(covariance));
    }
}
