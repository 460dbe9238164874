using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;

namespace Pushforward.Data.Toys;

/// <summary>
/// Two half circles that reach into each other, (cos t, sin t) and (1 - cos t, 1/2 - sin t), t uniform on (0, π), each coordinate with normal noise of deviation 0.1. The density is the mean
/// over t of the noise's, by Gauss-Legendre quadrature.
/// </summary>
public sealed class Moons : ToyLaw
{
    // Half circles are 3.1 long: nodes lie at most 0.05 apart, half a deviation of the noise, where the rule is exact to 1e-9.
    private const int Nodes = 96;

    private const double Noise = 0.1;

    private static readonly (double X, double Y, double Weight)[] Centers = [.. Arcs()];

    /// <inheritdoc/>
    public override string Name => "moons";

    /// <inheritdoc/>
    public override string Description => "two half circles that reach into each other";

    /// <inheritdoc/>
    public override (double From, double To) Extent => (-1.75, 2.75);

    /// <inheritdoc/>
    public override double LogDensity(double x, double y)
    {
        // The nearest center first, so that far away the sum does not underflow to a density of 0.
        double nearest = Centers.Min(center => Square(x, y, center.X, center.Y));
        double sum = 0;
        foreach (var (centerX, centerY, weight) in Centers)
            sum += weight * Math.Exp((nearest - Square(x, y, centerX, centerY)) / (2 * Noise * Noise));
        return Math.Log(sum) - nearest / (2 * Noise * Noise) - Math.Log(2 * Math.PI * Noise * Noise);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Draw(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        bool upper = random.NextInt32(2) == 0;
        double t = Math.PI * random.NextDouble();
        double noiseX = Noise * random.NextNormal(), noiseY = Noise * random.NextNormal();
        return upper ? (Math.Cos(t) + noiseX, Math.Sin(t) + noiseY) : (1 - Math.Cos(t) + noiseX, 0.5 - Math.Sin(t) + noiseY);
    }

    private static IEnumerable<(double X, double Y, double Weight)> Arcs()
    {
        var rule = GaussLegendreRule.Of(Nodes);
        for (int i = 0; i < Nodes; i++)
        {
            double t = Math.PI * (rule.Nodes[i] + 1) / 2, weight = rule.Weights[i] / 4;
            yield return (Math.Cos(t), Math.Sin(t), weight);
            yield return (1 - Math.Cos(t), 0.5 - Math.Sin(t), weight);
        }
    }

    private static double Square(double x, double y, double centerX, double centerY) => (x - centerX) * (x - centerX) + (y - centerY) * (y - centerY);
}
