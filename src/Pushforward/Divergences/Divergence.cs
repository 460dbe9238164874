using Pushforward.Distributions;
using Pushforward.Numerics;
using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;

namespace Pushforward.Divergences;

/// <summary>
/// Divergences between any two laws, atoms and computed laws included. Whether one is infinite is decided first, from supports, tails and
/// poles; usual pairs have closed forms; everything else is integrated adaptively, with an error. All are in nats.
/// </summary>
public static class Divergence
{
    // Beyond this error relative to the value a quadrature has not settled, and a simulation with its standard error is the more honest answer.
    private const double UnsettledError = 1e-3;
    private const int Draws = 200_000;

    /// <summary>KL(P||Q) = E_P[ln p - ln q] (Kullback &amp; Leibler 1951).</summary>
    /// <param name="p">The law the expectation is under.</param>
    /// <param name="q">The other law.</param>
    public static DivergenceResult KullbackLeibler(Law p, Law q) =>
        Of(FDivergence.KullbackLeibler, p, q, ClosedForms.KullbackLeibler);

    /// <summary>JS(P, Q) = (KL(P||M) + KL(Q||M)) / 2 with M the even mixture; at most ln 2 (Lin 1991).</summary>
    /// <param name="p">One law.</param>
    /// <param name="q">The other.</param>
    public static DivergenceResult JensenShannon(Law p, Law q) => Of(FDivergence.JensenShannon, p, q, ClosedForms.JensenShannon);

    /// <summary>TV(P, Q) = sup over sets of |P(A) - Q(A)| = half the integral of |p - q|; between 0 and 1.</summary>
    /// <param name="p">One law.</param>
    /// <param name="q">The other.</param>
    public static DivergenceResult TotalVariation(Law p, Law q) => Of(FDivergence.TotalVariation, p, q, ClosedForms.TotalVariation);

    /// <summary>H^2(P, Q) = 1 - integral of sqrt(p q); between 0 and 1.</summary>
    /// <param name="p">One law.</param>
    /// <param name="q">The other.</param>
    public static DivergenceResult HellingerSquared(Law p, Law q) =>
        Of(FDivergence.HellingerSquared, p, q, ClosedForms.HellingerSquared);

    /// <summary>chi^2(P||Q) = integral of (p - q)^2 / q.</summary>
    /// <param name="p">The law whose density is squared.</param>
    /// <param name="q">The law that is divided by.</param>
    public static DivergenceResult ChiSquared(Law p, Law q) => Of(
        FDivergence.ChiSquared, p, q, (first, second) => ClosedForms.LogPowerIntegral(first, second, 2) is { } log ? Elementary.ExpMinusOne(log) : null);

    /// <summary>
    /// The alpha-divergence (integral of p^a q^(1-a) - 1) / (a (a - 1)): KL(P||Q) at 1, KL(Q||P) at 0, 4 H^2 at 1/2, half of chi^2 at 2 (Cressie &amp; Read 1984).
    /// </summary>
    /// <param name="p">One law.</param>
    /// <param name="q">The other.</param>
    /// <param name="alpha">The order, any finite number.</param>
    public static DivergenceResult Alpha(Law p, Law q, double alpha)
    {
        if (!double.IsFinite(alpha))
            throw new ArgumentException($"alpha: expected a finite number, got {alpha} (alpha-divergence, parameter 'alpha').");
        return alpha switch
        {
            1 => KullbackLeibler(p, q),
            0 => KullbackLeibler(q, p),
            < 0 => Alpha(q, p, 1 - alpha),
            _ => WithErrorOver(Math.Abs(alpha * (alpha - 1)), Of(FDivergence.Alpha(alpha), p, q, (first, second) =>
                ClosedForms.LogPowerIntegral(first, second, alpha) is { } log ? Elementary.ExpMinusOne(log) / (alpha * (alpha - 1)) : null)),
        };
    }

    /// <summary>Rényi's divergence ln(integral of p^a q^(1-a)) / (a - 1); KL(P||Q) at 1 (Rényi 1961).</summary>
    /// <param name="p">One law.</param>
    /// <param name="q">The other.</param>
    /// <param name="order">The order a, above zero.</param>
    public static DivergenceResult Renyi(Law p, Law q, double order)
    {
        if (!(order > 0 && double.IsFinite(order)))
            throw new ArgumentException($"order: expected a number greater than 0, got {order} (Renyi divergence, parameter 'order').");
        if (order == 1)
            return KullbackLeibler(p, q);
        if (order < 1 && AreSingular(p, q) is { } witness)
        {
            return DivergenceResult.Infinite(
                InfiniteReason.Support, witness, $"{p.Name} and {q.Name} have no mass in common.");
        }
        var alpha = Alpha(p, q, order);
        if (alpha.Kind == DivergenceKind.Infinite)
            return alpha;
        if (ClosedForms.LogPowerIntegral(p, q, order) is { } log)
            return DivergenceResult.ClosedForm(log / (order - 1));
        double factor = order * (order - 1), excess = factor * alpha.Value;
        // d ln(1 + y) = dy / (1 + y).
        double error = alpha.Error * Math.Abs(factor / (1 + excess) / (order - 1));
        return alpha with { Value = Elementary.LogOnePlus(excess) / (order - 1), Error = error };
    }

    /// <summary>
    /// The Wasserstein distance of order one, integral of |F - G|: what it costs to move the mass of one law to the other, in the unit of x.
    /// </summary>
    /// <param name="p">One law.</param>
    /// <param name="q">The other.</param>
    public static DivergenceResult Wasserstein1(Law p, Law q) => Wasserstein.Distance(new LawComparison(p, q));

    // A formula that is divided by a small number has its rounding divided too.
    private static DivergenceResult WithErrorOver(double divisor, DivergenceResult result) =>
        result.Kind == DivergenceKind.ClosedForm ? result with { Error = result.Error / Math.Min(1, divisor) } : result;

    private static DivergenceResult Of(FDivergence divergence, Law p, Law q, Func<Law, Law, double?> closedForm)
    {
        var pair = new LawComparison(p, q);
        if (Finiteness.Check(divergence, pair) is { } infinite)
            return infinite;
        return closedForm(p, q) is { } value ? DivergenceResult.ClosedForm(value) : Integrate(divergence, pair);
    }

    /// <summary>The divergence by quadrature, whether or not there is a closed form.</summary>
    internal static DivergenceResult ByQuadrature(FDivergence divergence, Law p, Law q)
    {
        var pair = new LawComparison(p, q);
        return Finiteness.Check(divergence, pair) ?? Integrate(divergence, pair);
    }

    private static DivergenceResult Integrate(FDivergence divergence, LawComparison pair)
    {
        double atoms = 0;
        foreach (var (_, p, q) in pair.Atoms)
            atoms += divergence.Term(Math.Log(p), Math.Log(q));
        if (pair.Cuts.Count == 0)
            return DivergenceResult.ClosedForm(atoms);

        double? hole = null;
        double Term(double location, double offset)
        {
            double logP = pair.P.LogDensityNear(location, offset), logQ = pair.Q.LogDensityNear(location, offset);
            double term = divergence.Term(logP, logQ);
            if (double.IsPositiveInfinity(term) && divergence.Order is not null && double.IsNegativeInfinity(logQ) && logP > -700)
            {
                hole = location + offset;
                return 0;
            }
            return term;
        }

        var cuts = divergence.HasKink ? LawComparison.WithCrossings(pair.Cuts, x => pair.P.LogDensity(x) - pair.Q.LogDensity(x)) : pair.Cuts;
        var integral = Quadrature.IntegrateAnchored(Term, cuts);
        if (hole is { } place)
        {
            return DivergenceResult.Infinite(
                InfiniteReason.Support, new Interval(place, place), FormattableString.Invariant($"at {place:R} there is density under {pair.P.Name} and none under {pair.Q.Name}."));
        }
        double value = atoms + integral.Value, error = integral.Error + divergence.Rounding * (2 + atoms) + FromLaws(divergence, pair, value);
        return error <= UnsettledError * (1 + Math.Abs(value)) ? DivergenceResult.Quadrature(value, error) : Simulate(divergence, pair);
    }

    // What the errors of computed densities do: to first order a relative error d of p or q moves g by at most d (p |ln(p/q)| + p + q), whose
    // integral is below d (D + 4) for all g here, times the order for the powers.
    private static double FromLaws(FDivergence divergence, LawComparison pair, double value) =>
        (pair.RelativeErrorOfP + pair.RelativeErrorOfQ) * Math.Max(1, divergence.Order ?? 1) * (Math.Abs(value) + 4);

    // The mean of g(p, q) / m over draws from the even mixture m = (p + q) / 2, which bounds the ratio for every bounded g.
    private static DivergenceResult Simulate(FDivergence divergence, LawComparison pair)
    {
        var random = new RandomStream(0, "divergence");
        double mean = 0, squares = 0;
        for (int i = 0; i < Draws; i++)
        {
            double x = (random.NextUInt32() & 1) == 0 ? pair.P.Sample(random) : pair.Q.Sample(random);
            double logP = pair.P.LogDensity(x), logQ = pair.Q.LogDensity(x);
            foreach (var (location, p, q) in pair.Atoms)
            {
                if (location == x)
                    (logP, logQ) = (Math.Log(p), Math.Log(q));
            }
            double logMean = Elementary.LogSumExp(logP, logQ) - Math.Log(2);
            // g is homogeneous of degree one, so the division happens inside.
            double ratio = divergence.Term(logP - logMean, logQ - logMean);
            double delta = ratio - mean;
            mean += delta / (i + 1);
            squares += delta * (ratio - mean);
        }
        if (!double.IsFinite(mean))
            throw new NumericalException($"{divergence.Name} of {pair.P.Name} and {pair.Q.Name}: neither quadrature nor simulation settles.");
        return DivergenceResult.Estimate(mean, Math.Sqrt(squares / (Draws - 1.0) / Draws));
    }

    // Null if the laws share mass; else a set that holds all mass of the first and none of the second, in part.
    private static Interval? AreSingular(Law p, Law q)
    {
        bool shareAtoms = p.Atoms.Any(atom => q.Atoms.Any(other => other.Location == atom.Location));
        bool overlap = LawComparison.Continuous(p).Any(first =>
            LawComparison.Continuous(q).Any(second => Math.Max(first.Lower, second.Lower) < Math.Min(first.Upper, second.Upper)));
        return shareAtoms || overlap ? null : Finiteness.MassWithout(p, q);
    }
}
