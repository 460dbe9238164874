using Pushforward.Numerics.Calculus;

namespace Pushforward.Numerics.Tests.Calculus;

public sealed class DoubleExponentialTests
{
    [Theory]
    [InlineData(-0.9)]
    [InlineData(-0.5)]
    [InlineData(0.0)]
    [InlineData(3.5)]
    public void A_power_is_integrated_to_its_pole(double exponent)
    {
        var integrand = new Power(exponent);
        double log = DoubleExponential.LogIntegral(ref integrand, [new Segment(2)], out double error);
        double exact = (exponent + 1) * Math.Log(2) - Math.Log(exponent + 1);
        Assert.True(Math.Abs(log - exact) <= error + 1e-14, $"{log - exact:G3} against {error:G3}");
        Assert.True(error < 1e-11);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1.0)]
    [InlineData(1e6)]
    public void An_exponential_tail_is_integrated_whatever_its_rate(double rate)
    {
        var integrand = new Decay(rate);
        double log = DoubleExponential.LogIntegral(ref integrand, [new Segment(double.PositiveInfinity)], out double error);
        Assert.True(Math.Abs(log + Math.Log(rate)) <= error + 1e-14);
        Assert.True(error < 1e-11);
    }

    [Fact]
    public void An_integral_far_below_the_smallest_double_keeps_its_logarithm()
    {
        var integrand = new Shifted(-5000);
        Assert.Equal(-5000 + Math.Log(3), DoubleExponential.LogIntegral(ref integrand, [new Segment(1), new Segment(2)], out _), 1e-11);
    }

    [Fact]
    public void Nothing_and_empty_segments_give_zero()
    {
        var integrand = new Shifted(double.NegativeInfinity);
        Assert.Equal(double.NegativeInfinity, DoubleExponential.LogIntegral(ref integrand, [new Segment(1), new Segment(0)], out _));
    }

    [Fact]
    public void A_step_inside_a_segment_shows_in_the_error()
    {
        var integrand = new Step();
        double log = DoubleExponential.LogIntegral(ref integrand, [new Segment(1)], out double error);
        Assert.True(Math.Abs(Math.Exp(log) - 0.3) <= 0.3 * error);
        Assert.True(error > 1e-6);
    }

    [Fact]
    public void A_log_sum_neither_underflows_nor_stumbles_over_zero()
    {
        var sum = LogSum.Zero;
        sum.Add(double.NegativeInfinity);
        Assert.Equal(double.NegativeInfinity, sum.Log);
        sum.Add(-2000);
        sum.Add(-1999);
        Assert.Equal(-1999 + Math.Log(1 + Math.Exp(-1)), sum.Log, 1e-12);
    }

    private readonly struct Power(double exponent) : ILogIntegrand
    {
        public double Log(int segment, double fromLower, double fromUpper) => exponent * Math.Log(fromLower);
    }

    private readonly struct Decay(double rate) : ILogIntegrand
    {
        public double Log(int segment, double fromLower, double fromUpper) => -rate * fromLower;
    }

    private readonly struct Shifted(double value) : ILogIntegrand
    {
        public double Log(int segment, double fromLower, double fromUpper) => value;
    }

    private readonly struct Step : ILogIntegrand
    {
        public double Log(int segment, double fromLower, double fromUpper) => fromLower < 0.3 ? 0 : double.NegativeInfinity;
    }
}
