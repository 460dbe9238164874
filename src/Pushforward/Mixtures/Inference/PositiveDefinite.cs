namespace Pushforward.Mixtures.Inference;

/// <summary>The inverse of a symmetric positive definite matrix, or the news that it has none to speak of.</summary>
internal static class PositiveDefinite
{
    /// <summary>Inverts in place, after scaling to a unit diagonal, by Cholesky's factorization.</summary>
    /// <param name="matrix">Row-major. Shape [size, size]. Not to be used when the answer is no.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="smallestPivot">A squared pivot of the scaled matrix below this counts as none.</param>
    public static bool TryInvert(double[] matrix, int size, double smallestPivot)
    {
        var scale = new double[size];
        for (int i = 0; i < size; i++)
        {
            double diagonal = matrix[i * size + i];
            if (!(diagonal > 0 && double.IsFinite(diagonal)))
                return false;
            scale[i] = 1 / Math.Sqrt(diagonal);
        }
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = matrix[i * size + j] * scale[i] * scale[j]
                    - System.Numerics.Tensors.TensorPrimitives.Dot<double>(matrix.AsSpan(i * size, j), matrix.AsSpan(j * size, j));
                if (i != j)
                    matrix[i * size + j] = value / matrix[j * size + j];
                else if (value > smallestPivot)
                    matrix[i * size + i] = Math.Sqrt(value);
                else
                    return false;
            }
        }
        Inverse(matrix, size);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                matrix[i * size + j] *= scale[i] * scale[j];
        }
        return true;
    }

    /// <summary>(L L')^-1 = L'^-1 L^-1 from the lower triangle L: column j of the inverse of L becomes row j, so that products run along rows.</summary>
    private static void Inverse(double[] matrix, int size)
    {
        var inverse = new double[size * size];
        for (int j = 0; j < size; j++)
        {
            var column = inverse.AsSpan(j * size, size);
            column[j] = 1 / matrix[j * size + j];
            for (int i = j + 1; i < size; i++)
            {
                double sum = System.Numerics.Tensors.TensorPrimitives.Dot<double>(matrix.AsSpan(i * size + j, i - j), column.Slice(j, i - j));
                column[i] = -sum / matrix[i * size + i];
            }
        }
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = System.Numerics.Tensors.TensorPrimitives.Dot<double>(inverse.AsSpan(i * size + i, size - i), inverse.AsSpan(j * size + i, size - i));
                matrix[i * size + j] = matrix[j * size + i] = sum;
            }
        }
    }
}
