using Pushforward.Comparison;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Flows;
using Pushforward.Models;
using Pushforward.Training;

namespace Pushforward.Tests.Comparison;

public class GrayAsBitsTests
{
    [Theory]
    [InlineData(Binarization.Stochastic)]
    [InlineData(Binarization.Threshold)]
    public void For_the_independent_histogram_itself_the_bound_is_the_probability(Binarization method)
    {
        var train = TinyShapes.Images(300, 1);
        var data = TinyShapes.Data(300, 50).ToBits(DataSplit.Test, new BinarizationOptions { Method = method });
        var (perRow, summary) = new GrayAsBits(train, method).Score(new Histogram(train), data, new ComparisonOptions { Seed = 5 }, CancellationToken.None);

        // log h(b): each pixel's share of ink under its smoothed histogram.
        var ink = new double[train.Columns];
        for (int d = 0; d < ink.Length; d++)
        {
            for (int v = 0; v < 256; v++)
            {
                int count = Enumerable.Range(0, train.Rows).Count(n => train.Row(n)[d] == v);
                ink[d] += (count + 1 / 256.0) / (train.Rows + 1) * (method == Binarization.Threshold ? v >= 128 ? 1 : 0 : v / 255.0);
            }
        }
        double expected = Enumerable.Range(0, ink.Length).Sum(d => Math.Log(data.Bits[0, d] ? ink[d] : 1 - ink[d]));
        // The histogram's own densities are of single precision, some 1e-6 for each of 64 pixels.
        Assert.Equal(expected, perRow[0], tolerance: 1e-3);
        Assert.Equal(LikelihoodEstimate.LowerBound, summary.Estimate);
        Assert.Equal(1, summary.Levels);
    }

    private sealed class Histogram(ImageSet train) : IGrayLikelihood
    {
        private readonly HistogramBaseline _baseline = new(new LevelCounts(new ImageRows(train)));

        public (double[] PerRow, LogLikelihood Summary) ScoreGray(ImageSet images, string name, int draws, CancellationToken cancellation = default)
        {
            double[] perRow = [.. Enumerable.Range(0, images.Rows).Select(n => _baseline.Score(new ImageRows(images.Slice(n, 1))).Mean)];
            return (perRow, LogLikelihood.Of(perRow, images.Columns, LikelihoodEstimate.Exact, "") with { Levels = 256 });
        }
    }
}
