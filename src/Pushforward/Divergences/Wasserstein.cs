using Pushforward.Distributions;
using Pushforward.Numerics.Calculus;

namespace Pushforward.Divergences;

/// <summary>The Wasserstein distance of order one on the line: the area between two distribution functions (Vallender 1974).</summary>
internal static class Wasserstein
{
    public static DivergenceResult Distance(LawComparison pair)
    {
        if (CheckTail(pair, 1) is { } right)
            return right;
        if (CheckTail(pair, -1) is { } left)
            return left;

        // Jumps are at the atoms, kinks where the distribution functions cross.
        var cuts = pair.Cuts.Select(cut => (cut.Location, cut.Singular))
            .Concat(pair.Atoms.Select(atom => (atom.Location, Singular: false)))
            .GroupBy(cut => cut.Location)
            .Select(cuts => new Cut(cuts.Key, cuts.Any(cut => cut.Singular)))
            .OrderBy(cut => cut.Location)
            .ToArray();
        if (cuts.Length < 2)
            return DivergenceResult.ClosedForm(0);
        var integral = Quadrature.Integrate(x => Math.Abs(Gap(pair, x)), LawComparison.WithCrossings(cuts, x => Gap(pair, x)), new QuadratureOptions { RelativeTolerance = 1e-12 });
        // A relative error of either distribution function moves the area between them by at most its share of their spread.
        double spread = pair.P.ComplementaryQuantile(0.01) - pair.P.Quantile(0.01) + pair.Q.ComplementaryQuantile(0.01) - pair.Q.Quantile(0.01);
        double fromLaws = (pair.RelativeErrorOfP + pair.RelativeErrorOfQ) * (integral.Value + spread);
        return DivergenceResult.Quadrature(integral.Value, integral.Error + fromLaws);
    }

    // Each difference is taken between the small ones of the four probabilities.
    private static double Gap(LawComparison pair, double x)
    {
        double p = pair.P.Cdf(x), q = pair.Q.Cdf(x);
        return p + q < 1 ? p - q : pair.Q.ComplementaryCdf(x) - pair.P.ComplementaryCdf(x);
    }

    private static DivergenceResult? CheckTail(LawComparison pair, int side)
    {
        var (tailP, tailQ) = side > 0 ? (pair.P.RightTail, pair.Q.RightTail) : (pair.P.LeftTail, pair.Q.LeftTail);
        bool hasP = tailP.HasMoment(1), hasQ = tailQ.HasMoment(1);
        if (hasP && hasQ)
            return null;
        // Two tails without a mean may still cancel: those of shifted copies do, at the rate of the density.
        if (hasP == hasQ && tailP == tailQ)
        {
            double far = side * 1e12 * (1 + Math.Abs(pair.P.Quantile(0.5)));
            double ratio = side > 0
                ? pair.P.ComplementaryCdf(far) / pair.Q.ComplementaryCdf(far)
                : pair.P.Cdf(far) / pair.Q.Cdf(far);
            if (Math.Abs(ratio - 1) < 1e-9)
                return null;
        }
        var heavy = hasP ? pair.Q : pair.P;
        double from = side > 0 ? heavy.ComplementaryQuantile(0.01) : heavy.Quantile(0.01);
        return DivergenceResult.Infinite(
            InfiniteReason.Tail,
            side > 0 ? new Interval(from, double.PositiveInfinity) : new Interval(double.NegativeInfinity, from),
            $"{heavy.Name} has no mean towards {(side > 0 ? "+" : "-")}infinity, and the tail of the other law does not cancel it.");
    }
}
