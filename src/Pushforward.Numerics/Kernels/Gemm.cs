using System.Numerics.Tensors;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// The matrix product C = op(A) op(B), or C += op(A) op(B), of row-major matrices, with an optional bias and activation.
/// </summary>
/// <remarks>
/// A leading dimension (lda, ldb, ldc) is the distance between the starts of two rows as stored; it is at least the width of a row. C must not
/// overlap A or B. Every element of C is summed over k in one order whatever the number of threads, so results are the same bits for any team.
/// </remarks>
public static class Gemm
{
    /// <summary>C = op(A) op(B) (+ C), then the epilogue, in float32.</summary>
    /// <param name="layout">How A and B are stored.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The inner size; 0 makes the product zero.</param>
    /// <param name="a">op(A) is [m, k].</param>
    /// <param name="lda">Distance between stored rows of A.</param>
    /// <param name="b">op(B) is [k, n].</param>
    /// <param name="ldb">Distance between stored rows of B.</param>
    /// <param name="c">C, [m, n].</param>
    /// <param name="ldc">Distance between rows of C.</param>
    /// <param name="accumulate">Whether the product is added to what C holds.</param>
    /// <param name="epilogue">Bias and activation for the finished result.</param>
    /// <param name="team">The threads to use; null is <see cref="ThreadTeam.Shared"/>. Small products stay on the calling thread.</param>
    /// <exception cref="ArgumentException">A size is negative, a leading dimension shorter than a row, or a span too short.</exception>
    public static void Multiply(
        GemmLayout layout, int m, int n, int k, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, Span<float> c, int ldc,
        bool accumulate = false, in GemmEpilogue<float> epilogue = default, ThreadTeam? team = null)
    {
        MultiplyWith(GemmMicroKernel.Current, layout, m, n, k, a, lda, b, ldb, c, ldc, accumulate, epilogue, team ?? ThreadTeam.Shared);
    }

    /// <summary>The product by a given micro-kernel.</summary>
    internal static unsafe void MultiplyWith(
        GemmMicroKernel kernel, GemmLayout layout, int m, int n, int k, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb,
        Span<float> c, int ldc, bool accumulate, in GemmEpilogue<float> epilogue, ThreadTeam team)
    {
        GemmArguments.Check(layout, m, n, k, a.Length, lda, b.Length, ldb, c.Length, ldc, epilogue.Bias.Length);
        if (m == 0 || n == 0)
            return;
        fixed (float* pa = a, pb = b, pc = c, bias = epilogue.Bias)
        {
            var problem = new GemmProblem
            {
                Layout = layout,
                M = m,
                N = n,
                K = k,
                A = pa,
                LdA = lda,
                B = pb,
                LdB = ldb,
                C = pc,
                LdC = ldc,
                Accumulate = accumulate,
                Bias = bias,
                Activation = epilogue.Activation,
                Slope = epilogue.Slope,
            };
            if (k == 0)
                problem.FinishEmptySum();
            else if (m == 1 || n == 1)
                GemmVectorDriver.OfThread.Multiply(problem, team);
            else
                GemmDriver.OfThread.Multiply(kernel, problem, team);
        }
    }

    /// <summary>C = op(A) op(B) (+ C), then the epilogue, in float64: for gradient checks, and for flows whose codes have to lead back.</summary>
    /// <param name="layout">How A and B are stored.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The inner size; 0 makes the product zero.</param>
    /// <param name="a">op(A) is [m, k].</param>
    /// <param name="lda">Distance between stored rows of A.</param>
    /// <param name="b">op(B) is [k, n].</param>
    /// <param name="ldb">Distance between stored rows of B.</param>
    /// <param name="c">C, [m, n].</param>
    /// <param name="ldc">Distance between rows of C.</param>
    /// <param name="accumulate">Whether the product is added to what C holds.</param>
    /// <param name="epilogue">Bias and activation for the finished result.</param>
    /// <param name="team">The threads to use where A and B are stored as they are; null is <see cref="ThreadTeam.Shared"/>. Otherwise the calling thread does the work.</param>
    /// <exception cref="ArgumentException">A size is negative, a leading dimension shorter than a row, or a span too short.</exception>
    public static unsafe void Multiply(
        GemmLayout layout, int m, int n, int k, ReadOnlySpan<double> a, int lda, ReadOnlySpan<double> b, int ldb, Span<double> c, int ldc,
        bool accumulate = false, in GemmEpilogue<double> epilogue = default, ThreadTeam? team = null)
    {
        GemmArguments.Check(layout, m, n, k, a.Length, lda, b.Length, ldb, c.Length, ldc, epilogue.Bias.Length);
        if (layout == GemmLayout.NN)
        {
            fixed (double* pa = a, pb = b, pc = c)
                DoubleProduct.Multiply(m, n, k, pa, lda, pb, ldb, pc, ldc, accumulate, team ?? ThreadTeam.Shared);
        }
        for (int i = 0; i < m && n > 0; i++)
        {
            var row = c.Slice(i * ldc, n);
            if (layout != GemmLayout.NN && !accumulate)
                row.Clear();
            if (layout == GemmLayout.NT && k > 0)
            {
                for (int j = 0; j < n; j++)
                    row[j] += TensorPrimitives.Dot(a.Slice(i * lda, k), b.Slice(j * ldb, k));
            }
            else if (layout == GemmLayout.TN)
            {
                for (int p = 0; p < k; p++)
                    TensorPrimitives.MultiplyAdd(b.Slice(p * ldb, n), a[p * lda + i], row, row);
            }
            if (!epilogue.Bias.IsEmpty)
                TensorPrimitives.Add(row, epilogue.Bias, row);
            Elementwise.Apply(epilogue.Activation, epilogue.Slope, row);
        }
    }
}
