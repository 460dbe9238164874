using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// The two inner loops of EM on bits. A tile is a run of components, one lane each: 128 bytes (32 single or 16 double lanes), or 64 bytes
/// when there are few components. A table holds one tile for every code. Rows are walked through their codes: forward, the tiles named
/// are summed (E-step); in reverse, the row's responsibilities are added into them (M-step).
/// </summary>
/// <remarks>
/// There is no remainder: tables are padded to whole tiles. With 512-bit vectors a tile is one or two registers; otherwise two or four
/// 256-bit ones, which the runtime splits further on machines without them. The sums run over even and odd codes separately, because one
/// chain of dependent additions would wait four cycles for each.
/// </remarks>
internal static unsafe class TileWalk<T>
    where T : unmanaged, INumberBase<T>
{
    public const int WideTileBytes = 128, NarrowTileBytes = 64;

    private static bool Use512 => Vector512.IsHardwareAccelerated && KernelSelection.Current == InstructionSet.Avx512;

    /// <summary>For each row: sums[row * stride + lane] = baseline[lane] + sum over the row's codes of table[code][lane].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(T* table, int tileBytes, uint* codes, int* starts, int rows, T* baseline, T* sums, int stride)
    {
        byte* origin = (byte*)table;
        if (Use512 && tileBytes == WideTileBytes)
        {
            int half = Vector512<T>.Count;
            for (int row = 0; row < rows; row++)
            {
                var (even0, even1) = (Vector512.Load(baseline), Vector512.Load(baseline + half));
                Vector512<T> odd0 = default, odd1 = default;
                uint* code = codes + starts[row], end = codes + starts[row + 1];
                for (; code + 1 < end; code += 2)
                {
                    T* first = (T*)(origin + (nuint)code[0] * WideTileBytes), second = (T*)(origin + (nuint)code[1] * WideTileBytes);
                    even0 += Vector512.Load(first);
                    even1 += Vector512.Load(first + half);
                    odd0 += Vector512.Load(second);
                    odd1 += Vector512.Load(second + half);
                }
                if (code < end)
                {
                    T* last = (T*)(origin + (nuint)code[0] * WideTileBytes);
                    even0 += Vector512.Load(last);
                    even1 += Vector512.Load(last + half);
                }
                (even0 + odd0).Store(sums);
                (even1 + odd1).Store(sums + half);
                sums += stride;
            }
        }
        else if (Use512)
        {
            for (int row = 0; row < rows; row++)
            {
                var even = Vector512.Load(baseline);
                Vector512<T> odd = default;
                uint* code = codes + starts[row], end = codes + starts[row + 1];
                for (; code + 1 < end; code += 2)
                {
                    even += Vector512.Load((T*)(origin + (nuint)code[0] * NarrowTileBytes));
                    odd += Vector512.Load((T*)(origin + (nuint)code[1] * NarrowTileBytes));
                }
                if (code < end)
                    even += Vector512.Load((T*)(origin + (nuint)code[0] * NarrowTileBytes));
                (even + odd).Store(sums);
                sums += stride;
            }
        }
        else
        {
            // Two registers at a time; a wide tile is walked twice, as two narrow ones side by side.
            int quarter = Vector256<T>.Count;
            for (int row = 0; row < rows; row++)
            {
                uint* begin = codes + starts[row], end = codes + starts[row + 1];
                for (int offset = 0; offset < tileBytes / sizeof(T); offset += 2 * quarter)
                {
                    var (even0, even1) = (Vector256.Load(baseline + offset), Vector256.Load(baseline + offset + quarter));
                    Vector256<T> odd0 = default, odd1 = default;
                    uint* code = begin;
                    for (; code + 1 < end; code += 2)
                    {
                        T* first = (T*)(origin + (nuint)code[0] * (nuint)tileBytes) + offset;
                        T* second = (T*)(origin + (nuint)code[1] * (nuint)tileBytes) + offset;
                        even0 += Vector256.Load(first);
                        even1 += Vector256.Load(first + quarter);
                        odd0 += Vector256.Load(second);
                        odd1 += Vector256.Load(second + quarter);
                    }
                    if (code < end)
                    {
                        T* last = (T*)(origin + (nuint)code[0] * (nuint)tileBytes) + offset;
                        even0 += Vector256.Load(last);
                        even1 += Vector256.Load(last + quarter);
                    }
                    (even0 + odd0).Store(sums + offset);
                    (even1 + odd1).Store(sums + offset + quarter);
                }
                sums += stride;
            }
        }
    }

    /// <summary>For each row and each of its codes: table[code][lane] += values[row * stride + lane]. Rows not kept are passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(T* table, int tileBytes, uint* codes, int* starts, int rows, T* values, int stride, bool* keep)
    {
        byte* origin = (byte*)table;
        int lanes = tileBytes / sizeof(T);
        for (int row = 0; row < rows; row++, values += stride)
        {
            if (!keep[row])
                continue;
            uint* code = codes + starts[row], end = codes + starts[row + 1];
            if (Use512 && tileBytes == WideTileBytes)
            {
                int half = Vector512<T>.Count;
                var (value0, value1) = (Vector512.Load(values), Vector512.Load(values + half));
                for (; code < end; code++)
                {
                    T* tile = (T*)(origin + (nuint)code[0] * WideTileBytes);
                    (Vector512.Load(tile) + value0).Store(tile);
                    (Vector512.Load(tile + half) + value1).Store(tile + half);
                }
            }
            else if (Use512)
            {
                var value = Vector512.Load(values);
                for (; code < end; code++)
                {
                    T* tile = (T*)(origin + (nuint)code[0] * NarrowTileBytes);
                    (Vector512.Load(tile) + value).Store(tile);
                }
            }
            else
            {
                int quarter = Vector256<T>.Count;
                for (; code < end; code++)
                {
                    T* tile = (T*)(origin + (nuint)code[0] * (nuint)tileBytes);
                    for (int lane = 0; lane < lanes; lane += quarter)
                        (Vector256.Load(tile + lane) + Vector256.Load(values + lane)).Store(tile + lane);
                }
            }
        }
    }
}
