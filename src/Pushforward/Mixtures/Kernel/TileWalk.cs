using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// The two inner loops of EM on bits. A table has one tile, a cache line, for every word. Rows are walked through their spelling: forward,
/// the tiles named are summed (E-step); in reverse, the row's responsibilities are added into them (M-step).
/// </summary>
/// <remarks>
/// Spellings are byte offsets into a table. They are padded with the empty word to multiples of four, so that sums, which run in four chains
/// because one chain of dependent additions would wait for each, have no remainder.
/// </remarks>
internal static unsafe class TileWalk<T, TTile>
    where T : unmanaged, INumber<T>
    where TTile : struct, ITile<TTile, T>
{
    private static int Lanes => LaneLayout.TileBytes / sizeof(T);

    /// <summary>
    /// Scores of every row under one tile of components, of which those are kept that come within <paramref name="reach"/> of the best score the
    /// row has had under any tile so far.
    /// </summary>
    /// <param name="table">The tile's table.</param>
    /// <param name="codes">All spellings.</param>
    /// <param name="starts">Where each row's begins, and where the last one's ends.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="constants">What each sum starts from.</param>
    /// <param name="best">The best score of each row; updated.</param>
    /// <param name="reach">How far behind the best a score may be.</param>
    /// <param name="scores">The tiles kept, one after the other; with room for one more.</param>
    /// <param name="keptRows">The row of each.</param>
    /// <returns>How many are kept.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Score(T* table, uint* codes, int* starts, int rows, T* constants, T* best, T reach, T* scores, int* keptRows)
    {
        byte* origin = (byte*)table;
        var constant = TTile.Load(constants);
        int kept = 0;
        for (int row = 0; row < rows; row++)
        {
            TTile sum0 = constant, sum1 = TTile.Create(T.Zero), sum2 = sum1, sum3 = sum1;
            uint* end = codes + starts[row + 1];
            for (uint* code = codes + starts[row]; code < end; code += 4)
            {
                sum0 += TTile.Load((T*)(origin + code[0]));
                sum1 += TTile.Load((T*)(origin + code[1]));
                sum2 += TTile.Load((T*)(origin + code[2]));
                sum3 += TTile.Load((T*)(origin + code[3]));
            }
            var sum = (sum0 + sum1) + (sum2 + sum3);

            // Written always and counted if kept: a branch would be guessed wrong too often.
            sum.Store(scores + (nint)kept * Lanes);
            keptRows[kept] = row;
            T max = sum.Max(), before = best[row];
            bool near = max >= before - reach;
            kept += Unsafe.BitCast<bool, byte>(near);
            best[row] = T.MaxNative(max, before);
        }
        return kept;
    }

    /// <summary>Subtracts each row's best score, and keeps what is still within reach of it. In place; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Relate(T* scores, int* keptRows, int count, T* best, T reach, T* destination, int* destinationRows)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            int row = keptRows[i];
            var relative = TTile.Load(scores + (nint)i * Lanes) - TTile.Create(best[row]);
            relative.Store(destination + (nint)kept * Lanes);
            destinationRows[kept] = row;
            bool near = relative.Max() >= -reach;
            kept += Unsafe.BitCast<bool, byte>(near);
        }
        return kept;
    }

    /// <summary>sums[row] += the sum of each tile's lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumLanes(T* tiles, int* keptRows, int count, double* sums)
    {
        for (int i = 0; i < count; i++)
            sums[keptRows[i]] += double.CreateTruncating(TTile.Load(tiles + (nint)i * Lanes).Sum());
    }

    /// <summary>Each tile times its row's factor, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(T* tiles, int* keptRows, int count, T* factors)
    {
        for (int i = 0; i < count; i++)
        {
            T* tile = tiles + (nint)i * Lanes;
            (TTile.Load(tile) * TTile.Create(factors[keptRows[i]])).Store(tile);
        }
    }

    /// <summary>For each tile kept and each word of its row: table[word] += tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(T* table, uint* codes, int* starts, int* ends, T* tiles, int* keptRows, int count)
    {
        byte* origin = (byte*)table;
        for (int i = 0; i < count; i++)
        {
            int row = keptRows[i];
            var tile = TTile.Load(tiles + (nint)i * Lanes);
            uint* end = codes + ends[row];
            for (uint* code = codes + starts[row]; code < end; code++)
            {
                T* target = (T*)(origin + *code);
                (TTile.Load(target) + tile).Store(target);
            }
        }
    }
}
