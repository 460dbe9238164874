namespace Pushforward.Numerics.Kernels;

/// <summary>Checks what a caller hands to <see cref="Gemm"/> before any pointer is taken.</summary>
internal static class GemmArguments
{
    public static void Check(GemmLayout layout, int m, int n, int k, int aLength, int lda, int bLength, int ldb, int cLength, int ldc, int biasLength)
    {
        if (layout is not (GemmLayout.NN or GemmLayout.NT or GemmLayout.TN))
            throw new ArgumentOutOfRangeException(nameof(layout), layout, "layout in Gemm: expected NN, NT or TN.");
        if (m < 0 || n < 0 || k < 0)
            throw new ArgumentException($"sizes in Gemm: expected m, n and k of at least 0, got m = {m}, n = {n}, k = {k}.");

        var (aRows, aColumns) = layout == GemmLayout.TN ? (k, m) : (m, k);
        var (bRows, bColumns) = layout == GemmLayout.NT ? (n, k) : (k, n);
        CheckMatrix('A', "lda", aRows, aColumns, lda, aLength);
        CheckMatrix('B', "ldb", bRows, bColumns, ldb, bLength);
        CheckMatrix('C', "ldc", m, n, ldc, cLength);
        if (biasLength != 0 && biasLength != n)
            throw new ArgumentException($"bias in Gemm: expected one value per column of C, {n}, got {biasLength}; pass an empty span for none.");
    }

    private static void CheckMatrix(char name, string ldName, int rows, int columns, int ld, int length)
    {
        if (rows == 0 || columns == 0)
            return;
        if (ld < columns)
        {
            throw new ArgumentException(
                $"{ldName} in Gemm: expected at least {columns}, the width of {name} as stored [{rows}, {columns}], got {ld}.");
        }
        long needed = (rows - 1L) * ld + columns;
        if (length < needed)
        {
            throw new ArgumentException(
                $"{name} in Gemm: [{rows}, {columns}] with {ldName} = {ld} needs {needed} values, the span holds {length}; " +
                "check the sizes, the layout and the leading dimension.");
        }
    }
}
