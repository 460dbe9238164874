using Pushforward.Comparison;
using Pushforward.Tests.Evaluation;

namespace Pushforward.Tests.Comparison;

public class TwoSampleClassifierTests
{
    [Fact]
    public void Sets_of_one_law_are_told_apart_half_of_the_time()
    {
        var told = TwoSampleClassifier.Test(Points.Normal(1500, 4, 1), Points.Normal(1500, 4, 2), seed: 3);
        Assert.Equal(1200, told.Rows);
        Assert.InRange(told.Accuracy, 0.5 - 4 * told.StandardError, 0.5 + 4 * told.StandardError);
    }

    [Fact]
    public void A_difference_of_spread_alone_is_found()
    {
        // Of deviations 1 and 2 in four columns the best rule cuts |x|² at (32/3) ln 2 and gets 0.82 right.
        var told = TwoSampleClassifier.Test(Points.Normal(1500, 4, 1), Points.Normal(1500, 4, 2, deviation: 2), seed: 3);
        Assert.InRange(told.Accuracy, 0.72, 0.88);
    }

    [Fact]
    public void Sets_of_different_sizes_are_refused() =>
        Assert.Throws<ArgumentException>(() => TwoSampleClassifier.Test(Points.Normal(50, 4, 1), Points.Normal(40, 4, 2), 0));
}
