using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// The inner loops of EM on bits. A table has one tile, a cache line, for every word. Rows are walked through their spelling: forward,
/// the tiles named are summed (E-step); in reverse, the row's responsibilities are added into them (M-step).
/// </summary>
/// <remarks>
/// Spellings are byte offsets into a table. They are padded with the empty word to multiples of four, so that sums, which run in several chains
/// because one chain of dependent additions would wait for each, have no remainder.
/// </remarks>
internal static unsafe class TileWalk<T, TTile>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
    /// <param name="near">Gets the tiles kept.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(T* table, uint* codes, int* starts, int rows, T* constants, T* best, T reach, NearTiles<T> near)
    {
        byte* origin = (byte*)table;
        T* scores = near.Scores;
        int* keptRows = near.Rows;
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
            T max = sum.Max(), highest = T.MaxNative(max, best[row]);
            kept += Unsafe.BitCast<bool, byte>(max >= highest - reach);
            best[row] = highest;
        }
        *near.Count = kept;
    }

    /// <summary>The same under two tiles at once, for half the reading of codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(
        T* table, T* nextTable, uint* codes, int* starts, int rows, T* constants, T* best, T reach, NearTiles<T> near, NearTiles<T> nextNear)
    {
        byte* origin = (byte*)table, nextOrigin = (byte*)nextTable;
        T* scores = near.Scores, nextScores = nextNear.Scores;
        int* keptRows = near.Rows, nextRows = nextNear.Rows;
        TTile constant = TTile.Load(constants), nextConstant = TTile.Load(constants + Lanes);
        int kept = 0, nextKept = 0;
        for (int row = 0; row < rows; row++)
        {
            TTile sum0 = constant, sum1 = TTile.Create(T.Zero), sum2 = sum1, sum3 = sum1;
            TTile next0 = nextConstant, next1 = sum1, next2 = sum1, next3 = sum1;
            uint* end = codes + starts[row + 1];
            for (uint* code = codes + starts[row]; code < end; code += 4)
            {
                nuint offset0 = code[0], offset1 = code[1], offset2 = code[2], offset3 = code[3];
                sum0 += TTile.Load((T*)(origin + offset0));
                next0 += TTile.Load((T*)(nextOrigin + offset0));
                sum1 += TTile.Load((T*)(origin + offset1));
                next1 += TTile.Load((T*)(nextOrigin + offset1));
                sum2 += TTile.Load((T*)(origin + offset2));
                next2 += TTile.Load((T*)(nextOrigin + offset2));
                sum3 += TTile.Load((T*)(origin + offset3));
                next3 += TTile.Load((T*)(nextOrigin + offset3));
            }
            TTile sum = (sum0 + sum1) + (sum2 + sum3), next = (next0 + next1) + (next2 + next3);

            sum.Store(scores + (nint)kept * Lanes);
            next.Store(nextScores + (nint)nextKept * Lanes);
            keptRows[kept] = row;
            nextRows[nextKept] = row;
            T max = sum.Max(), nextMax = next.Max(), highest = T.MaxNative(T.MaxNative(max, nextMax), best[row]);
            kept += Unsafe.BitCast<bool, byte>(max >= highest - reach);
            nextKept += Unsafe.BitCast<bool, byte>(nextMax >= highest - reach);
            best[row] = highest;
        }
        (*near.Count, *nextNear.Count) = (kept, nextKept);
    }

    /// <summary>
    /// exp(score - best score of the row), and 0 what is out of reach; adds the lanes of each tile to its row's sum, and keeps tiles that are not all 0.
    /// </summary>
    /// <param name="near">The scores.</param>
    /// <param name="best">The best score of each row under all tiles.</param>
    /// <param name="reach">How far behind the best a score may be.</param>
    /// <param name="sums">Added to.</param>
    /// <param name="tiles">Gets the tiles kept, one after the other; with room for one more.</param>
    /// <param name="keptRows">The row of each.</param>
    /// <returns>How many are kept.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Exponentiate(NearTiles<T> near, T* best, T reach, double* sums, T* tiles, int* keptRows)
    {
        T* scores = near.Scores;
        int* rows = near.Rows;
        int count = *near.Count, kept = 0;
        var bound = TTile.Create(-reach);
        for (int i = 0; i < count; i++)
        {
            int row = rows[i];
            var relative = TTile.Load(scores + (nint)i * Lanes) - TTile.Create(best[row]);
            var tile = TileMath.Exp<T, TTile>(TTile.Max(relative, bound)).ZeroWhere(relative, bound);
            tile.Store(tiles + (nint)kept * Lanes);
            keptRows[kept] = row;
            T sum = tile.Sum();
            sums[row] += double.CreateTruncating(sum);
            kept += Unsafe.BitCast<bool, byte>(sum > T.Zero);
        }
        return kept;
    }

    /// <summary>Each tile times its row's factor, in place; then rows are numbered from <paramref name="firstRow"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(T* tiles, int* keptRows, int count, T* factors, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            T* tile = tiles + (nint)i * Lanes;
            (TTile.Load(tile) * TTile.Create(factors[keptRows[i]])).Store(tile);
            keptRows[i] += firstRow;
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

/// <summary>Where the scores of rows go that come near the best: one tile after the other, with room for one more than there are rows.</summary>
/// <param name="scores">The tiles. Shape [rows + 1, tile lanes].</param>
/// <param name="rows">The row of each.</param>
/// <param name="count">How many there are.</param>
internal readonly unsafe struct NearTiles<T>(T* scores, int* rows, int* count)
    where T : unmanaged
{
    public readonly T* Scores = scores;

    public readonly int* Rows = rows;

    public readonly int* Count = count;
}
