namespace Pushforward.Numerics.Calculus;

/// <summary>
/// The logarithm of the gamma function where differences of it would cancel: near 1, and against Stirling's formula. The terms of Loader
/// (2000), "Fast and accurate computation of binomial probabilities", from which densities keep their precision at large parameters.
/// </summary>
public static class LogGamma
{
    private const double HalfLogTwoPi = 0.918938533204672741780329736406;
    private const double OneLessEuler = 0.4227843350984671393934879;

    // (zeta(k) - 1) / k for k = 2, 3, ..., 29.
    private static readonly double[] ZetaTerms =
    [
        0.32246703342411321824, 0.067352301053198095133, 0.020580808427784547879, 0.0073855510286739852663, 0.0028905103307415232858,
        0.0011927539117032609771, 0.00050966952474304242234, 0.00022315475845357937976, 0.000099457512781808533715, 0.0000449262367381331417,
        0.000020507212775670691553, 9.439488275268395904e-6, 4.3748667899074878042e-6, 2.0392157538013662368e-6, 9.5514121304074198329e-7,
        4.4924691987645660433e-7, 2.1207184805554665869e-7, 1.0043224823968099609e-7, 4.7698101693639805658e-8, 2.271109460894316491e-8,
        1.0838659214896954091e-8, 5.1834750419700466551e-9, 2.4836745438024783172e-9, 1.1921401405860912074e-9, 5.7313672416788620133e-10,
        2.7595228851242331452e-10, 1.3304764374244489481e-10, 6.4229645638381000221e-11,
    ];

    /// <summary>
    /// ln Gamma(1 + a), to relative precision also where it is near 0 (MathNet.Numerics 5.0 keeps ten digits near 2). The series of DLMF 5.7.3
    /// around 1, the recurrence up to 16, Stirling's formula beyond.
    /// </summary>
    /// <param name="a">Above -1/2.</param>
    public static double OfOnePlus(double a)
    {
        if (a >= 16)
            return (a + 0.5) * Math.Log(a) - a + HalfLogTwoPi + StirlingError(a);
        double nearest = Math.Round(a), rest = a - nearest, product = 1;
        for (double factor = rest + 1; factor < a + 0.5; factor++)
            product *= factor;
        double sum = 0;
        for (int i = ZetaTerms.Length - 1; i >= 0; i--)
            sum = ZetaTerms[i] - rest * sum;
        double atRest = rest * (rest * sum + OneLessEuler) - Elementary.LogOnePlus(rest);
        return product == 1 ? atRest : atRest + Math.Log(product);
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
        // The quotient overflows where m is subnormal.
        double logRatio = m < 1e-290 ? Math.Log(x) - Math.Log(m) : Math.Log(x / m);
        return x * logRatio + m - x;
    }

    /// <summary>ln(x^a exp(-x) / Gamma(a + 1)), the logarithm of a Poisson probability at a real count.</summary>
    /// <param name="a">At least 0.</param>
    /// <param name="x">Above zero.</param>
    public static double LogPoisson(double a, double x)
    {
        if (a < 1)
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
        // Stirling's formula is for large counts; where all are small, or one is tiny, the plain one is the more precise.
        if (n < 16 || Math.Min(a, b) < 1e-3)
            return OfOnePlus(n) - OfOnePlus(a) - OfOnePlus(b) + a * Math.Log(x) + b * Math.Log(y);
        return StirlingError(n) - StirlingError(a) - StirlingError(b) - Deviance(a, n * x) - Deviance(b, n * y)
            + 0.5 * Math.Log(n / a / b) - HalfLogTwoPi;
    }
}
