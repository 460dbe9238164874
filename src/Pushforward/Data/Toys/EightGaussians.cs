using Pushforward.Numerics.Random;

namespace Pushforward.Data.Toys;

/// <summary>
/// Eight normal laws of deviation 0.2, evenly on a circle of radius 2. Neighbors are 7.7 deviations apart, so the entropy is that of one and of the choice, log 8 + log(2πe · 0.2²), to 1e-3.
/// </summary>
public sealed class EightGaussians : ToyLaw
{
    private const int Count = 8;

    private const double Radius = 2, Deviation = 0.2;

    /// <inheritdoc/>
    public override string Name => "gaussians";

    /// <inheritdoc/>
    public override string Description => "eight normal laws on a circle";

    /// <inheritdoc/>
    public override (double From, double To) Extent => (-3.2, 3.2);

    /// <inheritdoc/>
    public override double? Entropy => Math.Log(Count) + Math.Log(2 * Math.PI * Math.E * Deviation * Deviation);

    /// <inheritdoc/>
    public override double LogDensity(double x, double y)
    {
        Span<double> exponents = stackalloc double[Count];
        double most = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < Count; k++)
        {
            var (centerX, centerY) = Center(k);
            exponents[k] = -((x - centerX) * (x - centerX) + (y - centerY) * (y - centerY)) / (2 * Deviation * Deviation);
            most = Math.Max(most, exponents[k]);
        }
        foreach (double exponent in exponents)
            sum += Math.Exp(exponent - most);
        return most + Math.Log(sum) - Math.Log(Count * 2 * Math.PI * Deviation * Deviation);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Draw(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (centerX, centerY) = Center(random.NextInt32(Count));
        return (centerX + Deviation * random.NextNormal(), centerY + Deviation * random.NextNormal());
    }

    private static (double X, double Y) Center(int k) => (Radius * Math.Cos(2 * Math.PI * k / Count), Radius * Math.Sin(2 * Math.PI * k / Count));
}
