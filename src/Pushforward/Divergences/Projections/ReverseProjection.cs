using Pushforward.Distributions;

namespace Pushforward.Divergences.Projections;

/// <summary>Looks for every stationary point of KL(Q||P) over a family, from many starts.</summary>
internal static class ReverseProjection
{
    // Minima whose values differ by less count as one height.
    private const double SameHeight = 1e-9;

    private static readonly double[] StartingProbabilities = [0.05, 0.2, 0.5, 0.8, 0.95];
    private static readonly double[] StartingScales = [0.08, 0.3, 0.8];

    public static (IReadOnlyList<ProjectedLaw> Points, string? Obstacle) StationaryPoints(Law law, ProjectionFamily family, CancellationToken cancellation)
    {
        if (law.Landmarks.Count == 0 || LawComparison.Continuous(law).All(interval => interval.IsPoint))
            return ([], $"KL(Q||P) is infinite for every {family} Q: {law.Name} has no density.");
        var starts = Starts(law, family);
        var finite = starts.Where(start => Divergence.KullbackLeibler(family.Create(start), law).Kind != DivergenceKind.Infinite).ToArray();
        if (finite.Length == 0)
        {
            string? why = starts.Count == 0 ? $"no member has its moments" : Divergence.KullbackLeibler(family.Create(starts[0]), law).Explanation;
            return ([], $"KL(Q||P) is infinite for every {family} Q that was tried: {why}");
        }

        // E_Q[ln q - ln p] by the family's rule: the same nodes for every start, so the sum is smooth.
        var search = new StationarySearch(family, parameters =>
        {
            if (!(parameters.Second > 0) || !double.IsFinite(parameters.First) || !double.IsFinite(parameters.Second))
                return double.PositiveInfinity;
            var member = family.Create(parameters);
            return family.Expect(parameters, x => member.LogDensity(x) - law.LogDensity(x));
        });
        var found = new List<StationaryPoint>();
        foreach (var start in finite)
        {
            cancellation.ThrowIfCancellationRequested();
            Add(found, search.Descend(start), family);
        }
        // Between two minima lies a saddle; Newton's method is started along the way from one to the other, and where the moments match.
        foreach (var start in Between([.. found]).Append(finite[0]))
        {
            cancellation.ThrowIfCancellationRequested();
            Add(found, search.Solve(start), family);
        }
        if (found.Count == 0)
            return ([], $"KL(Q||P) has no stationary {family} Q that the search could reach from {finite.Length} starts.");

        var points = found
            .Select(point => (point.Kind, Law: family.Create(point.Parameters)))
            .Select(point => (point.Kind, point.Law, Divergence: Divergence.KullbackLeibler(point.Law, law)))
            .OrderBy(point => point.Divergence.Value)
            .ThenBy(point => point.Law.Mean.Value)
            .ToArray();
        double least = points.Where(point => point.Kind == StationaryKind.Minimum).Select(point => point.Divergence.Value).DefaultIfEmpty(double.NaN).Min();
        var laws = points.Select(point => new ProjectedLaw(
            point.Law, point.Divergence, point.Kind, point.Kind == StationaryKind.Minimum && point.Divergence.Value <= least + SameHeight));
        // Equal heights in the order of their means, whatever rounding made of them.
        return ([.. laws.OrderBy(point => Math.Round(point.Divergence.Value / SameHeight)).ThenBy(point => point.Mean)], null);
    }

    private static IEnumerable<(double First, double Second)> Between(StationaryPoint[] minima)
    {
        const int Stops = 8;
        foreach (var (i, from) in minima.Index())
        {
            foreach (var to in minima.Skip(i + 1))
            {
                for (int k = 1; k < Stops; k++)
                {
                    double t = (double)k / Stops;
                    yield return (
                        from.Parameters.First + t * (to.Parameters.First - from.Parameters.First),
                        from.Parameters.Second * Math.Pow(to.Parameters.Second / from.Parameters.Second, t));
                }
            }
        }
    }

    private static void Add(List<StationaryPoint> found, StationaryPoint? point, ProjectionFamily family)
    {
        if (point is null)
            return;
        var law = family.Create(point.Parameters);
        double mean = law.Mean.Value, deviation = Math.Sqrt(law.Variance.Value);
        bool known = found.Any(other =>
        {
            var otherLaw = family.Create(other.Parameters);
            double otherDeviation = Math.Sqrt(otherLaw.Variance.Value);
            return Math.Abs(otherLaw.Mean.Value - mean) < 1e-5 * deviation && Math.Abs(otherDeviation - deviation) < 1e-5 * deviation;
        });
        if (!known)
            found.Add(point);
    }

    // The moments of P, and every landmark and component as a center with scales from a fraction of the spread to all of it: a moment-matched start
    // alone sits on the symmetric stationary point of a symmetric P.
    private static List<(double First, double Second)> Starts(Law law, ProjectionFamily family)
    {
        double spread = law.ComplementaryQuantile(0.1) - law.Quantile(0.1);
        var starts = new List<(double First, double Second)?>();
        if (law.Variance.IsFinite)
            starts.Add(family.WithMoments(law.Mean.Value, Math.Sqrt(law.Variance.Value)));
        if (law is Mixture mixture)
        {
            foreach (var part in mixture.Parts.Where(part => part.Law.Variance.IsFinite && part.Law.Atoms.Count == 0))
                starts.Add(family.WithMoments(part.Law.Mean.Value, Math.Sqrt(part.Law.Variance.Value)));
        }
        double[] centers = [.. StartingProbabilities.Select(law.Quantile), .. Modes(law)];
        foreach (double center in centers)
        {
            foreach (double scale in StartingScales)
                starts.Add(family.WithMoments(center, scale * spread));
        }
        return [.. starts.OfType<(double, double)>().Distinct()];
    }

    // Local maxima of the density on a grid in probability, which is fine where the mass is.
    private static IEnumerable<double> Modes(Law law)
    {
        const int Grid = 64;
        var places = Enumerable.Range(1, Grid - 1).Select(k => law.Quantile((double)k / Grid)).ToArray();
        var heights = places.Select(law.LogDensity).ToArray();
        for (int k = 1; k + 1 < places.Length; k++)
        {
            if (heights[k] >= heights[k - 1] && heights[k] >= heights[k + 1])
                yield return places[k];
        }
    }
}
