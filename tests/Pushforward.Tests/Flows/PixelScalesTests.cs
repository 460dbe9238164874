using Pushforward.Data;
using Pushforward.Flows;

namespace Pushforward.Tests.Flows;

public class PixelScalesTests
{
    [Theory]
    [InlineData(28, 28, 1)]
    [InlineData(28, 28, 4)]
    [InlineData(5, 7, 2)]
    [InlineData(1, 9, 1)]
    [InlineData(9, 1, 3)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 1, 8)]
    public void Every_pixel_has_one_place_and_all_but_the_coarsest_are_moved_once(int height, int width, int couplings)
    {
        var scales = new PixelScales(height * width, new ImageShape(height, width), couplings);
        Assert.Equal(Enumerable.Range(0, height * width), scales.Order.Order());
        int end = height * width;
        foreach (var (still, moved) in scales.Moves)
        {
            Assert.Equal(end, still + moved);
            Assert.True(still > 0 && moved > 0);
            end = still;
        }
        Assert.Equal(scales.First, end);
        Assert.NotEmpty(scales.Moves);
    }

    [Fact]
    public void The_finest_scale_is_a_checkerboard_and_the_next_every_second_row()
    {
        var scales = new PixelScales(784, new ImageShape(28, 28), 1);
        Assert.Equal([(392, 392), (196, 196), (98, 98)], scales.Moves.Take(3));
        Assert.All(scales.Order[392..], pixel => Assert.Equal(1, (pixel / 28 + pixel % 28) % 2));
        Assert.All(scales.Order[196..392], pixel => Assert.Equal((1, 1), (pixel / 28 % 2, pixel % 28 % 2)));
        Assert.All(scales.Order[..196], pixel => Assert.Equal((0, 0), (pixel / 28 % 2, pixel % 28 % 2)));
    }

    [Fact]
    public void Columns_in_no_plane_are_halved_like_a_row()
    {
        var scales = new PixelScales(32, null, 1);
        Assert.Equal([(16, 16), (8, 8)], scales.Moves);
        Assert.Equal([0, 4, 8, 12, 16, 20, 24, 28], scales.Order[..8]);
    }

    [Fact]
    public void A_single_column_and_a_plane_of_another_size_are_refused()
    {
        Assert.Contains("at least 2 columns to split", Assert.Throws<ArgumentException>(() => new PixelScales(1, null, 1)).Message);
        Assert.Contains("3 x 3 pixels for 8 columns", Assert.Throws<ArgumentException>(() => new PixelScales(8, new ImageShape(3, 3), 1)).Message);
    }

    [Theory]
    [InlineData(28, 28, 1, 40)]
    [InlineData(28, 28, 2, 12)]
    [InlineData(5, 7, 1, 9)]
    public void Neighbors_are_still_pixels_at_the_same_places_from_each(int height, int width, int couplings, int count)
    {
        var scales = new PixelScales(height * width, new ImageShape(height, width), couplings);
        foreach (var move in scales.Moves)
        {
            int[,] neighbors = scales.Neighbors(move, count);
            Assert.Equal(move.Moved, neighbors.GetLength(0));
            Assert.InRange(neighbors.GetLength(1), 1, count);
            double before = 0;
            for (int j = 0; j < neighbors.GetLength(1); j++)
            {
                var offsets = new HashSet<(int Rows, int Columns)>();
                for (int i = 0; i < move.Moved; i++)
                {
                    Assert.InRange(neighbors[i, j], 0, move.Still);
                    if (neighbors[i, j] == move.Still)
                        continue;
                    int from = scales.Order[move.Still + i], to = scales.Order[neighbors[i, j]];
                    offsets.Add((to / width - from / width, to % width - from % width));
                }
                var (rows, columns) = Assert.Single(offsets);
                double distance = Math.Sqrt(rows * rows + columns * columns);
                Assert.True(distance >= before, "nearer ones come first");
                before = distance;
                // Where there is none, none lies there.
                for (int i = 0; i < move.Moved; i++)
                {
                    int from = scales.Order[move.Still + i], row = from / width + rows, column = from % width + columns;
                    bool exists = row >= 0 && row < height && column >= 0 && column < width
                        && Array.IndexOf(scales.Order, row * width + column) < move.Still;
                    Assert.Equal(exists, neighbors[i, j] < move.Still);
                }
            }
        }
    }

    [Fact]
    public void On_the_checkerboard_the_four_pixels_beside_come_first()
    {
        var scales = new PixelScales(784, new ImageShape(28, 28), 1);
        int[,] neighbors = scales.Neighbors(scales.Moves[0], 4);
        int i = Array.IndexOf(scales.Order, 14 * 28 + 15) - 392;
        Assert.Equal([13 * 28 + 15, 14 * 28 + 14, 14 * 28 + 16, 15 * 28 + 15], Enumerable.Range(0, 4).Select(j => scales.Order[neighbors[i, j]]).Order());
    }
}
