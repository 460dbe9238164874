using Pushforward.Evaluation;

namespace Pushforward.Tests.Evaluation;

public class BitCalibrationTests
{
    [Fact]
    public void Marginals_and_correlations_are_compared()
    {
        // Columns 0 and 1 equal in one set, opposite in the other; column 2 constant, then half.
        var samples = new PointSet(4, 3, [0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1]);
        var real = new PointSet(4, 3, [0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1]);
        var found = BitCalibration.Of(samples, real);
        Assert.Equal(0.5, found.WorstMarginal, tolerance: 1e-12);
        Assert.Equal(2, found.WorstColumn);
        Assert.Equal(Math.Sqrt(0.25 / 3), found.MarginalError, tolerance: 1e-12);
        Assert.Equal(2, found.WorstCorrelation, tolerance: 1e-12);
        Assert.Equal((0, 1), found.WorstPair);
        Assert.Equal(Math.Sqrt(4.0 / 3), found.CorrelationError, tolerance: 1e-12);
    }

    [Fact]
    public void One_column_has_no_pairs() => Assert.Equal(0, BitCalibration.Of(new PointSet(2, 1, [0, 1]), new PointSet(2, 1, [1, 1])).CorrelationError);
}
