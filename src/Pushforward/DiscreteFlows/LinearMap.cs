using Pushforward.Data;

namespace Pushforward.DiscreteFlows;

/// <summary>
/// y = A x over GF(2), the field of two elements: y_i is the parity of the columns that row i of A names. A must be invertible; the inverse comes by
/// Gauss and Jordan.
/// </summary>
public sealed class LinearMap : BitBijection
{
    private readonly BitMatrix _matrix, _inverse;

    /// <summary>Makes the map.</summary>
    /// <param name="matrix">A; copied. Shape [columns, columns].</param>
    /// <exception cref="ArgumentException">A is not square, or singular; the message names rows whose sum is zero.</exception>
    public LinearMap(BitMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows != matrix.Columns)
            throw new ArgumentException($"linear: expected a square matrix, got {matrix.Rows} rows of {matrix.Columns} bits.", nameof(matrix));
        _matrix = matrix.Copy();
        _inverse = InverseOf(matrix);
    }

    private LinearMap(BitMatrix matrix, BitMatrix inverse) => (_matrix, _inverse) = (matrix, inverse);

    /// <summary>A, row by row.</summary>
    public BitMatrix Matrix => _matrix.Copy();

    /// <summary>The map of the inverse matrix.</summary>
    public LinearMap Inverted => new(_inverse, _matrix);

    /// <inheritdoc/>
    public override int? Columns => _matrix.Columns;

    /// <inheritdoc/>
    public override string Name => $"linear({_matrix.Columns} x {_matrix.Columns})";

    internal override void MapForward(Span<ulong> row, int columns) => Multiply(_matrix, row);

    internal override void MapInverse(Span<ulong> row, int columns) => Multiply(_inverse, row);

    private static void Multiply(BitMatrix matrix, Span<ulong> row)
    {
        Span<ulong> result = stackalloc ulong[row.Length <= 64 ? row.Length : 0];
        if (result.IsEmpty)
            result = new ulong[row.Length];
        result.Clear();
        for (int i = 0; i < matrix.Rows; i++)
        {
            if (PackedBits.Parity(matrix.Row(i), row))
                result[i >> 6] |= 1UL << (i & 63);
        }
        result.CopyTo(row);
    }

    private static BitMatrix InverseOf(BitMatrix matrix)
    {
        int n = matrix.Columns;
        // Every row of the working copy is the sum of the rows of A that "sums" names; where a row comes out zero, those are dependent.
        BitMatrix work = matrix.Copy(), sums = new(n, n);
        for (int i = 0; i < n; i++)
            sums[i, i] = true;
        for (int column = 0, pivot = 0; column < n; column++)
        {
            int found = pivot;
            while (found < n && !work[found, column])
                found++;
            if (found == n)
                continue;
            Swap(work, found, pivot);
            Swap(sums, found, pivot);
            for (int i = 0; i < n; i++)
            {
                if (i == pivot || !work[i, column])
                    continue;
                PackedBits.Xor(work.MutableRow(i), work.Row(pivot));
                PackedBits.Xor(sums.MutableRow(i), sums.Row(pivot));
            }
            pivot++;
        }
        for (int i = 0; i < n; i++)
        {
            if (!work.Row(i).ContainsAnyExcept(0UL))
            {
                int[] dependent = [.. Enumerable.Range(0, n).Where(row => sums[i, row])];
                throw new ArgumentException(
                    dependent.Length == 1
                        ? $"linear: the matrix is singular: row {dependent[0] + 1} is zero."
                        : $"linear: the matrix is singular: rows {string.Join(", ", dependent.Select(row => row + 1))} sum to zero, so two states would meet.");
            }
        }
        return sums;
    }

    private static void Swap(BitMatrix matrix, int a, int b)
    {
        if (a == b)
            return;
        ulong[] row = matrix.Row(a).ToArray();
        matrix.Row(b).CopyTo(matrix.MutableRow(a));
        row.CopyTo(matrix.MutableRow(b));
    }
}
