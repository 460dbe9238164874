using Pushforward.Flows;
using Pushforward.Training;

namespace Pushforward.Tests.Flows;

public class LevelCountsTests
{
    [Fact]
    public void The_histogram_gives_each_pixel_its_own_smoothed_frequencies()
    {
        var histogram = new HistogramBaseline(new LevelCounts(new MatrixRows(new float[] { 0, 7, 0, 9, 255, 7 }, 2)), pseudoCount: 1);
        // Levels 0 and 7 were each seen twice in three rows; 1 and 200 never.
        var figure = histogram.Score(new MatrixRows(new float[] { 0, 7, 1, 200 }, 2));
        double seen = 2 * Math.Log(256 * (2 + 1 / 256.0) / 4), unseen = 2 * Math.Log(256 * (1 / 256.0) / 4);
        Assert.Equal((seen + unseen) / 2, figure.Mean, 1e-6);
        Assert.Equal(8 - figure.Mean / (2 * Math.Log(2)), figure.BitsPerDimension, 1e-12);
        Assert.Throws<InvalidDataException>(() => histogram.Score(new MatrixRows(new float[3], 3)));
        Assert.Throws<ArgumentException>(() => new HistogramBaseline(new LevelCounts(new MatrixRows(new float[2], 2)), pseudoCount: 0));
    }

    [Fact]
    public void A_share_of_the_rows_away_from_the_most_frequent_level_smooths_what_varies_and_spares_what_does_not()
    {
        // The first column is always 3; the second is 0 in two rows of four.
        var counts = new LevelCounts(new MatrixRows(new float[] { 3, 0, 3, 0, 3, 1, 3, 2 }, 2), levels: 4);
        double[,] plain = counts.Frequencies(pseudoCount: 0.4), shared = counts.Frequencies(pseudoCount: 0.4, share: 0.5);
        Assert.Equal(4.1 / 4.4, plain[0, 3], 1e-12);
        Assert.Equal(plain[0, 3], shared[0, 3], 1e-12);
        Assert.Equal(0.1 / 4.4, plain[1, 3], 1e-12);
        Assert.Equal((0.4 + 0.5 * 2) / 4 / (4 + 0.4 + 0.5 * 2), shared[1, 3], 1e-12);
        for (int d = 0; d < 2; d++)
            Assert.Equal(1, Enumerable.Range(0, 4).Sum(v => shared[d, v]), 1e-12);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-1f)]
    [InlineData(4f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_level_is_named_by_its_place(float value)
    {
        var rows = new MatrixRows(new[] { 0, 1, 2, value }, 2, "plates");
        Assert.StartsWith("plates, row 1, column 1: expected a whole number from 0 to 3", Assert.Throws<InvalidDataException>(() => new LevelCounts(rows, 4)).Message);
    }

    [Fact]
    public void Nothing_to_count_and_no_smoothing_are_refused()
    {
        Assert.Contains("at least one row", Assert.Throws<ArgumentException>(() => new LevelCounts(new MatrixRows(Array.Empty<float>(), 2))).Message);
        var counts = new LevelCounts(new MatrixRows(new float[2], 2));
        Assert.Throws<ArgumentException>(() => counts.Frequencies(pseudoCount: 0));
        Assert.Throws<ArgumentException>(() => counts.Frequencies(share: -1));
        Assert.Throws<ArgumentException>(() => counts.Frequencies(share: double.NaN));
        Assert.Throws<ArgumentException>(() => ColumnMoments.Of(counts, new Dequantization(Levels: 16)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.05)]
    [InlineData(1e-6)]
    public void Moments_are_those_of_points_drawn_with_noise(double? logit)
    {
        var dequantization = new Dequantization { Logit = logit };
        var rows = new MatrixRows(new float[] { 0, 3, 0, 200, 0, 255 }, 2);
        var moments = ColumnMoments.Of(new LevelCounts(rows), dequantization);
        // By hand, over a fine grid of noise.
        const int Grid = 20_000;
        for (int d = 0; d < 2; d++)
        {
            double[] points = [.. Enumerable.Range(0, 3).SelectMany(n => Enumerable.Range(0, Grid).Select(i => dequantization.Bend((Level(n, d) + (i + 0.5) / Grid) / 256)))];
            double mean = points.Average(), deviation = Math.Sqrt(points.Average(point => Math.Pow(point - mean, 2)));
            // Sixteen nodes follow the logit to its steep end at zero to some digits only, and no more are needed of a start.
            Assert.Equal(mean, moments.Means[d], logit is 1e-6 ? 0.02 : 1e-6);
            Assert.Equal(deviation, moments.Deviations[d], logit is 1e-6 ? 0.02 : 1e-6);
        }

        float Level(int n, int d)
        {
            var row = new float[2];
            rows.CopyRow(n, row);
            return row[d];
        }
    }
}
