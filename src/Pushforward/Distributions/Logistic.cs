using System.Globalization;
using Pushforward.Numerics.Calculus;

namespace Pushforward.Distributions;

/// <summary>The logistic law: f(x) = e^-z / (scale (1 + e^-z)^2), z = (x - location) / scale; its distribution function is the sigmoid.</summary>
public sealed class Logistic : Law
{
    /// <summary>Creates the law.</summary>
    /// <param name="location">The mean and median.</param>
    /// <param name="scale">The scale, above zero; the standard deviation is scale pi / sqrt(3).</param>
    public Logistic(double location, double scale)
    {
        Location = Require.Finite(location, nameof(Logistic));
        Scale = Require.Positive(scale, nameof(Logistic));
    }

    /// <summary>The mean and median.</summary>
    public double Location { get; }

    /// <summary>The scale.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"logistic({Location:R},{Scale:R})");

    /// <inheritdoc/>
    public override Support Support => Support.RealLine;

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Exponential(1, 1 / Scale);

    /// <inheritdoc/>
    public override Tail RightTail => Tail.Exponential(1, 1 / Scale);

    /// <inheritdoc/>
    public override Moment Mean => Moment.Finite(Location);

    /// <inheritdoc/>
    public override Moment Variance => Moment.Finite(Scale * Scale * (Math.PI * Math.PI / 3));

    /// <inheritdoc/>
    public override double LogDensity(double x) => LogDensityNear(x, 0);

    /// <inheritdoc/>
    public override double LogDensityNear(double location, double offset)
    {
        double z = Math.Abs((location - Location) + offset) / Scale;
        return -z - 2 * Elementary.LogOnePlus(Math.Exp(-z)) - Math.Log(Scale);
    }

    /// <inheritdoc/>
    public override double Cdf(double x) => 1 / (1 + Math.Exp((Location - x) / Scale));

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => 1 / (1 + Math.Exp((x - Location) / Scale));

    /// <inheritdoc/>
    public override double LogCdf(double x) => -Softplus((Location - x) / Scale);

    /// <inheritdoc/>
    public override double LogComplementaryCdf(double x) => -Softplus((x - Location) / Scale);

    /// <inheritdoc/>
    public override double Quantile(double p) => Location + Scale * Logit(Require.Probability(p, nameof(Logistic)));

    /// <inheritdoc/>
    public override double ComplementaryQuantile(double q) => Location - Scale * Logit(Require.Probability(q, nameof(Logistic)));

    // Near the median ln(p / (1 - p)) = ln(1 + (2 p - 1) / (1 - p)), whose numerator is exact.
    private static double Logit(double p) => Math.Abs(p - 0.5) < 0.25
        ? Elementary.LogOnePlus((2 * p - 1) / (1 - p))
        : Math.Log(p) - Elementary.LogOnePlus(-p);

    // ln(1 + e^z).
    private static double Softplus(double z) => Math.Max(z, 0) + Elementary.LogOnePlus(Math.Exp(-Math.Abs(z)));
}
