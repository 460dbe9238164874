using Pushforward.Data.Digits;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Data.Digits;

public class PenmanshipTests
{
    private const float Box = 20, Center = 14;

    [Fact]
    public void Every_shape_is_written_stroke_by_stroke_into_the_middle_of_the_box()
    {
        foreach (var (digit, shape) in DigitShapes.All.SelectMany(digit => digit.Shapes.Select(shape => (digit, shape))))
        {
            for (int row = 0; row < 40; row++)
            {
                var random = new RandomStream(1, "penmanship-test", 0, row);
                var hand = new Hand(digit, random);
                var path = Write(shape, hand, random);
                Assert.Equal(shape.Strokes.Length, path.Count(point => point.Lands));

                // Half the room at most, so that the limit on points never cuts a digit short.
                Assert.InRange(path.Length, 5, Penmanship.MaximumPoints / 2);

                float left = path.Min(point => point.X - point.Radius), right = path.Max(point => point.X + point.Radius);
                float top = path.Min(point => point.Y - point.Radius), bottom = path.Max(point => point.Y + point.Radius);
                Assert.Equal(Center, (left + right) / 2, 1e-3f);
                Assert.Equal(Center, (top + bottom) / 2, 1e-3f);

                // The scale is corrected once, not solved for: a tenth of a pixel is what that leaves.
                Assert.Equal(Box - hand.Softness, Math.Max(right - left, bottom - top), 0.1f);
            }
        }
    }

    [Fact]
    public void A_corner_is_sharp_and_any_other_point_round()
    {
        double SharpestTurn(string notation)
        {
            double sharpest = 0;
            var random = new RandomStream(1, "penmanship-test");
            var path = Write(DigitShape.Parse(1, notation), Steady(random), random);
            for (int i = 1; i + 1 < path.Length; i++)
            {
                double before = Math.Atan2(path[i].Y - path[i - 1].Y, path[i].X - path[i - 1].X);
                double after = Math.Atan2(path[i + 1].Y - path[i].Y, path[i + 1].X - path[i].X);
                sharpest = Math.Max(sharpest, Math.Abs(Math.IEEERemainder(after - before, Math.Tau)));
            }
            return sharpest * 180 / Math.PI;
        }

        // A turn by about 90 degrees at the middle point.
        Assert.InRange(SharpestTurn("0,0 100,0! 100,100"), 60, 120);
        Assert.InRange(SharpestTurn("0,0 100,0 100,100"), 5, 45);
    }

    [Fact]
    public void Bell_has_mean_zero_and_variance_one_and_ends()
    {
        const int count = 40_000;
        var random = new RandomStream(5, "bell-test");
        double[] values = [.. Enumerable.Range(0, count).Select(_ => (double)Hand.Bell(random))];

        // Five standard errors: 1/sqrt(n) of the mean, sqrt((kurtosis - 1)/n) of the variance, kurtosis 2.7 for four uniforms.
        Assert.Equal(0, values.Average(), 5 / Math.Sqrt(count));
        Assert.Equal(1, values.Average(value => value * value), 5 * Math.Sqrt(1.7 / count));
        Assert.All(values, value => Assert.InRange(value, -3.4642, 3.4642)); // 2 sqrt(3)
    }

    private static Hand Steady(RandomStream random) => new(new DigitShapes.Digit(0, 0, 1, 1), random);

    private static PenPoint[] Write(DigitShape shape, Hand hand, RandomStream random)
    {
        var path = new PenPoint[Penmanship.MaximumPoints];
        return path[..Penmanship.Write(shape, hand, random, path, Box, Center)];
    }
}
