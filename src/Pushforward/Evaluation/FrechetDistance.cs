using MathNet.Numerics.LinearAlgebra;

namespace Pushforward.Evaluation;

/// <summary>
/// The Fréchet (2-Wasserstein) distance of the normal laws that have the moments of two sets of points, squared:
/// |m1 - m2|² + tr(S1 + S2 - 2 (S1^½ S2 S1^½)^½) (Dowson &amp; Landau 1982; on features of a classifier: Heusel et al. 2017, arXiv:1706.08500).
/// </summary>
/// <remarks>Its value depends on the number of rows: both sets need as many, and it is to be read beside that of real rows.</remarks>
public static class FrechetDistance
{
    private const double MachineEpsilon = 2.220446049250313e-16;

    /// <summary>The squared distance of two sets.</summary>
    /// <param name="a">At least two points.</param>
    /// <param name="b">At least two points, of as many columns.</param>
    public static double Squared(PointSet a, PointSet b) => Squared(GaussianMoments.Of(a), GaussianMoments.Of(b));

    /// <summary>The squared distance of two laws.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other, of as many columns.</param>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public static double Squared(GaussianMoments a, GaussianMoments b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Mean.Count != b.Mean.Count)
            throw new ArgumentException($"moments: cannot compare {a.Mean.Count} columns with {b.Mean.Count}.");
        double means = (a.Mean - b.Mean).PointwisePower(2).Sum();
        // The eigenvalues of (S1^½ S2 S1^½)^½ are the singular values of S1^½ S2^½. These come without the loss of half the digits that the square root
        // of a small eigenvalue brings, so covariances near singular do no harm.
        double crossed = (SquareRoot(a.Covariance) * SquareRoot(b.Covariance)).Svd(computeVectors: false).S.Sum();
        return Math.Max(0, means + a.Covariance.Trace() + b.Covariance.Trace() - 2 * crossed);
    }

    /// <summary>The symmetric square root of a covariance: V Λ^½ Vᵀ, where eigenvalues that rounding alone could have made count as zero.</summary>
    /// <param name="covariance">Symmetric, without negative eigenvalues but for rounding.</param>
    internal static Matrix<double> SquareRoot(Matrix<double> covariance)
    {
        var decomposition = covariance.Evd(Symmetricity.Symmetric);
        var eigenvalues = decomposition.EigenValues.Real();
        double rounding = eigenvalues.AbsoluteMaximum() * covariance.RowCount * MachineEpsilon;
        var scaled = decomposition.EigenVectors.Clone();
        for (int j = 0; j < scaled.ColumnCount; j++)
        {
            double root = eigenvalues[j] > rounding ? Math.Sqrt(eigenvalues[j]) : 0;
            // V Λ^¼, so that its product with its own transpose is symmetric to the last bit.
            scaled.SetColumn(j, scaled.Column(j) * Math.Sqrt(root));
        }
        return scaled.TransposeAndMultiply(scaled);
    }
}
