using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// Copies a strip of a matrix into a panel: for each p of k, the strip's values at p lie side by side, <c>panel[p * width + i]</c>, so that the
/// micro-kernel reads memory in one forward sweep. A strip narrower than the panel is padded with zeros, which add nothing to any sum.
/// </summary>
internal static unsafe class GemmPacking
{
    // Transposing works through pieces of this many columns: the source lines are used up whole while their destination stays near.
    private const int TransposePiece = 16;

    /// <summary>Packs a strip whose values at p are consecutive in memory: B stored [k, n], or A stored [k, m].</summary>
    /// <param name="source">The value at p = 0, i = 0.</param>
    /// <param name="ld">Distance from p to p + 1.</param>
    /// <param name="count">How many values the strip has at each p, 1 to width.</param>
    /// <param name="k">How many p.</param>
    /// <param name="panel">Where the panel begins.</param>
    /// <param name="width">Width of the panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* source, nint ld, int count, int k, float* panel, int width)
    {
        if (count < width)
        {
            for (int p = 0; p < k; p++, source += ld, panel += width)
            {
                int i = 0;
                for (; i < count; i++)
                    panel[i] = source[i];
                for (; i < width; i++)
                    panel[i] = 0;
            }
            return;
        }

        for (int p = 0; p < k; p++, source += ld, panel += width)
        {
            int i = 0;
            for (; i + Vector256<float>.Count <= width; i += Vector256<float>.Count)
                Vector256.Load(source + i).Store(panel + i);
            // Widths are whole vectors of 8, 12 or 6.
            if (i + Vector128<float>.Count <= width)
            {
                Vector128.Load(source + i).Store(panel + i);
                i += Vector128<float>.Count;
            }
            for (; i < width; i++)
                panel[i] = source[i];
        }
    }

    /// <summary>Packs a strip whose values at p lie a row apart: A stored [m, k], or B stored [n, k].</summary>
    /// <param name="source">The value at p = 0, i = 0.</param>
    /// <param name="ld">Distance from i to i + 1.</param>
    /// <param name="count">How many values the strip has at each p, 1 to width.</param>
    /// <param name="k">How many p.</param>
    /// <param name="panel">Where the panel begins.</param>
    /// <param name="width">Width of the panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint ld, int count, int k, float* panel, int width)
    {
        for (int p = 0; p < k; p += TransposePiece)
            TransposeBlock(source + p, ld, count, Math.Min(TransposePiece, k - p), panel + (nint)p * width, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeBlock(float* source, nint ld, int count, int k, float* panel, int width)
    {
        int i = 0;
        if (Avx.IsSupported)
        {
            for (; i + 8 <= count; i += 8)
                TransposeEight(source + i * ld, ld, k, panel + i, width);
        }
        for (; i + 4 <= count; i += 4)
            TransposeFour(source + i * ld, ld, k, panel + i, width);
        if (i + 2 <= count)
        {
            TransposeTwo(source + i * ld, ld, k, panel + i, width);
            i += 2;
        }
        for (; i < count; i++)
        {
            for (int p = 0; p < k; p++)
                panel[(nint)p * width + i] = source[i * ld + p];
        }
        for (; i < width; i++)
        {
            for (int p = 0; p < k; p++)
                panel[(nint)p * width + i] = 0;
        }
    }

    // Rows 0-3 in the lower halves, 4-7 in the upper: within each half four rows of four are transposed as in TransposeFour, and a register
    // holds one column of all eight.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeEight(float* source, nint ld, int k, float* to, nint width)
    {
        float* s4 = source + 4 * ld;
        nint ld2 = 2 * ld, ld3 = 3 * ld;
        int p = 0;
        for (; p + 4 <= k; p += 4, source += 4, s4 += 4, to += 4 * width)
        {
            var x0 = Vector256.Create(Vector128.Load(source), Vector128.Load(s4));
            var x1 = Vector256.Create(Vector128.Load(source + ld), Vector128.Load(s4 + ld));
            var x2 = Vector256.Create(Vector128.Load(source + ld2), Vector128.Load(s4 + ld2));
            var x3 = Vector256.Create(Vector128.Load(source + ld3), Vector128.Load(s4 + ld3));
            var low01 = Avx.UnpackLow(x0, x1);
            var high01 = Avx.UnpackHigh(x0, x1);
            var low23 = Avx.UnpackLow(x2, x3);
            var high23 = Avx.UnpackHigh(x2, x3);
            Avx.Shuffle(low01, low23, 0b01_00_01_00).Store(to);
            Avx.Shuffle(low01, low23, 0b11_10_11_10).Store(to + width);
            Avx.Shuffle(high01, high23, 0b01_00_01_00).Store(to + 2 * width);
            Avx.Shuffle(high01, high23, 0b11_10_11_10).Store(to + 3 * width);
        }
        for (; p < k; p++, source++, s4++, to += width)
        {
            Vector128.Create(source[0], source[ld], source[ld2], source[ld3]).Store(to);
            Vector128.Create(s4[0], s4[ld], s4[ld2], s4[ld3]).Store(to + 4);
        }
    }

    // Four rows of four: pairs of rows are interleaved, then pairs of pairs; a column of the source comes out in each register.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeFour(float* source, nint ld, int k, float* to, nint width)
    {
        nint ld2 = 2 * ld, ld3 = 3 * ld;
        int p = 0;
        if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            for (; p + 4 <= k; p += 4, source += 4, to += 4 * width)
            {
                var x0 = Vector128.Load(source);
                var x1 = Vector128.Load(source + ld);
                var x2 = Vector128.Load(source + ld2);
                var x3 = Vector128.Load(source + ld3);
                if (Sse.IsSupported)
                {
                    var low01 = Sse.UnpackLow(x0, x1);
                    var high01 = Sse.UnpackHigh(x0, x1);
                    var low23 = Sse.UnpackLow(x2, x3);
                    var high23 = Sse.UnpackHigh(x2, x3);
                    Sse.MoveLowToHigh(low01, low23).Store(to);
                    Sse.MoveHighToLow(low23, low01).Store(to + width);
                    Sse.MoveLowToHigh(high01, high23).Store(to + 2 * width);
                    Sse.MoveHighToLow(high23, high01).Store(to + 3 * width);
                }
                else
                {
                    var low01 = AdvSimd.Arm64.ZipLow(x0, x1).AsDouble();
                    var high01 = AdvSimd.Arm64.ZipHigh(x0, x1).AsDouble();
                    var low23 = AdvSimd.Arm64.ZipLow(x2, x3).AsDouble();
                    var high23 = AdvSimd.Arm64.ZipHigh(x2, x3).AsDouble();
                    AdvSimd.Arm64.ZipLow(low01, low23).AsSingle().Store(to);
                    AdvSimd.Arm64.ZipHigh(low01, low23).AsSingle().Store(to + width);
                    AdvSimd.Arm64.ZipLow(high01, high23).AsSingle().Store(to + 2 * width);
                    AdvSimd.Arm64.ZipHigh(high01, high23).AsSingle().Store(to + 3 * width);
                }
            }
        }
        for (; p < k; p++, source++, to += width)
            Vector128.Create(source[0], source[ld], source[ld2], source[ld3]).Store(to);
    }

    // Two rows of four, interleaved: the last of the six rows of a panel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeTwo(float* source, nint ld, int k, float* to, nint width)
    {
        int p = 0;
        if (Sse.IsSupported)
        {
            for (; p + 4 <= k; p += 4, source += 4, to += 4 * width)
            {
                var x0 = Vector128.Load(source);
                var x1 = Vector128.Load(source + ld);
                var low = Sse.UnpackLow(x0, x1);
                var high = Sse.UnpackHigh(x0, x1);
                Sse.StoreLow(to, low);
                Sse.StoreHigh(to + width, low);
                Sse.StoreLow(to + 2 * width, high);
                Sse.StoreHigh(to + 3 * width, high);
            }
        }
        for (; p < k; p++, source++, to += width)
            (to[0], to[1]) = (source[0], source[ld]);
    }
}
