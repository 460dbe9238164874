using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tests.Kernels;

/// <summary>
/// A product of random float32 matrices, its exact value as far as float64 gives it, and how far a float32 result may be from it.
/// </summary>
/// <remarks>
/// However n roundings to nearest of a sum of products are ordered, fused or not, each product passes through at most n of them, so the error
/// of an element is at most gamma_n (|A||B|) with gamma_n = n u / (1 - n u) and u = 2^-24 (Higham 2002, "Accuracy and stability of numerical
/// algorithms", section 3.1). Every kernel rounds at most twice per term (product and sum), and once for each of: the joining of lanes or of
/// blocks of k (at most k), the former C, the bias. The reference's own error is smaller by 2^29.
/// </remarks>
internal sealed class GemmReference
{
    private const double UnitRoundoff = 1.0 / (1 << 24);
    private const float Untouched = -7777;

    private readonly double[] _exact, _absolute;

    public GemmReference(GemmLayout layout, int m, int n, int k, int padding, System.Random random)
    {
        (Layout, M, N, K) = (layout, m, n, k);
        var (aRows, aColumns) = layout == GemmLayout.TN ? (k, m) : (m, k);
        var (bRows, bColumns) = layout == GemmLayout.NT ? (n, k) : (k, n);
        (LdA, LdB, LdC) = (aColumns + padding, bColumns + padding, n + padding);
        // The last row ends with its values: a kernel that reads or writes past them runs off the span.
        A = Fill(random, Length(aRows, aColumns, LdA));
        B = Fill(random, Length(bRows, bColumns, LdB));
        Before = Fill(random, Length(m, n, LdC));
        Bias = Fill(random, n);

        // By rows of op(B) in float64; values and absolute values side by side.
        _exact = new double[m * n];
        _absolute = new double[m * n];
        double[] row = new double[n], absoluteRow = new double[n];
        for (int p = 0; p < k; p++)
        {
            for (int j = 0; j < n; j++)
            {
                row[j] = layout == GemmLayout.NT ? B[j * LdB + p] : B[p * LdB + j];
                absoluteRow[j] = Math.Abs(row[j]);
            }
            for (int i = 0; i < m; i++)
            {
                double left = layout == GemmLayout.TN ? A[p * LdA + i] : A[i * LdA + p];
                TensorPrimitives.MultiplyAdd(row, left, _exact.AsSpan(i * n, n), _exact.AsSpan(i * n, n));
                TensorPrimitives.MultiplyAdd(absoluteRow, Math.Abs(left), _absolute.AsSpan(i * n, n), _absolute.AsSpan(i * n, n));
            }
        }
    }

    public GemmLayout Layout { get; }

    public int M { get; }

    public int N { get; }

    public int K { get; }

    public int LdA { get; }

    public int LdB { get; }

    public int LdC { get; }

    public float[] A { get; }

    public float[] B { get; }

    /// <summary>What C holds before an accumulating product.</summary>
    public float[] Before { get; }

    public float[] Bias { get; }

    /// <summary>C by a kernel; without accumulation C begins as NaN, which must not show through.</summary>
    public float[] Multiply(GemmMicroKernel kernel, ThreadTeam team, bool accumulate = false, bool bias = false, Activation activation = Activation.None)
    {
        var c = (float[])Before.Clone();
        if (!accumulate)
            Array.Fill(c, float.NaN);
        for (int i = 0; i < M; i++)
            c.AsSpan(i * LdC + N, i == M - 1 ? 0 : LdC - N).Fill(Untouched);
        var epilogue = new GemmEpilogue<float>(bias ? Bias : default, activation, Slope);
        Gemm.MultiplyWith(kernel, Layout, M, N, K, A, LdA, B, LdB, c, LdC, accumulate, epilogue, team);
        return c;
    }

    /// <summary>Fails unless every element of C is within the bound and everything between the rows is as it was.</summary>
    public void Check(float[] c, bool accumulate = false, bool bias = false, Func<double, double>? activation = null, double activationUlps = 0)
    {
        double roundings = 3.0 * K + 2;
        double gamma = roundings * UnitRoundoff / (1 - roundings * UnitRoundoff);
        for (int i = 0; i < M; i++)
        {
            for (int j = 0; j < N; j++)
            {
                double before = accumulate ? Before[i * LdC + j] : 0, shift = bias ? Bias[j] : 0;
                double exact = _exact[i * N + j] + before + shift;
                double bound = gamma * (_absolute[i * N + j] + Math.Abs(before) + Math.Abs(shift));
                if (activation is not null)
                {
                    // The activations tested have slopes of at most 1 and pass the bound on.
                    exact = activation(exact);
                    bound += activationUlps * 2 * UnitRoundoff * Math.Abs(exact);
                }
                double error = Math.Abs(c[i * LdC + j] - exact);
                if (!(error <= bound))
                    Assert.Fail($"{Layout} {M} x {N} x {K} at [{i}, {j}]: {c[i * LdC + j]} is {error} from {exact}, more than {bound}.");
            }
            if (i < M - 1)
                Assert.True(c.AsSpan(i * LdC + N, LdC - N).IndexOfAnyExcept(Untouched) < 0, $"row {i}: a value right of the matrix was changed.");
        }
    }

    public const float Slope = 0.2f;

    private static int Length(int rows, int columns, int ld) => rows == 0 || columns == 0 ? 0 : (rows - 1) * ld + columns;

    private static float[] Fill(System.Random random, int length)
    {
        var values = new float[length];
        for (int i = 0; i < length; i++)
            values[i] = random.NextSingle() * 2 - 1;
        return values;
    }
}
