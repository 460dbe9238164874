using Pushforward.Numerics.Random;

namespace Pushforward.Data.Toys;

/// <summary>
/// Three rings of radius 1, 2 and 3 with a third of the mass each: the angle uniform, the distance r from the middle normal about the radius with deviation 0.1. p(x, y) = Σ_k N(r; k, 0.1²) / (3 · 2π r).
/// </summary>
public sealed class Rings : ToyLaw
{
    private const int Count = 3;

    // A radius is at least ten deviations, so distances below 0 are out of the question (1e-23).
    private const double Noise = 0.1;

    /// <inheritdoc/>
    public override string Name => "rings";

    /// <inheritdoc/>
    public override string Description => "three rings about one middle";

    /// <inheritdoc/>
    public override (double From, double To) Extent => (-3.6, 3.6);

    /// <inheritdoc/>
    public override double LogDensity(double x, double y)
    {
        // In the middle itself the density of a fold of 1e-23 is infinite, which no figure is to show.
        double r = Math.Max(Math.Sqrt(x * x + y * y), 1e-9), nearest = Math.Clamp(Math.Round(r), 1, Count), sum = 0;
        double Exponent(double radius) => -(r - radius) * (r - radius) / (2 * Noise * Noise);
        for (int k = 1; k <= Count; k++)
            sum += Math.Exp(Exponent(k) - Exponent(nearest));
        return Exponent(nearest) + Math.Log(sum) - 0.5 * Math.Log(2 * Math.PI * Noise * Noise) - Math.Log(Count * 2 * Math.PI * r);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Draw(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double radius = 1 + random.NextInt32(Count), angle = 2 * Math.PI * random.NextDouble(), r = radius + Noise * random.NextNormal();
        return (r * Math.Cos(angle), r * Math.Sin(angle));
    }
}
