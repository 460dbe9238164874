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
        const int words = 50, rows = 40;
        int lanes = LaneLayout.TileBytes / sizeof(T);
        var random = new RandomStream(1, "tiles");
        using var table = new AlignedBuffer<T>(words * lanes);
        for (int i = lanes; i < words * lanes; i++)
            table.Pointer[i] = T.CreateTruncating(10 * random.NextDouble() - 8);
        using var sums = new AlignedBuffer<T>(words * lanes);
        using var best = new AlignedBuffer<T>(rows);
        using var scores = new AlignedBuffer<T>((rows + 1) * lanes);
        using var factors = new AlignedBuffer<T>(rows);
        using var total = new AlignedBuffer<double>(rows);
        var codes = new List<uint>();
        var (starts, ends, kept) = (new int[rows + 1], new int[rows], new int[rows + 1]);
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

        int count;
        fixed (uint* c = codes.ToArray())
        fixed (int* s = starts, e = ends, k = kept)
        {
            T reach = T.CreateTruncating(17);
            count = TileWalk<T, TTile>.Score(table.Pointer, c, s, rows, table.Pointer + lanes, best.Pointer, reach, scores.Pointer, k);
            Assert.Equal(rows - rows / 5, count);
            count = TileWalk<T, TTile>.Relate(scores.Pointer, k, count, best.Pointer, reach, scores.Pointer, k);
            TileWalk<T, TTile>.SumLanes(scores.Pointer, k, count, total.Pointer);
            TileWalk<T, TTile>.Scale(scores.Pointer, k, count, factors.Pointer);
            TileWalk<T, TTile>.Scatter(sums.Pointer, c, s, e, scores.Pointer, k, count);
        }
        return [.. sums.Span(0, words * lanes), .. scores.Span(0, count * lanes), .. best.Span(0, rows),
            .. total.Span(0, rows).ToArray().Select(T.CreateTruncating)];
    }
}
