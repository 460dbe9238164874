using FsCheck;
using FsCheck.Fluent;
using Pushforward.Autoencoders;

namespace Pushforward.Tests.Autoencoders;

public class LatentWalksTests
{
    // Single precision carries 24 bits; a coordinate of length r is off by some of their last places.
    private const double Rounding = 1e-5;

    [Fact]
    public void An_arc_begins_and_ends_at_its_codes_to_the_bit_and_turns_and_grows_evenly()
    {
        var codes = from length in Gen.Choose(2, 6) from both in Gen.ArrayOf(Gen.Choose(-500, 500), 2 * length) select both.Select(value => value / 100f).ToArray();
        Prop.ForAll(codes.ToArbitrary(), both =>
        {
            float[] from = both[..(both.Length / 2)], to = both[(both.Length / 2)..];
            const int Steps = 9;
            float[] path = LatentWalks.Spherical(from, to, Steps);
            float[] At(int step) => path[(step * from.Length)..((step + 1) * from.Length)];
            bool ends = At(0).SequenceEqual(from) && At(Steps - 1).SequenceEqual(to);
            double first = Norm(from), last = Norm(to);
            if (first == 0 || last == 0)
                return ends;
            bool lengths = Enumerable.Range(0, Steps).All(step => Math.Abs(Norm(At(step)) - (first + (last - first) * step / (Steps - 1))) < Rounding * (1 + first + last));
            // Angles by chords of unit vectors: the cosine alone is blind to small ones.
            double[] turns = [.. Enumerable.Range(0, Steps - 1).Select(step => Angle(At(step), At(step + 1)))];
            return ends && lengths && turns.Max() - turns.Min() < 1e-4;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Between_equal_codes_nothing_moves()
    {
        float[] code = [1.5f, -2, 0.25f];
        float[] path = LatentWalks.Spherical(code, code, 4);
        for (int at = 0; at < path.Length; at++)
            Assert.Equal(code[at % 3], path[at], Rounding);
    }

    [Fact]
    public void Opposite_codes_are_joined_around_the_origin_and_not_through_it()
    {
        float[] path = LatentWalks.Spherical([3, 0, 0], [-3, 0, 0], 5);
        Assert.All(Enumerable.Range(0, 5), step => Assert.Equal(3, Norm(path[(3 * step)..(3 * step + 3)]), Rounding));
        Assert.Equal(0, path[6], Rounding);
    }

    [Theory]
    [InlineData(new float[] { 0, 0 }, new float[] { 2, 4 }, new float[] { 1, 2 })]
    [InlineData(new float[] { -1 }, new float[] { 3 }, new float[] { 1 })]
    public void Where_there_is_no_arc_the_path_is_straight(float[] from, float[] to, float[] middle) =>
        Assert.Equal(middle, LatentWalks.Spherical(from, to, 3)[from.Length..(2 * from.Length)]);

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
        Assert.Contains("code of 2 coordinates", Assert.Throws<ArgumentException>(() => LatentWalks.Spherical([1, 2], [1], 3)).Message);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => LatentWalks.Spherical([], [], 3)).Message);
        Assert.Contains("at least 2, got 1", Assert.Throws<ArgumentException>(() => LatentWalks.Spherical([1], [1], 1)).Message);
        Assert.Contains("from 0 to 1, got 2", Assert.Throws<ArgumentException>(() => LatentWalks.Traversal([1, 2], 2, 0, 1, 3)).Message);
    }

    private static double Norm(float[] code) => Math.Sqrt(code.Sum(value => (double)value * value));

    private static double Angle(float[] a, float[] b)
    {
        double chord = Math.Sqrt(a.Zip(b, (x, y) => Math.Pow(x / Norm(a) - y / Norm(b), 2)).Sum());
        return 2 * Math.Asin(Math.Min(1, chord / 2));
    }
}
