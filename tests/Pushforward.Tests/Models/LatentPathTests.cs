using FsCheck;
using FsCheck.Fluent;
using Pushforward.Models;

namespace Pushforward.Tests.Models;

public class LatentPathTests
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
            float[] path = LatentPath.Spherical.Walk(from, to, Steps);
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
        float[] path = LatentPath.Spherical.Walk(code, code, 4);
        for (int at = 0; at < path.Length; at++)
            Assert.Equal(code[at % 3], path[at], Rounding);
    }

    [Fact]
    public void Opposite_codes_are_joined_around_the_origin_and_not_through_it()
    {
        float[] path = LatentPath.Spherical.Walk([3, 0, 0], [-3, 0, 0], 5);
        Assert.All(Enumerable.Range(0, 5), step => Assert.Equal(3, Norm(path[(3 * step)..(3 * step + 3)]), Rounding));
        Assert.Equal(0, path[6], Rounding);
    }

    [Theory]
    [InlineData(new float[] { 0, 0 }, new float[] { 2, 4 }, new float[] { 1, 2 })]
    [InlineData(new float[] { -1 }, new float[] { 3 }, new float[] { 1 })]
    public void Where_there_is_no_arc_the_path_is_straight(float[] from, float[] to, float[] middle) =>
        Assert.Equal(middle, LatentPath.Spherical.Walk(from, to, 3)[from.Length..(2 * from.Length)]);

    [Fact]
    public void Halfway_the_sphere_keeps_the_length_and_the_line_cuts_across()
    {
        float[] x = [2, 0], y = [0, 2];
        Assert.Equal([1f, 1f], LatentPath.Linear.Walk(x, y, 3)[2..4]);
        Assert.Equal(2, Norm(LatentPath.Spherical.Walk(x, y, 3)[2..4]), Rounding);
    }

    [Theory]
    [InlineData(LatentPath.Linear)]
    [InlineData(LatentPath.Spherical)]
    public void Codes_of_two_lengths_empty_ones_and_walks_of_one_step_are_refused(LatentPath path)
    {
        Assert.Contains("code of 2 coordinates", Assert.Throws<ArgumentException>(() => path.Walk([1, 2], [1], 3)).Message);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => path.Walk(Array.Empty<float>(), Array.Empty<float>(), 3)).Message);
        Assert.Contains("at least 2, got 1", Assert.Throws<ArgumentException>(() => path.Walk([1], [1], 1)).Message);
    }

    private static double Norm(float[] code) => Math.Sqrt(code.Sum(value => (double)value * value));

    private static double Angle(float[] a, float[] b)
    {
        double chord = Math.Sqrt(a.Zip(b, (x, y) => Math.Pow(x / Norm(a) - y / Norm(b), 2)).Sum());
        return 2 * Math.Asin(Math.Min(1, chord / 2));
    }
}
