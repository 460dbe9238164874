namespace Pushforward.Numerics.Calculus;

/// <summary>
/// The regularized incomplete gamma functions P(a, x) and Q(a, x) = 1 - P, each to relative precision in its own tail. (Those of
/// MathNet.Numerics 5.0 give P(0.01, 1e-100) = 0 for 0.10 and lose half their digits at a = 1e6.)
/// </summary>
public static class IncompleteGamma
{
    private const int MaximumTerms = 5_000_000;

    // A unit in the last place of 1: the products of the fraction settle there, or step between 1 and its neighbors.
    private const double Tolerance = 2.220446049250313e-16;

    /// <summary>P(a, x), the distribution function of a gamma law of shape a and rate 1.</summary>
    /// <param name="a">The shape, above zero.</param>
    /// <param name="x">At least 0.</param>
    public static double Lower(double a, double x) =>
        x <= 0 ? 0 : x < a + 1 ? Math.Exp(LogSeries(a, x)) : 1 - UpperTail(a, x);

    /// <summary>Q(a, x), its complement.</summary>
    /// <param name="a">The shape, above zero.</param>
    /// <param name="x">At least 0.</param>
    public static double Upper(double a, double x) => x <= 0 ? 1 : UpperTail(a, x);

    /// <summary>ln P(a, x).</summary>
    /// <param name="a">The shape, above zero.</param>
    /// <param name="x">At least 0.</param>
    public static double LogLower(double a, double x) =>
        x <= 0 ? double.NegativeInfinity : x < a + 1 ? LogSeries(a, x) : Elementary.LogOnePlus(-UpperTail(a, x));

    /// <summary>ln Q(a, x).</summary>
    /// <param name="a">The shape, above zero.</param>
    /// <param name="x">At least 0.</param>
    public static double LogUpper(double a, double x) =>
        x <= 0 ? 0 : x < a + 1 ? Math.Log(UpperTail(a, x)) : double.IsPositiveInfinity(x) ? double.NegativeInfinity : LogFraction(a, x);

    private static double UpperTail(double a, double x)
    {
        if (double.IsPositiveInfinity(x))
            return 0;
        if (x >= a + 1)
            return Math.Exp(LogFraction(a, x));
        if (a > 1)
            return 1 - Math.Exp(LogSeries(a, x));
        // Small shapes have nearly all their mass at tiny x: Q = 1 - x^a / Gamma(a + 1) (1 + a sum), with 1 and x^a cancelled exactly.
        double sum = 0, term = 1;
        for (int k = 1; k < 200; k++)
        {
            term *= -x / k;
            double next = sum + term / (a + k);
            if (next == sum)
                break;
            sum = next;
        }
        double logFactor = a * Math.Log(x) - LogGamma.OfOnePlus(a);
        return -Elementary.ExpMinusOne(logFactor) - Math.Exp(logFactor) * a * sum;
    }

    // x^a e^-x / Gamma(a + 1) (1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ...).
    private static double LogSeries(double a, double x)
    {
        double sum = 1, term = 1;
        for (int k = 1; k < MaximumTerms; k++)
        {
            term *= x / (a + k);
            double next = sum + term;
            if (next == sum)
                return LogGamma.LogPoisson(a, x) + Math.Log(sum);
            sum = next;
        }
        throw TooLarge(a, x);
    }

    // x^a e^-x / Gamma(a) times Legendre's continued fraction, by the method of Lentz.
    private static double LogFraction(double a, double x)
    {
        double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
        for (int k = 1; k < MaximumTerms; k++)
        {
            double an = -k * (k - a);
            b += 2;
            d = 1 / (an * d + b);
            c = b + an / c;
            double factor = c * d;
            h *= factor;
            if (Math.Abs(factor - 1) <= Tolerance)
                return LogGamma.LogPoisson(a, x) + Math.Log(a * h);
        }
        throw TooLarge(a, x);
    }

    private static NumericalException TooLarge(double a, double x) => new(
        $"The incomplete gamma function at shape {a:R} and {x:R} takes more than {MaximumTerms} terms; use a normal law for shapes this large.");
}
