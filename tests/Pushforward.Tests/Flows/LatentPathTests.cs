using Pushforward.Flows;

namespace Pushforward.Tests.Flows;

public class LatentPathTests
{
    private static readonly float[] A = [3, 0, 1.5f], B = [-1, 2, 0.25f];

    [Theory]
    [InlineData(LatentPath.Linear)]
    [InlineData(LatentPath.Spherical)]
    public void A_path_begins_and_ends_where_it_should(LatentPath path)
    {
        Assert.Equal(A, At(path, A, B, 0));
        Assert.Equal(B, At(path, A, B, 1));
    }

    [Fact]
    public void Halfway_the_sphere_keeps_the_length_and_the_line_cuts_across()
    {
        float[] x = [2, 0], y = [0, 2];
        float[] sphere = At(LatentPath.Spherical, x, y, 0.5), line = At(LatentPath.Linear, x, y, 0.5);
        // Single precision rounds a coordinate to 1e-7 of itself.
        Assert.Equal(Math.Sqrt(2), sphere[0], 1e-6);
        Assert.Equal(Math.Sqrt(2), sphere[1], 1e-6);
        Assert.Equal([1f, 1f], line);
    }

    [Fact]
    public void Where_there_is_no_angle_the_sphere_gives_the_line()
    {
        float[] zero = [0, 0], x = [1, 2], twice = [2, 4], opposite = [-1, -2];
        foreach (float[] to in new[] { zero, twice, opposite })
            Assert.Equal(At(LatentPath.Linear, x, to, 0.25), At(LatentPath.Spherical, x, to, 0.25));
    }

    [Fact]
    public void Codes_of_two_lengths_and_places_beyond_the_ends_are_refused()
    {
        Assert.Contains("3, 2", Assert.Throws<ArgumentException>(() => LatentPath.Linear.At(A, new float[2], 0.5, new float[3])).Message);
        Assert.Contains("1.5", Assert.Throws<ArgumentException>(() => At(LatentPath.Spherical, A, B, 1.5)).Message);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => At(LatentPath.Spherical, A, B, double.NaN)).Message);
    }

    private static float[] At(LatentPath path, float[] from, float[] to, double t)
    {
        var code = new float[from.Length];
        path.At(from, to, t, code);
        return code;
    }
}
