using Pushforward.Data.Digits;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Data.Digits;

public class InkRasterizerTests
{
    private const int Size = 28;

    [Fact]
    public void A_straight_line_is_ink_inside_and_gray_at_its_edge()
    {
        // Along y = 14, between pixel lines 13 and 14, radius 1.5: pixel centers lie 0.5 (well inside), 1.5 (on the edge), 2.5 away.
        byte[] pixels = Draw(softness: 1, new(6, 14, 1.5f, true), new(22, 14, 1.5f, false));
        Assert.Equal([0, 128, 255, 255, 128, 0], Column(pixels, 14)[11..17]);
        Assert.All(Column(pixels, 3), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Ends_are_round()
    {
        byte[] pixels = Draw(softness: 1, new(10, 14, 3, true), new(18, 14, 3, false));
        Assert.Equal(255, pixels[13 * Size + 8]); // straight ahead of the end, 1.58 away
        Assert.Equal(0, pixels[10 * Size + 7]); // in the corner of the square around it, 4.3 away
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                Assert.Equal(pixels[y * Size + x], pixels[y * Size + Size - 1 - x]);
                Assert.Equal(pixels[y * Size + x], pixels[(Size - 1 - y) * Size + x]);
            }
        }
    }

    [Fact]
    public void A_line_widens_between_points_of_different_radius()
    {
        byte[] pixels = Draw(softness: 1.2f, new(5, 14, 0.8f, true), new(23, 14, 3.2f, false));
        double Ink(int x) => Column(pixels, x).Sum(value => value / 255.0);
        for (int x = 8; x < 20; x++)
            Assert.True(Ink(x + 1) > Ink(x), $"the line does not widen at x = {x}");
    }

    [Fact]
    public void No_line_is_drawn_to_where_the_pen_lands()
    {
        byte[] pixels = Draw(softness: 1, new(4, 4, 1, true), new(8, 4, 1, false), new(20, 24, 1, true), new(24, 24, 1, false));
        Assert.Equal(255, pixels[4 * Size + 6]);
        Assert.Equal(255, pixels[24 * Size + 22]);
        Assert.Equal(0, pixels[14 * Size + 14]);
    }

    [Fact]
    public void What_lies_outside_the_image_is_cut_off()
    {
        byte[] pixels = Draw(softness: 1, new(-40, 14, 2, true), new(3, 14, 2, false), new(-10, -10, 5, true), new(60, -9, 5, false));
        Assert.Equal(255, pixels[14 * Size]);
        Assert.Equal(0, pixels[14 * Size + 10]);
        Assert.Equal(0, pixels[14]);
    }

    [Fact]
    public void Roughness_touches_edges_only()
    {
        byte[] smooth = Draw(softness: 1, new(6, 14, 3, true), new(22, 14, 3, false));
        var rough = new byte[Size * Size];
        InkRasterizer.Draw([new(6, 14, 3, true), new(22, 14, 3, false)], 1, 0.1f, new RandomStream(0, "ink-test"), rough, Size);
        Assert.NotEqual(smooth, rough);
        for (int i = 0; i < smooth.Length; i++)
        {
            // The displacement is uniform within sqrt(3) standard deviations; gray changes by 255 a pixel at softness 1.
            Assert.InRange(Math.Abs(smooth[i] - rough[i]), 0, 255 * 0.1 * 1.7321 + 1);
        }
        Assert.Equal(255, rough[14 * Size + 14]);
        Assert.Equal(0, rough[5 * Size + 14]);
    }

    private static byte[] Draw(float softness, params PenPoint[] path)
    {
        var pixels = new byte[Size * Size];
        InkRasterizer.Draw(path, softness, roughness: 0, new RandomStream(0, "ink-test"), pixels, Size);
        return pixels;
    }

    private static byte[] Column(byte[] pixels, int x) => [.. Enumerable.Range(0, Size).Select(y => pixels[y * Size + x])];
}
