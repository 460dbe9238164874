using System.Numerics;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// C = A B, or C += A B, of row-major matrices of doubles: tiles of four rows by two vectors stay in registers while the inner index runs, and threads share the rows. Nothing is
/// packed: a column of tiles of B, a cache line wide, is used by all rows of a part while it is near. Every element is summed over k in order, without fused steps, so results
/// are those of the plain loop, to the bit.
/// </summary>
internal static unsafe class DoubleProduct
{
    // Rows of a tile, and of a part, which one thread does.
    private const int TileRows = 4, PartRows = 32;

    // Below so many multiply-adds one thread is done before a second is awake.
    private const long SmallestSharedProduct = 100_000;

    private static int TileColumns => 2 * Vector<double>.Count;

    /// <summary>Computes a product whose arguments have been checked.</summary>
    public static void Multiply(int m, int n, int k, double* a, int lda, double* b, int ldb, double* c, int ldc, bool accumulate, ThreadTeam team)
    {
        int parts = (m + PartRows - 1) / PartRows;
        if ((long)m * n * k < SmallestSharedProduct)
        {
            for (int part = 0; part < parts; part++)
                Rows(part * PartRows, Math.Min(m, (part + 1) * PartRows), n, k, a, lda, b, ldb, c, ldc, accumulate);
            return;
        }
        team.Run(parts, part => Rows(part * PartRows, Math.Min(m, (part + 1) * PartRows), n, k, a, lda, b, ldb, c, ldc, accumulate));
    }

    private static void Rows(int start, int end, int n, int k, double* a, int lda, double* b, int ldb, double* c, int ldc, bool accumulate)
    {
        int j = 0;
        for (; j <= n - TileColumns; j += TileColumns)
        {
            int i = start;
            for (; i <= end - TileRows; i += TileRows)
                Tile(k, a + (nint)i * lda, lda, b + j, ldb, c + (nint)i * ldc + j, ldc, accumulate);
            for (; i < end; i++)
                Line(k, a + (nint)i * lda, b + j, ldb, c + (nint)i * ldc + j, accumulate);
        }
        for (; j < n; j++)
        {
            for (int i = start; i < end; i++)
                Element(k, a + (nint)i * lda, b + j, ldb, c + (nint)i * ldc + j, accumulate);
        }
    }

    private static void Tile(int k, double* a, nint lda, double* b, nint ldb, double* c, nint ldc, bool accumulate)
    {
        int lanes = Vector<double>.Count;
        Vector<double> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        if (accumulate)
        {
            (c00, c01, c10, c11) = (Vector.Load(c), Vector.Load(c + lanes), Vector.Load(c + ldc), Vector.Load(c + ldc + lanes));
            (c20, c21) = (Vector.Load(c + 2 * ldc), Vector.Load(c + 2 * ldc + lanes));
            (c30, c31) = (Vector.Load(c + 3 * ldc), Vector.Load(c + 3 * ldc + lanes));
        }
        for (int p = 0; p < k; p++, b += ldb)
        {
            Vector<double> left = Vector.Load(b), right = Vector.Load(b + lanes);
            double a0 = a[p], a1 = a[lda + p], a2 = a[2 * lda + p], a3 = a[3 * lda + p];
            c00 += a0 * left;
            c01 += a0 * right;
            c10 += a1 * left;
            c11 += a1 * right;
            c20 += a2 * left;
            c21 += a2 * right;
            c30 += a3 * left;
            c31 += a3 * right;
        }
        c00.Store(c);
        c01.Store(c + lanes);
        c10.Store(c + ldc);
        c11.Store(c + ldc + lanes);
        c20.Store(c + 2 * ldc);
        c21.Store(c + 2 * ldc + lanes);
        c30.Store(c + 3 * ldc);
        c31.Store(c + 3 * ldc + lanes);
    }

    private static void Line(int k, double* a, double* b, nint ldb, double* c, bool accumulate)
    {
        int lanes = Vector<double>.Count;
        Vector<double> left = default, right = default;
        if (accumulate)
            (left, right) = (Vector.Load(c), Vector.Load(c + lanes));
        for (int p = 0; p < k; p++, b += ldb)
        {
            left += a[p] * Vector.Load(b);
            right += a[p] * Vector.Load(b + lanes);
        }
        left.Store(c);
        right.Store(c + lanes);
    }

    private static void Element(int k, double* a, double* b, nint ldb, double* c, bool accumulate)
    {
        double sum = accumulate ? *c : 0;
        for (int p = 0; p < k; p++, b += ldb)
            sum += a[p] * *b;
        *c = sum;
    }
}
