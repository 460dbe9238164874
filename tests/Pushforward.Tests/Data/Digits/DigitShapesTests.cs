using Pushforward.Data.Digits;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Data.Digits;

public class DigitShapesTests
{
    [Fact]
    public void Every_digit_has_several_shapes_within_the_square()
    {
        Assert.Equal(DigitsSource.Classes, DigitShapes.All.Length);
        Assert.All(DigitShapes.All, digit =>
        {
            Assert.True(digit.Shapes.Length >= 3);
            Assert.All(digit.Shapes, shape =>
            {
                Assert.True(shape.Weight > 0);
                Assert.All(shape.Strokes, stroke =>
                {
                    Assert.InRange(stroke.Length, 2, Penmanship.MaximumControlPoints);
                    Assert.All(stroke, point => Assert.True(Math.Abs(point.X) <= 1 && Math.Abs(point.Y) <= 1));
                });
            });
        });
    }

    [Fact]
    public void Shapes_are_chosen_by_their_weights()
    {
        var digit = new DigitShapes.Digit(0, 0, 1, 1, DigitShape.Parse(1, "0,0 100,100"), DigitShape.Parse(3, "0,0 100,100"));
        Assert.Same(digit.Shapes[0], digit.At(0));
        Assert.Same(digit.Shapes[0], digit.At(0.2499f));
        Assert.Same(digit.Shapes[1], digit.At(0.25f));
        Assert.Same(digit.Shapes[1], digit.At(MathF.BitDecrement(1)));
    }

    [Fact]
    public void The_notation_says_points_corners_and_strokes()
    {
        var shape = DigitShape.Parse(2, "0,50 100,25! 50,100/50,0 75,50");
        Assert.Equal(2, shape.Weight);
        Assert.Equal(2, shape.Strokes.Length);
        Assert.Equal([new(-1, 0, false), new(1, -0.5f, true), new(0, 1, false)], shape.Strokes[0]);
        Assert.Equal([new(0, -1, false), new(0.5f, 0, false)], shape.Strokes[1]);
    }
}
