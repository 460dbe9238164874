namespace Pushforward.Numerics.Calculus;

/// <summary>The regularized incomplete beta function I_x(a, b), with x and 1 - x given apart, to relative precision in either tail.</summary>
public static class IncompleteBeta
{
    private const int MaximumTerms = 1_000_000;

    // A unit in the last place of 1: the products of the fraction settle there, or step between 1 and its neighbors.
    private const double Tolerance = 2.220446049250313e-16;

    /// <summary>I_x(a, b), the distribution function of a beta law; its complement is the same with a, b and x, y exchanged.</summary>
    /// <param name="a">Above zero.</param>
    /// <param name="b">Above zero.</param>
    /// <param name="x">In [0, 1].</param>
    /// <param name="y">1 - x.</param>
    public static double Regularized(double a, double b, double x, double y) =>
        x <= 0 ? 0 : y <= 0 ? 1 : IsLower(a, b, x) ? Math.Exp(LogFraction(a, b, x, y)) : 1 - Math.Exp(LogFraction(b, a, y, x));

    /// <summary>ln I_x(a, b).</summary>
    /// <param name="a">Above zero.</param>
    /// <param name="b">Above zero.</param>
    /// <param name="x">In [0, 1].</param>
    /// <param name="y">1 - x.</param>
    public static double LogRegularized(double a, double b, double x, double y)
    {
        if (x <= 0)
            return double.NegativeInfinity;
        if (y <= 0)
            return 0;
        return IsLower(a, b, x) ? LogFraction(a, b, x, y) : Elementary.LogOnePlus(-Math.Exp(LogFraction(b, a, y, x)));
    }

    private static bool IsLower(double a, double b, double x) => x <= (a + 1) / (a + b + 2);

    // x^a y^b / (a B(a, b)) times the continued fraction of Gauss (DLMF 8.17.22), by the method of Lentz.
    private static double LogFraction(double a, double b, double x, double y)
    {
        double c = 1, d = 1 / Guard(1 - (a + b) * x / (a + 1)), h = d;
        for (int m = 1; m < MaximumTerms; m++)
        {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / Guard(1 + even * d);
            c = Guard(1 + even / c);
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / Guard(1 + odd * d);
            c = Guard(1 + odd / c);
            double factor = d * c;
            h *= factor;
            if (Math.Abs(factor - 1) <= Tolerance)
                return LogGamma.LogBinomial(a, b, x, y) + Math.Log(h * (b / (a + b)));
        }
        throw new NumericalException(
            $"The incomplete beta function at a = {a:R}, b = {b:R}, x = {x:R} takes more than {MaximumTerms} terms; use a normal law for parameters this large.");
    }

    private static double Guard(double denominator) => Math.Abs(denominator) < 1e-300 ? 1e-300 : denominator;
}
