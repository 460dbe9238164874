using MathNet.Numerics;

namespace Pushforward.Numerics.Calculus;

/// <summary>
/// The logarithm of the gamma function where differences of it would cancel: near 1, and against Stirling's formula. The terms of Loader
/// (2000), "Fast and accurate computation of binomial probabilities", from which densities keep their precision at large parameters.
/// </summary>
public static class LogGamma
{
    private const double HalfLogTwoPi = 0.918938533204672741780329736406;
    private const double EulerGamma = 0.577215664901532860606512090082;

    // zeta(k) / k for k = 2, 3, ..., 24.
    private static readonly double[] ZetaOverK =
    [
        0.82246703342411321824, 0.40068563438653142847, 0.27058080842778454788, 0.20738555102867398527, 0.1695571769974081899,
        0.14404989676884611812, 0.12550966952474304242, 0.11133426586956469049, 0.10009945751278180853, 0.090954017145829042233,
        0.083353840546109004025, 0.076932516411352191473, 0.071432946295361336059, 0.066668705882420468033, 0.062500955141213040742,
        0.058823978658684582339, 0.055555767627403611102, 0.052631679379616660734, 0.050000047698101693639, 0.047619070330142227991,
        0.045454556293204669442, 0.04347826605304026361, 0.041666669150341210467,
    ];

    /// <summary>ln Gamma(1 + a) to relative precision also where a is small.</summary>
    /// <param name="a">Above -1.</param>
    public static double OfOnePlus(double a)
    {
        if (Math.Abs(a) > 0.2)
            return SpecialFunctions.GammaLn(1 + a);
        double sum = 0;
        for (int i = ZetaOverK.Length - 1; i >= 0; i--)
            sum = ZetaOverK[i] - a * sum;
        return a * (a * sum - EulerGamma);
    }

    /// <summary>What Stirling's formula lacks: ln Gamma(n + 1) - (n + 1/2) ln n + n - ln(2 pi) / 2; about 1 / (12 n).</summary>
    /// <param name="n">Above zero.</param>
    public static double StirlingError(double n)
    {
        if (n < 16)
            return OfOnePlus(n) - (n + 0.5) * Math.Log(n) + n - HalfLogTwoPi;
        double square = 1 / (n * n);
        return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - (1 / 1188.0 - 691 / 360360.0 * square) * square) * square) * square) * square) / n;
    }

    /// <summary>The deviance x ln(x / m) + m - x, without cancellation where x is near m.</summary>
    /// <param name="x">At least 0.</param>
    /// <param name="m">Above zero.</param>
    public static double Deviance(double x, double m)
    {
        if (x == 0)
            return m;
        if (Math.Abs(x - m) < 0.1 * (x + m))
        {
            // ln(x / m) = 2 artanh(v), v = (x - m) / (x + m), as a series in v.
            double v = (x - m) / (x + m);
            double sum = (x - m) * v, term = 2 * x * v;
            for (int k = 1; k < 100; k++)
            {
                term *= v * v;
                double next = sum + term / (2 * k + 1);
                if (next == sum)
                    return sum;
                sum = next;
            }
        }
        return x * Math.Log(x / m) + m - x;
    }

    /// <summary>ln(x^a exp(-x) / Gamma(a + 1)), the logarithm of a Poisson probability at a real count.</summary>
    /// <param name="a">At least 0.</param>
    /// <param name="x">Above zero.</param>
    public static double LogPoisson(double a, double x)
    {
        if (a < 1e-3)
            return a * Math.Log(x) - x - OfOnePlus(a);
        return -StirlingError(a) - Deviance(a, x) - HalfLogTwoPi - 0.5 * Math.Log(a);
    }

    /// <summary>
    /// ln(Gamma(a + b + 1) / (Gamma(a + 1) Gamma(b + 1)) x^a y^b), the logarithm of a binomial probability at real counts; x + y = 1.
    /// </summary>
    /// <param name="a">At least 0.</param>
    /// <param name="b">At least 0.</param>
    /// <param name="x">In (0, 1).</param>
    /// <param name="y">1 - x, given apart to keep the digits of whichever is small.</param>
    public static double LogBinomial(double a, double b, double x, double y)
    {
        double n = a + b;
        if (Math.Min(a, b) < 1e-3)
            return OfOnePlus(n) - OfOnePlus(a) - OfOnePlus(b) + a * Math.Log(x) + b * Math.Log(y);
        return StirlingError(n) - StirlingError(a) - StirlingError(b) - Deviance(a, n * x) - Deviance(b, n * y)
            + 0.5 * Math.Log(n / a / b) - HalfLogTwoPi;
    }
}
