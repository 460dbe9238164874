using Pushforward.Distributions;
using Pushforward.Divergences;

namespace Pushforward.Tests.Divergences;

public class EstimateTests
{
    [Fact]
    public void Where_no_quadrature_settles_a_simulation_gives_a_standard_error()
    {
        var result = Divergence.KullbackLeibler(new Ripple(), new Uniform(0, 1));
        Assert.Equal(DivergenceKind.Estimate, result.Kind);
        Assert.InRange(result.Error, 1e-5, 1e-2);
        // The mean of (1 + 0.9 sin t) ln(1 + 0.9 sin t) over a period (mpmath), to five standard errors.
        Assert.Equal(0.2327477175314230, result.Value, 5 * result.Error);
    }

    /// <summary>f(x) = 1 + 0.9 sin(w x) on [0, 1] with a hundred million periods, far finer than any grid.</summary>
    private sealed class Ripple : Law
    {
        private const double W = 2 * Math.PI * 1e8;

        public override string Name => "ripple";

        public override Support Support { get; } = Support.Between(0, 1);

        public override IReadOnlyList<Breakpoint> Breakpoints { get; } = [Breakpoint.Start(0, PowerLaw.Regular), Breakpoint.End(1, PowerLaw.Regular)];

        public override Tail LeftTail => Tail.Bounded;

        public override Tail RightTail => Tail.Bounded;

        public override Moment Mean => Moment.Finite(0.5);

        public override Moment Variance => Moment.Finite(1 / 12.0);

        public override double LogDensity(double x) => Support.Contains(x) ? Math.Log(1 + 0.9 * Math.Sin(W * x)) : double.NegativeInfinity;

        public override double Cdf(double x) => x <= 0 ? 0 : x >= 1 ? 1 : x + 0.9 * (1 - Math.Cos(W * x)) / W;

        public override double ComplementaryCdf(double x) => 1 - Cdf(x);
    }
}
