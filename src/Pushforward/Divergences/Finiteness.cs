using System.Globalization;
using Pushforward.Distributions;

namespace Pushforward.Divergences;

/// <summary>
/// Decides before any quadrature whether the integral of a divergence that grows as p^a q^(1-a) (a = 1 for p ln(p/q)) converges: from supports and atoms,
/// then from how the densities decay towards either end, then from how they behave at their breakpoints.
/// </summary>
internal static class Finiteness
{
    /// <summary>Null if the divergence is finite, else the infinite result. a is at least 1.</summary>
    public static DivergenceResult? Check(FDivergence divergence, LawComparison pair)
    {
        if (divergence.Order is not { } a)
            return null;
        return CheckSupport(pair)
            ?? CheckTail(divergence, pair, a, 1)
            ?? CheckTail(divergence, pair, a, -1)
            ?? pair.P.Breakpoints.Concat(pair.Q.Breakpoints).Select(point => point.Location).Distinct()
                .Select(location => CheckBreakpoint(divergence, pair, a, location, -1) ?? CheckBreakpoint(divergence, pair, a, location, 1))
                .FirstOrDefault(result => result is not null);
    }

    private static DivergenceResult? CheckSupport(LawComparison pair)
    {
        if (MassWithout(pair.P, pair.Q) is not { } witness)
            return null;
        string where = witness.IsPoint ? Text($"the point {witness.Lower:R}") : witness.ToString();
        return DivergenceResult.Infinite(InfiniteReason.Support, witness, $"{where} has mass under {pair.P.Name} and none under {pair.Q.Name}.");
    }

    /// <summary>A point or an interval that has mass under the first law and none under the second.</summary>
    public static Interval? MassWithout(Law first, Law second)
    {
        foreach (var atom in first.Atoms)
        {
            if (!second.Atoms.Any(other => other.Location == atom.Location))
                return new Interval(atom.Location, atom.Location);
        }
        foreach (var interval in LawComparison.Continuous(first))
        {
            double reached = interval.Lower;
            foreach (var cover in LawComparison.Continuous(second))
            {
                if (cover.Lower > reached && HasMass(first, reached, Math.Min(cover.Lower, interval.Upper)))
                    return new Interval(reached, Math.Min(cover.Lower, interval.Upper));
                reached = Math.Max(reached, cover.Upper);
                if (reached >= interval.Upper)
                    break;
            }
            if (reached < interval.Upper && HasMass(first, reached, interval.Upper))
                return new Interval(reached, interval.Upper);
        }
        return null;
    }

    // Supports of computed laws may differ by rounding: a gap must be wider than that to count.
    private static bool HasMass(Law law, double lower, double upper) =>
        upper - lower > 1e-12 * Math.Max(Math.Abs(double.IsFinite(lower) ? lower : 0), Math.Abs(double.IsFinite(upper) ? upper : 0))
        && LawComparison.Continuous(law).Any(interval => interval.Lower < upper && interval.Upper > lower);

    private static DivergenceResult? CheckTail(FDivergence divergence, LawComparison pair, double a, int side)
    {
        var (tailP, tailQ) = side > 0 ? (pair.P.RightTail, pair.Q.RightTail) : (pair.P.LeftTail, pair.Q.LeftTail);
        if (tailP.Kind == TailKind.Bounded || tailQ.Kind == TailKind.Bounded)
            return null;
        bool converges = (a == 1 ? LogRatioConverges(tailP, tailQ) : PowerConverges(tailP, tailQ, a))
            ?? ConvergesNumerically(divergence, pair, a, anchor: 0, side, towardsInfinity: true);
        if (converges)
            return null;
        double from = side > 0 ? pair.P.ComplementaryQuantile(0.01) : pair.P.Quantile(0.01);
        string integrand = a == 1 ? "p ln(p/q)" : Text($"p^{a:R} q^{1 - a:R}");
        return DivergenceResult.Infinite(
            InfiniteReason.Tail,
            side > 0 ? new Interval(from, double.PositiveInfinity) : new Interval(double.NegativeInfinity, from),
            $"towards {(side > 0 ? "+" : "-")}infinity {pair.P.Name} {Describe(tailP)} and {pair.Q.Name} {Describe(tailQ)}, so the integral of {integrand} diverges.");
    }

    // E_P[-ln q] over a tail; null where the leading terms do not decide.
    private static bool? LogRatioConverges(Tail p, Tail q)
    {
        if (p.Kind == TailKind.Algebraic && p.Exponent <= 1)
            return null;
        if (q.Kind != TailKind.Exponential)
            return true;
        if (double.IsNaN(q.Exponent) || (double.IsInfinity(q.Exponent) && p.Kind != TailKind.Algebraic))
            return null;
        return p.Kind != TailKind.Algebraic || p.HasMoment(q.Exponent);
    }

    // The integral of p^a q^(1-a), a > 1, over a tail; null where the leading terms cancel or are not known.
    private static bool? PowerConverges(Tail p, Tail q, double a)
    {
        if (p.Kind != q.Kind)
            return p.Kind < q.Kind;
        switch (p.Kind)
        {
            case TailKind.Algebraic:
                double exponent = a * p.Exponent - (a - 1) * q.Exponent;
                return exponent == 1 ? null : exponent > 1;
            case TailKind.Exponential when p.Exponent != q.Exponent:
                return double.IsNaN(p.Exponent) || double.IsNaN(q.Exponent) ? null : p.Exponent > q.Exponent;
            default:
                double rate = a * p.Rate - (a - 1) * q.Rate;
                // Rates that come from rounded parameters cancel only nearly; then the next terms decide.
                return double.IsNaN(rate) || Math.Abs(rate) < 1e-12 * a * p.Rate || double.IsInfinity(p.Exponent) ? null : rate > 0;
        }
    }

    private static DivergenceResult? CheckBreakpoint(FDivergence divergence, LawComparison pair, double a, double location, int side)
    {
        var (p, q) = (Near(pair.P, location, side), Near(pair.Q, location, side));
        if (p is not { } powerP || q is not { } powerQ || double.IsPositiveInfinity(powerP.Exponent) && !double.IsPositiveInfinity(powerQ.Exponent))
            return null;
        double exponent = a * powerP.Exponent - (a - 1) * powerQ.Exponent;
        bool converges = double.IsNaN(exponent) || double.IsInfinity(exponent) || (double.IsInfinity(powerQ.Exponent) && a == 1) || exponent == -1
            ? ConvergesNumerically(divergence, pair, a, location, side, towardsInfinity: false)
            : a == 1 || exponent > -1;
        if (converges)
            return null;
        double other = location + side * 0.01 * (pair.P.Quantile(0.75) - pair.P.Quantile(0.25));
        return DivergenceResult.Infinite(
            InfiniteReason.Singularity,
            new Interval(Math.Min(location, other), Math.Max(location, other)),
            Text($"at {location:R} {pair.P.Name} behaves as the distance to the power {powerP.Exponent:R} and {pair.Q.Name} to the power {powerQ.Exponent:R}, so the integral diverges there."));
    }

    // How a density behaves at a side of a place; null where it has no mass there.
    private static PowerLaw? Near(Law law, double location, int side)
    {
        bool present = LawComparison.Continuous(law).Any(interval => side > 0
            ? location >= interval.Lower && location < interval.Upper
            : location > interval.Lower && location <= interval.Upper);
        if (!present)
            return null;
        foreach (var point in law.Breakpoints)
        {
            if (point.Location == location)
                return side > 0 ? point.Above : point.Below;
        }
        return PowerLaw.Regular;
    }

    // The slope of ln(integrand times distance) in the logarithm of the distance, as far out as the densities can be told: the integral
    // converges if it ends below zero.
    private static bool ConvergesNumerically(FDivergence divergence, LawComparison pair, double a, double anchor, int side, bool towardsInfinity)
    {
        double? before = null, slope = null;
        for (double u = 2; u <= 340; u *= 1.25)
        {
            double distance = Math.Exp(towardsInfinity ? u : -u);
            double logP = pair.P.LogDensityNear(anchor, side * distance), logQ = pair.Q.LogDensityNear(anchor, side * distance);
            if (!double.IsFinite(logP) || !double.IsFinite(logQ))
                break;
            double growth = a == 1 ? Math.Log(Math.Abs(logP - logQ) + 1) : (a - 1) * (logP - logQ);
            double logIntegrand = logP + growth + (towardsInfinity ? u : -u);
            if (before is { } earlier)
                slope = (logIntegrand - earlier) / (u - u / 1.25);
            before = logIntegrand;
        }
        return slope is not { } last || last < -1e-6;
    }

    private static string Describe(Tail tail) => tail.Kind switch
    {
        TailKind.Algebraic => Text($"falls as |x|^-{tail.Exponent:R}"),
        TailKind.LogSquared => "falls as exp(-c (ln x)^2)",
        TailKind.Exponential when double.IsFinite(tail.Exponent) => tail.Exponent == 1 ? "falls as exp(-c |x|)" : Text($"falls as exp(-c |x|^{tail.Exponent:R})"),
        _ => "falls faster than any power",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
