using Pushforward.Numerics.Calculus;

namespace Pushforward.Numerics.Tests.Calculus;

public class ElementaryTests
{
    // Expected values: mpmath with 30 digits. Four units in the last place: Kahan's quotients round three times.
    private const double Tolerance = 4 * 2.220446049250313e-16;

    [Theory]
    [InlineData(1e-10, 1.00000000005e-10, 9.9999999995e-11)]
    [InlineData(1e-3, 0.00100050016670834166805575, 0.000999500333083533166809399)]
    [InlineData(0.1, 0.105170918075647629843, 0.0953101798043248652154)]
    [InlineData(-0.3, -0.259181779318282144346, -0.356674943938732357796)]
    [InlineData(3, 19.0855369231876677409, 1.38629436111989061883)]
    public void Differences_keep_their_precision(double x, double expMinusOne, double logOnePlus)
    {
        Assert.Equal(expMinusOne, Elementary.ExpMinusOne(x), Math.Abs(expMinusOne) * Tolerance);
        Assert.Equal(logOnePlus, Elementary.LogOnePlus(x), Math.Abs(logOnePlus) * Tolerance);
    }

    [Fact]
    public void The_ends_are_exact()
    {
        Assert.Equal(-1, Elementary.ExpMinusOne(double.NegativeInfinity));
        Assert.Equal(-1, Elementary.ExpMinusOne(-800));
        Assert.Equal(double.PositiveInfinity, Elementary.ExpMinusOne(double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, Elementary.ExpMinusOne(710));
        Assert.Equal(double.NegativeInfinity, Elementary.LogOnePlus(-1));
        Assert.Equal(double.PositiveInfinity, Elementary.LogOnePlus(double.PositiveInfinity));
        Assert.Equal(double.NegativeInfinity, Elementary.LogSumExp(double.NegativeInfinity, double.NegativeInfinity));
        Assert.Equal(-3, Elementary.LogSumExp(double.NegativeInfinity, -3));
    }

    [Theory]
    [InlineData(1e-12, -27.6310211159290482)]
    [InlineData(0.5, -0.932752129567188374)]
    [InlineData(0.7, -0.686341002808385170)]
    [InlineData(50, -1.92874984796391778e-22)]
    public void Log_of_one_minus_exp(double x, double expected) =>
        Assert.Equal(expected, Elementary.LogOneMinusExp(x), Math.Abs(expected) * Tolerance);
}
