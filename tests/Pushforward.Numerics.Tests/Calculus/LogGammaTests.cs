using Pushforward.Numerics.Calculus;

namespace Pushforward.Numerics.Tests.Calculus;

public class LogGammaTests
{
    private const double Ulp = 2.220446049250313e-16;

    // Expected values: mpmath with 30 digits, from the doubles nearest to the arguments.
    [Theory]
    [InlineData(-0.4, 0.398233858069234934, 0)]
    [InlineData(1e-10, -5.77215664819286178e-11, 10.5939869341104192)]
    [InlineData(0.01, -0.00569030794606964564, 1.4340079537031842)]
    [InlineData(0.5, -0.120782237635245222, 0.153426409720027345)]
    [InlineData(0.999, -0.000422461800692154151, 0.0811387549946768212)]
    [InlineData(1, 0.0, 0.0810614667953272582)]
    [InlineData(1.001, 0.000423106734800116991, 0.080984323530169047)]
    [InlineData(2.5, 1.20097360234707422, 0.0331628735199362875)]
    [InlineData(5, 4.78749174278204599, 0.0166446911898211922)]
    [InlineData(15.9, 30.3918123243948776, 0.00524039988075610817)]
    [InlineData(16, 30.6718601060806728, 0.00520765591960964044)]
    [InlineData(100, 363.73937555556349, 0.000833330555634914683)]
    [InlineData(1e10, 220258509311.836432, 8.33333333333333333e-12)]
    public void Log_gamma_and_what_Stirlings_formula_lacks(double a, double logGamma, double stirlingError)
    {
        // Near 2 the result is a difference of terms of the size of the distance from 2.
        double distance = Math.Min(Math.Abs(a), Math.Max(Math.Abs(logGamma), Math.Abs(a - 1)));
        Assert.Equal(logGamma, LogGamma.OfOnePlus(a), 8 * Ulp * Math.Max(distance, Math.Abs(logGamma)));
        // Below 16 it is a difference of terms of the size of n ln n.
        if (a > 0)
            Assert.Equal(stirlingError, LogGamma.StirlingError(a), a < 16 ? 8 * Ulp * (1 + Math.Abs((a + 0.5) * Math.Log(a))) : 8 * Ulp * stirlingError);
    }

    [Theory]
    [InlineData(1000000.0, 1000100.0, 0.00499966669166466683)]
    [InlineData(3.0, 2.9999, 1.66670370463668893e-9)]
    [InlineData(1e-05, 2.0, 1.9998679392735447)]
    [InlineData(0.0, 3.0, 3.0)]
    [InlineData(10.0, 1e-300, 6920.78112991207751)]
    [InlineData(1.0, 1e-310, 712.801378828154165)]
    public void The_deviance_does_not_cancel(double x, double m, double expected) =>
        Assert.Equal(expected, LogGamma.Deviance(x, m), 4 * Ulp * expected);
}
