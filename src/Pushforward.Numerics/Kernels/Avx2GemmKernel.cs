using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// A 6 x 16 tile in 12 of the 16 registers of 256 bits: row i is c{i}0 (columns 0-7) and c{i}1 (8-15). Two registers hold a row of B and one
/// the broadcast value of A; the sixteenth is spare. Bottom tiles of 4 and 2 rows have their own loops; an odd row is padded by packing.
/// </summary>
internal sealed unsafe class Avx2GemmKernel : GemmMicroKernel
{
    private const int PanelRows = 6, PanelColumns = 16, Lanes = 8;

    public override InstructionSet InstructionSet => InstructionSet.Avx2;

    public override int Rows => PanelRows;

    public override int Columns => PanelColumns;

    public override int RowStep => 2;

    public override int DepthBlock => 512;

    public override void Compute(int rows, int k, float* a, float* b, float* c, nint ldc, bool accumulate, in GemmAhead ahead)
    {
        switch (rows)
        {
            case 6 when ahead.Step == 0: Rows6<Nothing>(k, a, b, c, ldc, accumulate, ahead); break;
            case 6: Rows6<NextPanel>(k, a, b, c, ldc, accumulate, ahead); break;
            case 4: Rows4(k, a, b, c, ldc, accumulate); break;
            case 2: Rows2(k, a, b, c, ldc, accumulate); break;
            default: throw new ArgumentOutOfRangeException(nameof(rows), rows, "rows of a tile: expected 2, 4 or 6.");
        }
    }

    public override void ComputeNarrow(int k, float* a, float* b, float* c, nint ldc, bool accumulate) => Narrow(k, a, b, c, ldc, accumulate);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<TFetch>(int k, float* a, float* b, float* c, nint ldc, bool accumulate, GemmAhead ahead)
        where TFetch : struct, IFetch
    {
        float* next = ahead.First;
        nint step = ahead.Step, pair = ahead.Pair;
        Vector256<float> c00 = default, c01 = default;
        Vector256<float> c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default;
        Vector256<float> c40 = default, c41 = default;
        Vector256<float> c50 = default, c51 = default;
        for (; k > 0; k--)
        {
            if (TFetch.Fetches)
            {
                Sse.Prefetch1(next);
                Sse.Prefetch1(next + pair);
                next += step;
            }
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Lanes);
            var x = Vector256.Create(a[0]);
            c00 = Fma.MultiplyAdd(x, b0, c00); c01 = Fma.MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Fma.MultiplyAdd(x, b0, c10); c11 = Fma.MultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2]);
            c20 = Fma.MultiplyAdd(x, b0, c20); c21 = Fma.MultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[3]);
            c30 = Fma.MultiplyAdd(x, b0, c30); c31 = Fma.MultiplyAdd(x, b1, c31);
            x = Vector256.Create(a[4]);
            c40 = Fma.MultiplyAdd(x, b0, c40); c41 = Fma.MultiplyAdd(x, b1, c41);
            x = Vector256.Create(a[5]);
            c50 = Fma.MultiplyAdd(x, b0, c50); c51 = Fma.MultiplyAdd(x, b1, c51);
            a += PanelRows;
            b += PanelColumns;
        }

        Store(c, c00, c01, accumulate);
        Store(c + ldc, c10, c11, accumulate);
        Store(c + 2 * ldc, c20, c21, accumulate);
        Store(c + 3 * ldc, c30, c31, accumulate);
        Store(c + 4 * ldc, c40, c41, accumulate);
        Store(c + 5 * ldc, c50, c51, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(int k, float* a, float* b, float* c, nint ldc, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default;
        Vector256<float> c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default;
        for (; k > 0; k--)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Lanes);
            var x = Vector256.Create(a[0]);
            c00 = Fma.MultiplyAdd(x, b0, c00); c01 = Fma.MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Fma.MultiplyAdd(x, b0, c10); c11 = Fma.MultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2]);
            c20 = Fma.MultiplyAdd(x, b0, c20); c21 = Fma.MultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[3]);
            c30 = Fma.MultiplyAdd(x, b0, c30); c31 = Fma.MultiplyAdd(x, b1, c31);
            a += PanelRows;
            b += PanelColumns;
        }

        Store(c, c00, c01, accumulate);
        Store(c + ldc, c10, c11, accumulate);
        Store(c + 2 * ldc, c20, c21, accumulate);
        Store(c + 3 * ldc, c30, c31, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2(int k, float* a, float* b, float* c, nint ldc, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default;
        Vector256<float> c10 = default, c11 = default;
        for (; k > 0; k--)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Lanes);
            var x = Vector256.Create(a[0]);
            c00 = Fma.MultiplyAdd(x, b0, c00); c01 = Fma.MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Fma.MultiplyAdd(x, b0, c10); c11 = Fma.MultiplyAdd(x, b1, c11);
            a += PanelRows;
            b += PanelColumns;
        }

        Store(c, c00, c01, accumulate);
        Store(c + ldc, c10, c11, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(int k, float* a, float* b, float* c, nint ldc, bool accumulate)
    {
        Vector256<float> c0 = default, c1 = default, c2 = default;
        Vector256<float> c3 = default, c4 = default, c5 = default;
        for (; k > 0; k--)
        {
            var b0 = Vector256.Load(b);
            c0 = Fma.MultiplyAdd(Vector256.Create(a[0]), b0, c0);
            c1 = Fma.MultiplyAdd(Vector256.Create(a[1]), b0, c1);
            c2 = Fma.MultiplyAdd(Vector256.Create(a[2]), b0, c2);
            c3 = Fma.MultiplyAdd(Vector256.Create(a[3]), b0, c3);
            c4 = Fma.MultiplyAdd(Vector256.Create(a[4]), b0, c4);
            c5 = Fma.MultiplyAdd(Vector256.Create(a[5]), b0, c5);
            a += PanelRows;
            b += PanelColumns;
        }

        Store(c, c0, accumulate);
        Store(c + ldc, c1, accumulate);
        Store(c + 2 * ldc, c2, accumulate);
        Store(c + 3 * ldc, c3, accumulate);
        Store(c + 4 * ldc, c4, accumulate);
        Store(c + 5 * ldc, c5, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> v0, Vector256<float> v1, bool accumulate)
    {
        Store(c, v0, accumulate);
        Store(c + Lanes, v1, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> v, bool accumulate)
    {
        if (accumulate)
            v += Vector256.Load(c);
        v.Store(c);
    }

    // Two requests at each p take a tenth of the processor's loads, so most tiles are computed by a loop without.
    private interface IFetch
    {
        static abstract bool Fetches { get; }
    }

    private readonly struct NextPanel : IFetch
    {
        public static bool Fetches => true;
    }

    private readonly struct Nothing : IFetch
    {
        public static bool Fetches => false;
    }
}
