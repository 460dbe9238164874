using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>Square matrices, for affine maps and for the checker: checks, factors, determinants, in double.</summary>
internal static class Square
{
    /// <summary>The size of a matrix that is square and finite.</summary>
    public static int Check(double[,] matrix, string bijector)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int n = matrix.GetLength(0);
        if (n == 0 || matrix.GetLength(1) != n)
            throw new ArgumentException($"{bijector}: expected a square matrix, got {n} rows and {matrix.GetLength(1)} columns.");
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                Given.Finite(matrix[i, j], bijector, $"row {i + 1}, column {j + 1}");
        }
        return n;
    }

    public static Tensor Offsets(ReadOnlySpan<double> offsets, int n, string bijector)
    {
        if (offsets.IsEmpty)
            return Given.Wrap(new double[n], Shape.Vector(n));
        if (offsets.Length != n)
            throw new ArgumentException($"{bijector}: expected {n} shifts for a matrix of {n} rows, got {offsets.Length}.");
        foreach (double offset in offsets)
            Given.Finite(offset, bijector);
        return Given.Wrap(offsets, Shape.Vector(n));
    }

    public static Tensor Identity(int n) => Mask(n, (i, j) => i == j);

    public static Tensor StrictlyLower(int n) => Mask(n, (i, j) => i > j);

    public static Tensor Mask(int n, Func<int, int, bool> keeps)
    {
        var mask = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                mask[i, j] = keeps(i, j) ? 1 : 0;
        }
        return Given.Matrix(mask);
    }

    /// <summary>L U = the rows of a matrix in another order, by elimination with the largest pivot of each column.</summary>
    /// <exception cref="ArgumentException">The matrix is singular.</exception>
    public static (double[,] Lower, double[,] Upper, int[] Rows) Factorize(double[,] matrix)
    {
        if (!TryFactorize(matrix, out var packed, out int[] rows, out _))
            throw new ArgumentException("affine: the matrix is singular; expected one that can be inverted.");
        int n = rows.Length;
        var lower = new double[n, n];
        var upper = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            lower[i, i] = 1;
            for (int j = 0; j < n; j++)
                (j < i ? lower : upper)[i, j] = packed[i, j];
            Given.Normal(upper[i, i], "affine", $"pivot {i + 1}");
        }
        return (lower, upper, rows);
    }

    /// <summary>The determinant and the logarithm of its size; 0 and -infinity for a singular matrix.</summary>
    public static (double Determinant, double LogAbs) Determinant(double[,] matrix)
    {
        if (!TryFactorize(matrix, out var packed, out _, out int sign))
            return (0, double.NegativeInfinity);
        double determinant = sign, logAbs = 0;
        for (int i = 0; i < packed.GetLength(0); i++)
        {
            determinant *= packed[i, i];
            logAbs += Math.Log(Math.Abs(packed[i, i]));
        }
        return (determinant, logAbs);
    }

    /// <summary>The inverse; null for a singular matrix.</summary>
    public static double[,]? Inverse(double[,] matrix)
    {
        if (!TryFactorize(matrix, out var packed, out int[] rows, out _))
            return null;
        int n = rows.Length;
        var inverse = new double[n, n];
        for (int column = 0; column < n; column++)
        {
            for (int i = 0; i < n; i++)
            {
                double sum = rows[i] == column ? 1 : 0;
                for (int j = 0; j < i; j++)
                    sum -= packed[i, j] * inverse[j, column];
                inverse[i, column] = sum;
            }
            for (int i = n - 1; i >= 0; i--)
            {
                double sum = inverse[i, column];
                for (int j = i + 1; j < n; j++)
                    sum -= packed[i, j] * inverse[j, column];
                inverse[i, column] = sum / packed[i, i];
            }
        }
        return inverse;
    }

    // L below the diagonal, U on it and above.
    private static bool TryFactorize(double[,] matrix, out double[,] packed, out int[] rows, out int sign)
    {
        int n = matrix.GetLength(0);
        packed = (double[,])matrix.Clone();
        rows = [.. Enumerable.Range(0, n)];
        sign = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(packed[i, k]) > Math.Abs(packed[pivot, k]))
                    pivot = i;
            }
            if (packed[pivot, k] == 0 || !double.IsFinite(packed[pivot, k]))
                return false;
            if (pivot != k)
            {
                sign = -sign;
                (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
                for (int j = 0; j < n; j++)
                    (packed[k, j], packed[pivot, j]) = (packed[pivot, j], packed[k, j]);
            }
            for (int i = k + 1; i < n; i++)
            {
                double factor = packed[i, k] /= packed[k, k];
                for (int j = k + 1; j < n; j++)
                    packed[i, j] -= factor * packed[k, j];
            }
        }
        return true;
    }
}
