using Pushforward.Autoencoders;

namespace Pushforward.Tests.Autoencoders;

public class LatentWalksTests
{
    [Fact]
    public void A_traversal_moves_one_coordinate_and_holds_the_others()
    {
        float[] path = LatentWalks.Traversal([7, 8, 9], 1, -3, 3, 3);
        Assert.Equal([7, -3, 9, 7, 0, 9, 7, 3, 9], path);
    }

    [Fact]
    public void A_grid_of_the_prior_has_its_quantiles_on_both_axes()
    {
        float[] grid = LatentWalks.PriorGrid(2);
        // The quartiles of N(0, 1), from upper left to lower right.
        const double Quartile = 0.674489750196082;
        Assert.Equal([-Quartile, Quartile, Quartile, Quartile, -Quartile, -Quartile, Quartile, -Quartile], grid.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Fact]
    public void What_has_no_path_is_refused()
    {
        Assert.Contains("at least 2, got 1", Assert.Throws<ArgumentException>(() => LatentWalks.PriorGrid(1)).Message);
        Assert.Contains("from 0 to 1, got 2", Assert.Throws<ArgumentException>(() => LatentWalks.Traversal([1, 2], 2, 0, 1, 3)).Message);
    }
}
