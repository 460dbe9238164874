using Pushforward.Bijectors;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Tests.Bijectors;

/// <summary>The checker must fail what is wrong, and say what and where. Compiled twice, in single precision and in double.</summary>
public class BijectorCheckerTests
{
    private static readonly double[][] Points = [[0.7, -0.4, 1.2], [-1.3, -0.2, 0.5]];

    public static TheoryData<string, Bijector, string> WrongOnes => new()
    {
        { "the sign of the log-det is wrong", new Wrong(_ => 1, logDetSign: -1), "numerical Jacobian" },
        { "the inverse's log-det has the sign of the forward one", new Wrong(_ => 1, inverseLogDetSign: -1), "do not cancel" },
        { "the log-det of the negative branch is dropped", new Wrong(_ => 1, negativeLogSlope: 0), "numerical Jacobian" },
        { "the inverse forgets the negative branch", new Wrong(y => y < 0 ? 0.25 : 1), "away" },
        { "the inverse undoes only half", new Wrong(_ => 0.5), "away" },
        { "there is no log-det at all", new Wrong(_ => 1, logDetSign: 0), "numerical Jacobian" },
        { "the log-det is NaN", new Wrong(_ => 1, logDetSign: double.NaN), "numerical Jacobian" },
    };

    [Theory]
    [MemberData(nameof(WrongOnes))]
    public void A_wrong_bijector_fails(string why, Bijector bijector, string says)
    {
        var report = BijectorChecker.Check(bijector, Points);
        Assert.False(report.Passed, why);
        Assert.Contains(report.Failures, failure => failure.Contains(says));
        Assert.All(report.Failures, failure => Assert.StartsWith("at (", failure));
        Assert.Contains("FAILED", report.ToString());
        Assert.Throws<InvalidOperationException>(report.ThrowIfFailed);
        // And in the depth of a chain, and the other way round.
        Assert.False(BijectorChecker.Check(new Chain(new Shift(0.1), bijector, new Reverse()), Points).Passed, why);
        Assert.False(BijectorChecker.Check(new Invert(bijector), Points).Passed, why);
    }

    [Fact]
    public void The_same_bijector_without_the_error_passes()
    {
        var report = BijectorChecker.Check(new Wrong(_ => 1), Points).ThrowIfFailed();
        Assert.True(report.Points > Points.Length);
        Assert.NotNull(report.WorstPoint);
    }

    [Fact]
    public void A_branch_that_no_given_point_touches_is_found_by_the_probes()
    {
        double[][] positive = [[0.7, 0.4], [1.3, 2.2]];
        var dropped = new Wrong(_ => 1, negativeLogSlope: 0);
        Assert.False(BijectorChecker.Check(dropped, positive).Passed);
        Assert.True(BijectorChecker.Check(dropped, positive, new BijectorCheckOptions { AddProbes = false }).Passed);
        // Where the kink lies after a shift, too.
        Assert.False(BijectorChecker.Check(new Chain(new Shift(-5), new Shift(5.5), dropped), positive).Passed);
        Assert.False(BijectorChecker.Check(new Chain(new Shift(-5), new Invert(new Chain(new Invert(dropped), new Shift(-5.5)))), positive).Passed);
    }

    [Fact]
    public void Exactly_on_a_kink_either_side_is_right()
    {
        double[][] onKink = [[0, 1, -1]];
        BijectorChecker.Check(new LeakyRelu(0.1), onKink).ThrowIfFailed();
        BijectorChecker.Check(new Chain(new Scale(-2), new LeakyRelu(0.1)), onKink).ThrowIfFailed();
        Assert.False(BijectorChecker.Check(new Wrong(_ => 1, logDetSign: -1), [[0, -1, -1]], new BijectorCheckOptions { AddProbes = false }).Passed);
    }

    [Fact]
    public void Points_that_cannot_be_checked_are_refused()
    {
        Assert.Contains("at least one point", Assert.Throws<ArgumentException>(() => BijectorChecker.Check(new Exp(), [])).Message);
        Assert.Contains("one length", Assert.Throws<ArgumentException>(() => BijectorChecker.Check(new Exp(), [[1, 2], [1]])).Message);
        Assert.Contains("row 1, value 1", Assert.Throws<ArgumentException>(() => BijectorChecker.Check(new Log(), [[1.0], [-1.0]])).Message);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => BijectorChecker.Check(new Log(), [[double.NaN]])).Message);
    }

    /// <summary>A leaky ReLU of slope 0.25 with an error to choose.</summary>
    private sealed class Wrong(Func<double, double> undone, double logDetSign = 1, double inverseLogDetSign = 1, double negativeLogSlope = -1.3862943611198906) : Bijector
    {
        public override string Name => "wrong";

        public override IReadOnlyList<double> Kinks => [0];

        protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x)
        {
            var y = x.Clone();
            foreach (ref var value in y.AsSpan())
                value *= value < 0 ? 0.25f : 1;
            return (y, LogDet(x) * logDetSign);
        }

        protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y)
        {
            var x = y.Clone();
            foreach (ref var value in x.AsSpan())
                value *= (float)undone(value) * (value < 0 ? 4f : 1);
            return (x, -LogDet(y) * logDetSign * inverseLogDetSign);
        }

        private Tensor LogDet(Tensor z)
        {
            var logDet = Tensor.Zeros(Shape.Vector(z.Rows));
            for (int row = 0; row < z.Rows; row++)
            {
                foreach (var value in z.Row(row))
                    logDet.AsSpan()[row] += value < 0 ? (float)negativeLogSlope : 0;
            }
            return logDet;
        }
    }
}
