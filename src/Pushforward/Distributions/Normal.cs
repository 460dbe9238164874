using System.Globalization;
using MathNet.Numerics;
using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;

namespace Pushforward.Distributions;

/// <summary>The normal law: f(x) = exp(-(x - mean)^2 / (2 sd^2)) / (sd sqrt(2 pi)).</summary>
public sealed class Normal : Law
{
    private const double LogSqrtTwoPi = 0.918938533204672741780329736406;

    /// <summary>Creates the law.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="standardDeviation">The standard deviation, above zero.</param>
    public Normal(double mean, double standardDeviation)
    {
        Location = Require.Finite(mean, nameof(Normal));
        StandardDeviation = Require.Positive(standardDeviation, nameof(Normal));
    }

    /// <summary>The mean, median and mode.</summary>
    public double Location { get; }

    /// <summary>The standard deviation.</summary>
    public double StandardDeviation { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"normal({Location:R},{StandardDeviation:R})");

    /// <inheritdoc/>
    public override Support Support => Support.RealLine;

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Exponential(2, 0.5 / (StandardDeviation * StandardDeviation));

    /// <inheritdoc/>
    public override Tail RightTail => LeftTail;

    /// <inheritdoc/>
    public override Moment Mean => Moment.Finite(Location);

    /// <inheritdoc/>
    public override Moment Variance => Moment.Finite(StandardDeviation * StandardDeviation);

    /// <inheritdoc/>
    public override double LogDensity(double x) => LogDensityNear(x, 0);

    /// <inheritdoc/>
    public override double LogDensityNear(double location, double offset)
    {
        double z = ((location - Location) + offset) / StandardDeviation;
        return -0.5 * z * z - LogSqrtTwoPi - Math.Log(StandardDeviation);
    }

    /// <inheritdoc/>
    public override double Cdf(double x) => 0.5 * SpecialFunctions.Erfc(-Standardize(x) * Constants.Sqrt1Over2);

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => 0.5 * SpecialFunctions.Erfc(Standardize(x) * Constants.Sqrt1Over2);

    /// <inheritdoc/>
    public override double LogCdf(double x) => LogTail(-Standardize(x));

    /// <inheritdoc/>
    public override double LogComplementaryCdf(double x) => LogTail(Standardize(x));

    /// <inheritdoc/>
    public override double Quantile(double p) => Location + StandardDeviation * StandardQuantile(Require.Probability(p, nameof(Normal)));

    /// <inheritdoc/>
    public override double ComplementaryQuantile(double q) =>
        Location - StandardDeviation * StandardQuantile(Require.Probability(q, nameof(Normal)));

    /// <inheritdoc/>
    public override double Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Location + StandardDeviation * random.NextNormal();
    }

    private double Standardize(double x) => (x - Location) / StandardDeviation;

    // The middle through erf, whose argument 2 p - 1 is exact, so that quantiles near the median keep relative precision.
    private static double StandardQuantile(double p) => Math.Abs(p - 0.5) < 0.4
        ? Constants.Sqrt2 * SpecialFunctions.ErfInv(2 * (p - 0.5))
        : -Constants.Sqrt2 * SpecialFunctions.ErfcInv(2 * p);

    // ln P(Z > z).
    private static double LogTail(double z) => z < 1
        ? Elementary.LogOnePlus(-0.5 * SpecialFunctions.Erfc(-z * Constants.Sqrt1Over2))
        : Math.Log(0.5 * ErrorFunction.ScaledComplement(z * Constants.Sqrt1Over2)) - 0.5 * z * z;
}
