using MathNet.Numerics.LinearAlgebra;
using Pushforward.Evaluation;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Comparison;

/// <summary>
/// The directions in which rows vary most (Pearson 1901): features where there are no classes to learn any from. z = (x - mean) V, V the leading
/// eigenvectors of the covariance.
/// </summary>
public sealed class PrincipalComponents : IFeatureMap
{
    // The covariance of many columns is found well enough from some thousands of rows.
    private const int MostRows = 10_000;

    private readonly float[] _directions, _offset;
    private readonly int _columns, _count;

    /// <summary>Finds the directions.</summary>
    /// <param name="rows">At least two.</param>
    /// <param name="count">How many at the most; there are no more than columns.</param>
    public PrincipalComponents(PointSet rows, int count)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var moments = GaussianMoments.Of(rows.Slice(0, Math.Min(rows.Rows, MostRows)));
        var decomposition = moments.Covariance.Evd(Symmetricity.Symmetric);
        (_columns, _count) = (rows.Columns, Math.Clamp(count, 1, rows.Columns));
        _directions = new float[_columns * _count];
        _offset = new float[_count];
        for (int j = 0; j < _count; j++)
        {
            // Eigenvalues come in rising order.
            var vector = decomposition.EigenVectors.Column(_columns - 1 - j);
            for (int d = 0; d < _columns; d++)
                _directions[d * _count + j] = (float)vector[d];
            _offset[j] = (float)-vector.DotProduct(moments.Mean);
        }
    }

    /// <inheritdoc/>
    public string Description => $"the {_count} leading principal components of the training rows";

    /// <inheritdoc/>
    public PointSet Of(PointSet rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var values = new float[rows.Rows * _count];
        Gemm.Multiply(
            GemmLayout.NN, rows.Rows, _count, _columns, rows.Values, rows.Columns, _directions, _count, values, _count,
            epilogue: new GemmEpilogue<float>(_offset));
        return new PointSet(rows.Rows, _count, values);
    }
}
