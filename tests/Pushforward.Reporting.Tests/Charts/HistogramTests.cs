using FsCheck;
using FsCheck.Fluent;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Tests.Support;

namespace Pushforward.Reporting.Tests.Charts;

public class HistogramTests
{
    [Fact]
    public void The_area_is_the_share_of_finite_values_in_sight() =>
        Prop.ForAll(Arb.From(HostileData.Values), values =>
        {
            var histogram = new Histogram { Title = "t", X = new Axis("x"), Values = values };
            if (NumericDomain.Of(values, histogram.X, 0) is not { } range)
                return;
            double[] heights = histogram.Densities(range);
            double share = values.Count(value => value >= range.Minimum && value <= range.Maximum) / (double)values.Count(double.IsFinite);
            Assert.Equal(share, heights.Sum() * ((range.Maximum - range.Minimum) / heights.Length), 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Heights_are_counts_over_size_and_width()
    {
        var histogram = new Histogram { Title = "t", X = new Axis("x"), Values = [0, 0.1, 0.2, 1.9, 2], Bins = 2 };
        Assert.Equal([0.6, 0.4], histogram.Densities(new NumericDomain(0, 2)), (one, other) => Math.Abs(one - other) < 1e-12);
    }

    [Fact]
    public void What_a_limit_cuts_off_is_said()
    {
        var histogram = new Histogram { Title = "t", X = new Axis("x") { Minimum = 0, Maximum = 5 }, Values = [1, 2, 3, 100, double.NaN] };
        string text = new SvgReader(histogram.ToSvg()).Description;
        Assert.Contains("1 value lies outside", text);
        Assert.Contains("1 value is not finite", text);
    }

    [Fact]
    public void Ten_thousand_normal_values_get_a_sensible_number_of_bins()
    {
        var stream = new Pushforward.Numerics.Random.RandomStream(0, "histogram");
        double[] values = [.. Enumerable.Range(0, 10_000).Select(_ => stream.NextNormal())];
        // Freedman and Diaconis: 2 x 1.35 / 10000^(1/3) = 0.125 wide over a range of some 7.5 standard deviations.
        int bins = new Histogram { Title = "t", X = new Axis("x"), Values = values }.Densities(new NumericDomain(values.Min(), values.Max())).Length;
        Assert.InRange(bins, 50, 75);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public void Too_few_or_many_bins_are_refused(int bins) =>
        Assert.Throws<ArgumentException>(new Histogram { Title = "t", X = new Axis("x"), Values = [1, 2], Bins = bins }.ToSvg);

    [Fact]
    public void A_logarithmic_axis_is_refused_with_the_remedy() =>
        Assert.Contains("logarithms of the values", Assert.Throws<ArgumentException>(
            new Histogram { Title = "t", X = new Axis("x") { Scale = AxisScale.Logarithmic }, Values = [1] }.ToSvg).Message);
}
