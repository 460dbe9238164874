using Pushforward.Numerics.Calculus;

namespace Pushforward.Divergences;

/// <summary>
/// An f-divergence as an integral of a non-negative function of the two densities, homogeneous of degree one: D = integral of g(p, q) dx + sum over atoms
/// of g(P, Q). Terms that integrate to zero, such as q - p, are added to g so that nothing cancels: small divergences keep their digits.
/// </summary>
/// <param name="Name">For messages, e.g. "KL(P||Q)".</param>
/// <param name="Order">
/// The power of p in the part of g that grows when p / q does: g ~ p^Order q^(1-Order), with 1 for p ln(p/q); null where g is bounded by p + q.
/// </param>
/// <param name="Term">g from ln p and ln q, neither of them +infinity; ln 0 = -infinity.</param>
internal sealed record FDivergence(string Name, double? Order, Func<double, double, double> Term)
{
    private const double Ulp = 2.220446049250313e-16;

    /// <summary>Whether g has a kink where p = q.</summary>
    public bool HasKink { get; private init; }

    /// <summary>What rounding in g adds to the error: its terms are of the size of p + q times this.</summary>
    public double Rounding { get; private init; } = 4 * Ulp;

    /// <summary>KL(P||Q): g = p ln(p/q) - p + q.</summary>
    public static FDivergence KullbackLeibler { get; } = new("KL(P||Q)", 1, (logP, logQ) =>
    {
        if (double.IsNegativeInfinity(logP))
            return Math.Exp(logQ);
        double d = logP - logQ, p = Math.Exp(logP);
        if (Math.Abs(d) > 0.02)
            return p == 0 ? Math.Exp(logQ) : p * (d - 1) + Math.Exp(logQ);
        // d - 1 + e^-d by its series.
        return p * d * d * (0.5 - d * (1 / 6.0 - d * (1 / 24.0 - d * (1 / 120.0 - d * (1 / 720.0 - d / 5040)))));
    });

    /// <summary>Jensen-Shannon: g = (p ln(2p/(p+q)) + q ln(2q/(p+q))) / 2.</summary>
    public static FDivergence JensenShannon { get; } = new("Jensen-Shannon", null, (logP, logQ) =>
    {
        double logMean = Elementary.LogSumExp(logP, logQ) - Math.Log(2);
        return double.IsNegativeInfinity(logMean) ? 0 : 0.5 * (KullbackLeibler.Term(logP, logMean) + KullbackLeibler.Term(logQ, logMean));
    });

    /// <summary>Total variation: g = |p - q| / 2.</summary>
    public static FDivergence TotalVariation { get; } = new("total variation", null, (logP, logQ) =>
    {
        double larger = Math.Max(logP, logQ);
        return double.IsNegativeInfinity(larger) ? 0 : -0.5 * Math.Exp(larger) * Elementary.ExpMinusOne(-Math.Abs(logP - logQ));
    })
    {
        HasKink = true,
    };

    /// <summary>Squared Hellinger distance 1 - integral of sqrt(p q): g = (sqrt p - sqrt q)^2 / 2.</summary>
    public static FDivergence HellingerSquared { get; } = new("squared Hellinger", null, (logP, logQ) =>
    {
        double larger = Math.Max(logP, logQ);
        if (double.IsNegativeInfinity(larger))
            return 0;
        double ratio = Elementary.ExpMinusOne(-0.5 * Math.Abs(logP - logQ));
        return 0.5 * Math.Exp(larger) * ratio * ratio;
    });

    /// <summary>Pearson's chi-squared: g = (p - q)^2 / q.</summary>
    public static FDivergence ChiSquared { get; } = new("chi-squared(P||Q)", 2, (logP, logQ) =>
    {
        double d = logP - logQ;
        if (double.IsNegativeInfinity(logP) || d < 0)
        {
            double below = Elementary.ExpMinusOne(d);
            return double.IsNegativeInfinity(logQ) ? 0 : Math.Exp(logQ) * below * below;
        }
        return d == 0 ? 0 : Math.Exp(logQ + 2 * (d + Elementary.LogOneMinusExp(d)));
    });

    /// <summary>The alpha-divergence: g = (p^a q^(1-a) - a p + (a-1) q) / (a (a-1)), a neither 0 nor 1.</summary>
    public static FDivergence Alpha(double a) => new(FormattableString.Invariant($"alpha-divergence of order {a:R}"), a is > 0 and < 1 ? null : a, (logP, logQ) =>
    {
        double p = Math.Exp(logP), q = Math.Exp(logQ);
        double d = logP - logQ;
        if (double.IsInfinity(d) || double.IsNaN(d) || Math.Abs(d) > 0.02)
        {
            double power = double.IsNegativeInfinity(logP) || double.IsNegativeInfinity(logQ) ? 0 : Math.Exp(a * logP + (1 - a) * logQ);
            return Math.Max(0, (power - a * p + (a - 1) * q) / (a * (a - 1)));
        }
        // (e^(a d) - a e^d + a - 1) / (a (a - 1)) = sum over k >= 2 of (a^(k-1) - 1) / (a - 1) d^k / k!.
        double sum = 0, term = d, coefficient = 0, powerOfA = 1;
        for (int k = 2; k < 12; k++)
        {
            term *= d / k;
            coefficient += powerOfA;
            powerOfA *= a;
            sum += coefficient * term;
        }
        return q * sum;
    })
    {
        Rounding = 4 * Ulp * (1 + Math.Abs(a)) / Math.Abs(a * (a - 1)),
    };
}
