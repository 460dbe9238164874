namespace Pushforward.Flows;

/// <summary>How to go from one latent code to another.</summary>
public enum LatentPath
{
    /// <summary>(1 - t) a + t b. Halfway codes are shorter than the prior's, which lie about a sphere.</summary>
    Linear,

    /// <summary>
    /// (sin((1 - t) θ) a + sin(t θ) b) / sin θ, θ the angle between a and b: along the sphere (Shoemake 1985; White 2016, arXiv:1609.04468). Linear where a and b point the same
    /// way, opposite ways, or nowhere.
    /// </summary>
    Spherical,
}

/// <summary>Walks along paths between codes.</summary>
public static class LatentPaths
{
    // Below this the sine is rounding, and the two formulas agree or the sphere has no shortest way.
    private const double SmallestSine = 1e-6;

    /// <summary>The code at a share of the way; at 0 and 1 the ends themselves.</summary>
    /// <param name="path">Which way.</param>
    /// <param name="from">a.</param>
    /// <param name="to">b, as long.</param>
    /// <param name="t">From 0 to 1.</param>
    /// <param name="destination">Takes the code; as long.</param>
    /// <exception cref="ArgumentException">The lengths differ, or t is out of range.</exception>
    public static void At(this LatentPath path, ReadOnlySpan<float> from, ReadOnlySpan<float> to, double t, Span<float> destination)
    {
        if (from.Length != to.Length || destination.Length != from.Length)
            throw new ArgumentException($"latent path: expected codes of the same length, got {from.Length}, {to.Length} and room for {destination.Length}.");
        if (t is not (>= 0 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"latent path: expected t from 0 to 1, got {t}."));
        var (a, b) = path == LatentPath.Linear ? (1 - t, t) : Spherical(from, to, t);
        for (int d = 0; d < destination.Length; d++)
            destination[d] = (float)(a * from[d] + b * to[d]);
    }

    private static (double A, double B) Spherical(ReadOnlySpan<float> from, ReadOnlySpan<float> to, double t)
    {
        // In double, or codes that point the same way would seem 1e-4 apart.
        double product = 0, fromSquare = 0, toSquare = 0;
        for (int d = 0; d < from.Length; d++)
        {
            product += (double)from[d] * to[d];
            fromSquare += (double)from[d] * from[d];
            toSquare += (double)to[d] * to[d];
        }
        double lengths = Math.Sqrt(fromSquare * toSquare);
        double angle = lengths > 0 ? Math.Acos(Math.Clamp(product / lengths, -1, 1)) : 0;
        double sine = Math.Sin(angle);
        return sine < SmallestSine ? (1 - t, t) : (Math.Sin((1 - t) * angle) / sine, Math.Sin(t * angle) / sine);
    }
}
