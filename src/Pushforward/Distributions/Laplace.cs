using System.Globalization;
using Pushforward.Numerics.Calculus;

namespace Pushforward.Distributions;

/// <summary>The Laplace law: f(x) = exp(-|x - location| / scale) / (2 scale).</summary>
public sealed class Laplace : Law
{
    /// <summary>Creates the law.</summary>
    /// <param name="location">The mean and median.</param>
    /// <param name="scale">The mean absolute deviation, above zero.</param>
    public Laplace(double location, double scale)
    {
        Location = Require.Finite(location, nameof(Laplace));
        Scale = Require.Positive(scale, nameof(Laplace));
        Breakpoints = [Breakpoint.Regular(location)];
    }

    /// <summary>The mean and median, where the density has its kink.</summary>
    public double Location { get; }

    /// <summary>The mean absolute deviation.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"laplace({Location:R},{Scale:R})");

    /// <inheritdoc/>
    public override Support Support => Support.RealLine;

    /// <inheritdoc/>
    public override IReadOnlyList<Breakpoint> Breakpoints { get; }

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Exponential(1, 1 / Scale);

    /// <inheritdoc/>
    public override Tail RightTail => Tail.Exponential(1, 1 / Scale);

    /// <inheritdoc/>
    public override Moment Mean => Moment.Finite(Location);

    /// <inheritdoc/>
    public override Moment Variance => Moment.Finite(2 * Scale * Scale);

    /// <inheritdoc/>
    public override double LogDensity(double x) => LogDensityNear(x, 0);

    /// <inheritdoc/>
    public override double LogDensityNear(double location, double offset) =>
        -Math.Abs((location - Location) + offset) / Scale - Math.Log(2 * Scale);

    /// <inheritdoc/>
    public override double Cdf(double x) => UpperTail((Location - x) / Scale);

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => UpperTail((x - Location) / Scale);

    /// <inheritdoc/>
    public override double LogCdf(double x) => LogUpperTail((Location - x) / Scale);

    /// <inheritdoc/>
    public override double LogComplementaryCdf(double x) => LogUpperTail((x - Location) / Scale);

    /// <inheritdoc/>
    public override double Quantile(double p) => Location - Scale * UpperQuantile(Require.Probability(p, nameof(Laplace)));

    /// <inheritdoc/>
    public override double ComplementaryQuantile(double q) => Location + Scale * UpperQuantile(Require.Probability(q, nameof(Laplace)));

    private static double UpperTail(double z) => z > 0 ? 0.5 * Math.Exp(-z) : 1 - 0.5 * Math.Exp(z);

    private static double LogUpperTail(double z) => z > 0 ? -z - Math.Log(2) : Elementary.LogOnePlus(-0.5 * Math.Exp(z));

    // z with P(Z > z) = q; 2 q - 1 is exact near the median, where z is small.
    private static double UpperQuantile(double q) => q switch
    {
        < 0.25 => -Math.Log(2 * q),
        <= 0.5 => -Elementary.LogOnePlus(2 * q - 1),
        <= 0.75 => Elementary.LogOnePlus(1 - 2 * q),
        _ => Math.Log(2 * (1 - q)),
    };
}
