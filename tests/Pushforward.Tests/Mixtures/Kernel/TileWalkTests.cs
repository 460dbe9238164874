using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Mixtures.Kernel;

/// <summary>Both register layouts of a tile run everywhere: in hardware where there is some, else as the runtime emulates them.</summary>
public unsafe class TileWalkTests
{
    [Fact]
    public void Kernels_give_the_same_bits_in_single_precision() => AssertSameBits<float>();

    [Fact]
    public void Kernels_give_the_same_bits_in_double_precision() => AssertSameBits<double>();

    private static void AssertSameBits<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var wide = Walk<T, Tile512<T>>();
        var narrow = Walk<T, Tile256<T>>();
        Assert.NotEmpty(wide);
        Assert.Equal(wide, narrow);
    }

    private static T[] Walk<T, TTile>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        where TTile : struct, ITile<TTile, T>
    {
        const int words = 50, rows = 40, tiles = 2;
        int lanes = LaneLayout.TileBytes / sizeof(T);
        var random = new RandomStream(1, "tiles");
        using var tables = new AlignedBuffer<T>(tiles * words * lanes);
        for (int i = 0; i < tiles * words * lanes; i++)
            tables.Pointer[i] = i % (words * lanes) < lanes ? T.Zero : T.CreateTruncating(10 * random.NextDouble() - 8);
        using var counts = new AlignedBuffer<T>(words * lanes);
        using var best = new AlignedBuffer<T>(rows);
        using var scores = new AlignedBuffer<T>(tiles * (rows + 1) * lanes);
        using var responsibilities = new AlignedBuffer<T>((tiles * rows + 1) * lanes);
        using var factors = new AlignedBuffer<T>(rows);
        using var sums = new AlignedBuffer<double>(rows);
        var codes = new List<uint>();
        var (starts, ends, near, nearRows, kept) = (new int[rows + 1], new int[rows], new int[tiles], new int[tiles * (rows + 1)], new int[tiles * rows + 1]);
        for (int row = 0; row < rows; row++)
        {
            best.Pointer[row] = T.CreateTruncating(row % 5 == 0 ? 1000 : -1000);
            factors.Pointer[row] = T.CreateTruncating(random.NextDouble());
            for (int i = 0; i < row % 9; i++)
                codes.Add((uint)(LaneLayout.TileBytes * (1 + random.NextInt32(words - 1))));
            ends[row] = codes.Count;
            while (codes.Count % 4 != 0)
                codes.Add(0);
            starts[row + 1] = codes.Count;
        }

        int count = 0;
        fixed (uint* c = codes.ToArray())
        fixed (int* s = starts, e = ends, n = near, r = nearRows, k = kept)
        {
            T reach = T.CreateTruncating(17);
            T* first = tables.Pointer, second = first + words * lanes;
            var (here, next) = (new NearTiles<T>(scores.Pointer, r, n), new NearTiles<T>(scores.Pointer + (rows + 1) * lanes, r + rows + 1, n + 1));
            TileWalk<T, TTile>.Score(first, second, c, s, rows, first + lanes, best.Pointer, reach, here, next);
            Assert.InRange(near[0] + near[1], rows - rows / 5, 2 * (rows - rows / 5));
            foreach (var tile in new[] { here, next })
                count += TileWalk<T, TTile>.Exponentiate(tile, best.Pointer, reach, sums.Pointer, responsibilities.Pointer + count * lanes, k + count);
            TileWalk<T, TTile>.Scale(responsibilities.Pointer, k, count, factors.Pointer, firstRow: 0);
            TileWalk<T, TTile>.Scatter(counts.Pointer, c, s, e, responsibilities.Pointer, k, count);
            // By itself a tile gets the scores it gets beside another.
            T[] together = scores.Span(0, near[0] * lanes).ToArray();
            best.Span(0, rows).Fill(T.CreateTruncating(-1000));
            TileWalk<T, TTile>.Score(first, c, s, rows, first + lanes, best.Pointer, reach, here);
            Assert.Equal(rows, near[0]);
            Assert.Subset(new HashSet<T>(scores.Span(0, near[0] * lanes).ToArray()), new HashSet<T>(together));
        }
        return [.. counts.Span(0, words * lanes), .. responsibilities.Span(0, count * lanes), .. best.Span(0, rows),
            .. sums.Span(0, rows).ToArray().Select(T.CreateTruncating)];
    }

    [Fact]
    public void The_exponential_is_within_its_stated_error()
    {
        AssertExp<float, Tile512<float>>(-87, 88, x => Math.Exp(x), 1.5 / (1 << 23));
        AssertExp<float, Tile256<float>>(-87, 88, x => Math.Exp(x), 1.5 / (1 << 23));
        // Math.Exp is itself within a unit in the last place.
        AssertExp<double, Tile512<double>>(-708, 709, Math.Exp, 2.5 / (1L << 52));
        AssertExp<double, Tile256<double>>(-708, 709, Math.Exp, 2.5 / (1L << 52));
    }

    private static void AssertExp<T, TTile>(double from, double to, Func<double, double> exact, double relativeError)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        where TTile : struct, ITile<TTile, T>
    {
        using var values = new AlignedBuffer<T>(LaneLayout.TileBytes / sizeof(T));
        for (int i = 0; i < 20_000; i++)
        {
            T x = T.CreateTruncating(i % 2 == 0 ? from + (to - from) * i / 20_000 : (i - 10_000) * 1e-4);
            values.Span(0, (int)values.Length).Fill(x);
            TileMath.Exp<T, TTile>(TTile.Load(values.Pointer)).Store(values.Pointer);
            double expected = exact(double.CreateTruncating(x));
            Assert.InRange(double.CreateTruncating(values.Pointer[i % (int)values.Length]), expected * (1 - relativeError), expected * (1 + relativeError));
        }
    }
}
