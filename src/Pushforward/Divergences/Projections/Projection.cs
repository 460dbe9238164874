using Pushforward.Distributions;
using Pushforward.Numerics.Calculus;

namespace Pushforward.Divergences.Projections;

/// <summary>
/// The members of a family nearest to a law. Forward, the least KL(P||Q), matches moments and covers every mode of P; reverse, the least
/// KL(Q||P), avoids what P avoids and seeks a mode, so it may have several local minima, all of which are looked for.
/// </summary>
public static class Projection
{
    /// <summary>Projects a law onto a family both ways.</summary>
    /// <param name="law">The law P, one with a density.</param>
    /// <param name="family">The family of Q.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static ProjectionResult Onto(Law law, ProjectionFamily family, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(family);
        var (forward, forwardObstacle) = Forward(law, family);
        var (points, reverseObstacle) = ReverseProjection.StationaryPoints(law, family, cancellation);
        return new ProjectionResult
        {
            Law = law,
            Family = family,
            Forward = forward,
            ForwardObstacle = forwardObstacle,
            Reverse = [.. points.Where(point => point.Kind == StationaryKind.Minimum)],
            Stationary = [.. points.Where(point => point.Kind != StationaryKind.Minimum)],
            ReverseObstacle = reverseObstacle,
        };
    }

    private static (ProjectedLaw? Law, string? Obstacle) Forward(Law law, ProjectionFamily family)
    {
        if (law.Atoms.Count > 0)
            return (null, $"KL(P||Q) is infinite for every {family} Q: {law.Name} has atoms.");
        if (ForwardMember(law, family) is not { } member)
            return (null, $"KL(P||Q) is infinite for every {family} Q, or grows without a minimum: {law.Name} lacks the moments or the support it takes.");
        var divergence = Divergence.KullbackLeibler(law, member);
        return divergence.Kind == DivergenceKind.Infinite
            ? (null, $"KL(P||Q) is infinite for every {family} Q: {divergence.Explanation}")
            : (new ProjectedLaw(member, divergence, StationaryKind.Minimum, IsGlobal: true), null);
    }

    // The likelihood equations with the law in place of the data.
    private static Law? ForwardMember(Law law, ProjectionFamily family)
    {
        if (family == ProjectionFamily.Uniform)
        {
            bool bounded = double.IsFinite(law.Support.Lower) && double.IsFinite(law.Support.Upper);
            return bounded ? new Uniform(law.Support.Lower, law.Support.Upper) : null;
        }
        if (family == ProjectionFamily.Normal)
            return law.Variance.IsFinite ? new Normal(law.Mean.Value, Math.Sqrt(law.Variance.Value)) : null;
        if (!law.Mean.IsFinite)
            return null;
        if (family == ProjectionFamily.Laplace)
        {
            double median = law.Quantile(0.5);
            return new Laplace(median, Expect(law, x => Math.Abs(x - median), median));
        }
        if (family == ProjectionFamily.Gamma)
            return law.Support.Lower >= 0 ? MatchLogarithm(law.Mean.Value, Expect(law, Math.Log, 0)) : null;

        // The cross-entropy of a logistic law is convex in (location / scale, 1 / scale): one descent finds its minimum.
        double spread = law.ComplementaryQuantile(0.25) - law.Quantile(0.25);
        var search = new StationarySearch(family, parameters =>
        {
            var member = family.Create(parameters);
            return -Expect(law, member.LogDensity, parameters.First);
        });
        return search.Descend((law.Quantile(0.5), 0.5 * spread)) is { } minimum ? family.Create(minimum.Parameters) : null;
    }

    // E[f(X)] for a law with a density, f kinked at a place at most.
    private static double Expect(Law law, Func<double, double> f, double kink)
    {
        var cuts = new LawComparison(law, law).Cuts;
        if (kink > law.Support.Lower && kink < law.Support.Upper && !cuts.Any(cut => cut.Location == kink))
            cuts = [.. cuts.Append(new Cut(kink)).OrderBy(cut => cut.Location)];
        return Quadrature.IntegrateAnchored(
            (location, offset) =>
            {
                double density = Math.Exp(law.LogDensityNear(location, offset));
                return density == 0 ? 0 : density * f(location + offset);
            },
            cuts).Value;
    }

    // The gamma law with E[X] and E[ln X]: ln a - psi(a) = ln E[X] - E[ln X], by Newton's method in ln a from Minka's (2002) start.
    private static Gamma MatchLogarithm(double mean, double meanLog)
    {
        double gap = Math.Log(mean) - meanLog;
        double shape = (3 - gap + Math.Sqrt((gap - 3) * (gap - 3) + 24 * gap)) / (12 * gap);
        for (int step = 0; step < 50; step++)
        {
            const double H = 1e-4;
            double value = Equation(shape), slope = (Equation(shape * (1 + H)) - Equation(shape * (1 - H))) / (2 * H);
            double change = Math.Clamp(value / slope, -1, 1);
            shape *= Math.Exp(-change);
            if (Math.Abs(change) < 1e-12)
                break;
        }
        return new Gamma(shape, shape / mean);

        double Equation(double a) => Math.Log(a) - MathNet.Numerics.SpecialFunctions.DiGamma(a) - gap;
    }
}
