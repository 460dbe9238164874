namespace Pushforward.Bijectors;

/// <summary>Points at which a bijector is most likely to be wrong: beside its kinks and near the edges of its domain, also of parts deep in a chain.</summary>
internal static class BijectorProbes
{
    // How far beside a kink or inside an edge, relative to the size of what stands there: near, and as near as differences can tell one side from the other.
    private static readonly double[] Distances = [0.1, Math.Pow(BijectorCheckOptions.Epsilon, 0.25)];

    public static List<double[]> Of(Bijector bijector, IReadOnlyList<double[]> points)
    {
        var probes = new List<double[]>();
        switch (bijector)
        {
            case Chain chain:
                for (int i = 0; i < chain.Parts.Count; i++)
                {
                    // Where the parts before lead, what matters to this one, and back.
                    var before = new Chain([.. chain.Parts.Take(i)]);
                    probes.AddRange(Map(before, Of(chain.Parts[i], Map(before, points, inverse: false)), inverse: true));
                }
                break;
            case Invert invert:
                probes.AddRange(Map(invert, Of(invert.Inner, Map(invert, points, inverse: false)), inverse: true));
                break;
            default:
                foreach (double[] point in points)
                {
                    foreach (double special in Special(bijector))
                    {
                        foreach (double distance in Distances)
                            probes.AddRange(Beside(point, special, distance * Math.Max(1, Math.Abs(special))));
                    }
                }
                break;
        }
        return [.. probes.Where(probe => probe.All(bijector.Domain.Contains))];
    }

    private static IEnumerable<double> Special(Bijector bijector) =>
        bijector.Kinks
            .Concat(new[] { bijector.Domain.Lower, bijector.Domain.Upper }.Where(double.IsFinite))
            .Concat(bijector.Domain.Hole is { } hole ? [hole] : []);

    // All coordinates beside the place, by turns to its left and right; and the other way round. An edge has but one side.
    private static IEnumerable<double[]> Beside(double[] point, double special, double distance)
    {
        foreach (int first in new[] { 1, -1 })
        {
            yield return [.. point.Select((_, i) => special + (i % 2 == 0 ? first : -first) * distance)];
            yield return [.. point.Select((_, i) => special + first * distance * (i + 1))];
        }
    }

    private static List<double[]> Map(Bijector bijector, IReadOnlyList<double[]> points, bool inverse)
    {
        if (points.Count == 0)
            return [];
        var outside = new OutsideRows(points.Count);
        var images = Rows.ToArrays(bijector.Run(Rows.ToTensor(points), inverse, outside).Value);
        return [.. images.Where((image, row) => !outside[row] && image.All(double.IsFinite))];
    }
}
