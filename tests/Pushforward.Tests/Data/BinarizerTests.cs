using Pushforward.Data;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Data;

public class BinarizerTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(3, 3)]
    [InlineData(8, 8)]
    [InlineData(5, 13)]
    [InlineData(28, 28)]
    public void Bits_are_those_of_the_definition_for_every_size(int height, int width)
    {
        var images = Noise(rows: 3, height, width);
        var threshold = Binarizer.Binarize(images, new() { Method = Binarization.Threshold });
        var stochastic = Binarizer.Binarize(images, new() { Seed = 9 }, DataSplit.Test, epoch: 4);
        for (int row = 0; row < images.Rows; row++)
        {
            var stream = new RandomStream(9, "binarize/test", 4, row);
            uint word = 0;
            for (int column = 0; column < images.Columns; column++)
            {
                int pixel = images.Row(row)[column];
                Assert.Equal(pixel / 255.0 > 0.5, threshold[row, column]);

                if (column % 2 == 0)
                    word = stream.NextUInt32();
                uint sixteen = column % 2 == 0 ? word & 0xFFFF : word >> 16;
                Assert.Equal(sixteen < Math.Round(65536.0 * pixel / 255), stochastic[row, column]);
            }
        }
    }

    [Fact]
    public void Unused_bits_of_a_row_stay_zero()
    {
        var images = new ImageSet(1, 70, [.. Enumerable.Repeat((byte)255, 140)]);
        foreach (var method in Enum.GetValues<Binarization>())
        {
            var bits = Binarizer.Binarize(images, new() { Method = method });
            Assert.Equal([ulong.MaxValue, (1UL << 6) - 1], bits.Row(1).ToArray());
        }
    }

    [Fact]
    public void Black_and_white_are_certain_and_grey_comes_up_as_often_as_it_should()
    {
        const int rows = 200_000;
        byte[] levels = [0, 1, 2, 64, 127, 128, 200, 254, 255];
        var pixels = new byte[rows * levels.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = levels[i % levels.Length];
        int[] ones = Binarizer.Binarize(new(1, levels.Length, pixels), new() { Seed = 3 }).ColumnOnes();

        Assert.Equal((0, rows), (ones[0], ones[^1]));
        for (int i = 1; i < levels.Length - 1; i++)
        {
            double p = levels[i] / 255.0;
            // Five standard errors of a binomial frequency.
            Assert.InRange(ones[i] / (double)rows - p, -5 * Math.Sqrt(p * (1 - p) / rows), 5 * Math.Sqrt(p * (1 - p) / rows));
        }
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        var images = Noise(rows: 1500, 9, 9);
        using var alone = new ThreadTeam(1);
        using var three = new ThreadTeam(3);
        Assert.Equal(Words(Binarizer.Binarize(images, new(), team: alone)), Words(Binarizer.Binarize(images, new(), team: three)));
    }

    [Fact]
    public void Seed_split_epoch_and_row_each_give_other_draws_and_a_slice_gives_the_same()
    {
        var images = new ImageSet(8, 8, [.. Enumerable.Repeat((byte)128, 128)]);
        ulong[] draws =
        [
            Binarizer.Binarize(images, new()).Row(0)[0],
            Binarizer.Binarize(images, new()).Row(1)[0],
            Binarizer.Binarize(images, new() { Seed = 1 }).Row(0)[0],
            Binarizer.Binarize(images, new(), DataSplit.Test).Row(0)[0],
            Binarizer.Binarize(images, new(), epoch: 1).Row(0)[0],
        ];
        Assert.Equal(draws.Length, draws.Distinct().Count());
        Assert.Equal(draws[0], Binarizer.Binarize(images.Slice(0, 1), new()).Row(0)[0]);
    }

    [Fact]
    public void Fixed_draws_stay_what_they_were_when_the_first_model_was_published()
    {
        var images = new ImageSet(8, 8, [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 4))]);
        // Computed apart from this code, from the published definition of Philox4x32-10.
        Assert.Equal(0xffefb7f5b1469000, Binarizer.Binarize(images, new() { Seed = 42 }).Row(0)[0]);
    }

    [Fact]
    public void An_empty_set_gives_an_empty_matrix() => Assert.Equal(0, Binarizer.Binarize(new(2, 2, []), new()).Rows);

    [Theory]
    [InlineData(Binarization.Threshold, 0, "thresholded at one half")]
    [InlineData(Binarization.Stochastic, 0, "stochastically binarised, seed 7")]
    [InlineData(Binarization.Stochastic, 3, "stochastically binarised, seed 7, draw 3")]
    public void A_representation_says_what_was_done(Binarization method, int epoch, string expected) =>
        Assert.Equal(expected, Representation.Of(new() { Method = method, Seed = 7 }, epoch).ToString());

    private static ImageSet Noise(int rows, int height, int width)
    {
        var random = new RandomStream(1, "binarizer-test");
        var pixels = new byte[rows * height * width];
        foreach (ref byte pixel in pixels.AsSpan())
            pixel = random.NextInt32(3) == 0 ? (byte)random.NextUInt32() : (byte)0;
        return new(height, width, pixels);
    }

    private static ulong[] Words(BitMatrix bits) => [.. Enumerable.Range(0, bits.Rows).SelectMany(row => bits.Row(row).ToArray())];
}
