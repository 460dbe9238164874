using Pushforward.Evaluation;

namespace Pushforward.Tests.Evaluation;

public class PairedDifferenceTests
{
    [Fact]
    public void Mean_error_and_interval_are_those_of_the_differences()
    {
        var paired = PairedDifference.Of([3, 5, 10], [1, 2, 6]);
        Assert.Equal(3, paired.Mean, tolerance: 1e-12);
        Assert.Equal(Math.Sqrt(1 / 3.0), paired.StandardError, tolerance: 1e-12);
        Assert.Equal(3 - 1.959963984540054 * Math.Sqrt(1 / 3.0), paired.Lower, tolerance: 1e-12);
        Assert.True(paired.IsDecided);
        Assert.False(PairedDifference.Of([3, -5, 1], [1, 2, 6]).IsDecided);
    }

    [Fact]
    public void A_single_row_decides_nothing() => Assert.False(PairedDifference.Of([3], [1]).IsDecided);

    [Fact]
    public void Different_rows_are_refused() => Assert.Throws<ArgumentException>(() => PairedDifference.Of([3], [1, 2]));
}
