using Pushforward.Numerics.Calculus;

namespace Pushforward.Numerics.Tests.Calculus;

public class ErrorFunctionTests
{
    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(0.001, 0.998872620081151409)]
    [InlineData(0.1, 0.896456979969126637)]
    [InlineData(0.5, 0.615690344192925875)]
    [InlineData(1, 0.427583576155807004)]
    [InlineData(2, 0.255395676310505744)]
    [InlineData(3.75, 0.145589721275038539)]
    [InlineData(5, 0.110704637733068626)]
    [InlineData(10, 0.0561409927438225859)]
    [InlineData(30, 0.0187958888614167515)]
    [InlineData(100, 0.0056416137829894329)]
    [InlineData(10000, 0.0000564189580726808412)]
    public void The_scaled_complement_agrees_with_high_precision_values(double x, double expected) =>
        Assert.Equal(expected, ErrorFunction.ScaledComplement(x), expected * 1e-15);

    [Fact]
    public void The_scaled_complement_does_not_underflow() =>
        Assert.Equal(1 / (1e200 * Math.Sqrt(Math.PI)), ErrorFunction.ScaledComplement(1e200), 1e-214);

    [Theory]
    [InlineData(-1e-9)]
    [InlineData(double.NaN)]
    public void The_scaled_complement_refuses_what_lies_below_zero(double x) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorFunction.ScaledComplement(x));
}
