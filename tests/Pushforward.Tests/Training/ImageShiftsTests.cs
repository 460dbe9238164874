using FsCheck;
using FsCheck.Fluent;
using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Tests.Training;

public class ImageShiftsTests
{
    private static readonly ImageShape Small = new(5, 6);

    [Fact]
    public void A_moved_image_has_at_every_place_the_pixel_from_which_it_came_or_the_edges() => Prop.ForAll(
        Arb.From(Gen.Choose(1, 6).Zip(Gen.Choose(1, 6))), Arb.From(Gen.Choose(-8, 8).Zip(Gen.Choose(-8, 8))), (size, shift) =>
        {
            var ((height, width), (dx, dy)) = (size, shift);
            float[] image = [.. Enumerable.Range(1, height * width).Select(value => (float)value)], moved = [.. image];
            ImageShifts.Move(moved, new ImageShape(height, width), dx, dy);
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                    Assert.Equal(image[Math.Clamp(row + dy, 0, height - 1) * width + Math.Clamp(column + dx, 0, width - 1)], moved[row * width + column]);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_move_comes_about_as_often_as_every_other()
    {
        const int Rows = 9000;
        var moved = Moved(Rows, progress: 0, epoch: 1);
        var counts = Enumerable.Range(0, Rows).GroupBy(n => moved.Row(n)[14]).ToDictionary(group => group.Key, group => group.Count());
        // The middle pixel shows which of nine it was; binomial with a deviation of 30.
        Assert.Equal([7, 8, 9, 13, 14, 15, 19, 20, 21], counts.Keys.Order().Select(pixel => (int)pixel));
        Assert.All(counts.Values, count => Assert.InRange(count, 1000 - 150, 1000 + 150));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0.75, 0.5)]
    [InlineData(1, 0)]
    public void Ever_fewer_are_moved_in_the_second_half(double progress, double share)
    {
        Assert.Equal(share, ImageShifts.Share(progress), 1e-12);
        var moved = Moved(4000, progress, epoch: 1);
        // Of nine moves one leaves an image where it is.
        double expected = 4000 * share * 8 / 9;
        Assert.InRange(Enumerable.Range(0, 4000).Count(n => moved.Row(n)[14] != 14), expected - 170, expected + 170);
    }

    [Fact]
    public void Epochs_differ_and_neither_the_batch_nor_an_evaluation_shows()
    {
        var first = Moved(50, progress: 0, epoch: 1);
        Assert.NotEqual(first.AsSpan().ToArray(), Moved(50, progress: 0, epoch: 2).AsSpan().ToArray());
        Assert.Equal(first.AsSpan()[(20 * 30)..], Moved(50, progress: 0, epoch: 1, firstRow: 20).AsSpan());
        Assert.All(Enumerable.Range(0, 50), n => Assert.Equal(14, Moved(50, progress: 0, epoch: 0).Row(n)[14]));
    }

    [Fact]
    public void What_has_no_plane_or_no_end_in_sight_is_refused()
    {
        var start = new FlowStart(new ColumnMoments(new double[4], [1, 1, 1, 1]));
        var options = new NiceOptions { Hidden = [4], Shift = 1 };
        Assert.Contains("no plane", Assert.Throws<ArgumentException>(() => new Nice(start, options, new Dequantization())).Message);
        Assert.StartsWith("shift: expected", Assert.Throws<ArgumentException>((options with { Shift = -1 }).Validate).Message);
        Assert.Contains("points", Assert.Throws<ArgumentException>((options with { Points = true }).Validate).Message);
        var endless = options with { Training = new() { Deterministic = true, Epochs = null, Minutes = 1 } };
        Assert.Contains("--epochs", Assert.Throws<ArgumentException>(endless.Validate).Message);
        (endless with { Training = endless.Training with { Epochs = 3 } }).Validate();
    }

    // Images alike, pixel d of value d, after they were moved.
    private static Tensor Moved(int rows, double progress, int epoch, int firstRow = 0)
    {
        int[] index = [.. Enumerable.Range(firstRow, rows - firstRow)];
        float[] pixels = [.. index.SelectMany(_ => Enumerable.Range(0, 30)).Select(pixel => (float)pixel)];
        var batch = new Batch(Tensor.From(pixels, index.Length, 30), index, new RandomStream(0, "noise"), epoch, 0) { Progress = progress };
        new ImageShifts(Small, 1, seed: 3).Move(batch);
        return batch.Rows;
    }
}
