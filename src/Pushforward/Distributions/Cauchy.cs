using System.Globalization;
using Pushforward.Numerics.Calculus;

namespace Pushforward.Distributions;

/// <summary>The Cauchy law: f(x) = 1 / (pi scale (1 + ((x - location) / scale)^2)). It has no mean.</summary>
public sealed class Cauchy : Law
{
    /// <summary>Creates the law.</summary>
    /// <param name="location">The median.</param>
    /// <param name="scale">Half the distance between the quartiles, above zero.</param>
    public Cauchy(double location, double scale)
    {
        Location = Require.Finite(location, nameof(Cauchy));
        Scale = Require.Positive(scale, nameof(Cauchy));
    }

    /// <summary>The median and mode.</summary>
    public double Location { get; }

    /// <summary>Half the distance between the quartiles.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"cauchy({Location:R},{Scale:R})");

    /// <inheritdoc/>
    public override Support Support => Support.RealLine;

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Algebraic(2);

    /// <inheritdoc/>
    public override Tail RightTail => Tail.Algebraic(2);

    /// <inheritdoc/>
    public override Moment Mean => Moment.Undefined;

    /// <inheritdoc/>
    public override Moment Variance => Moment.Undefined;

    /// <inheritdoc/>
    public override double LogDensity(double x) => LogDensityNear(x, 0);

    /// <inheritdoc/>
    public override double LogDensityNear(double location, double offset)
    {
        double z = Math.Abs(((location - Location) + offset) / Scale);
        // z^2 overflows far beyond 1e150, where 1 + z^2 = z^2 anyway.
        double logOnePlusSquare = z < 1e8 ? Elementary.LogOnePlus(z * z) : 2 * Math.Log(z);
        return -logOnePlusSquare - Math.Log(Math.PI * Scale);
    }

    /// <inheritdoc/>
    public override double Density(double x)
    {
        double z = (x - Location) / Scale;
        return 1 / (Math.PI * Scale * (1 + z * z));
    }

    /// <inheritdoc/>
    public override double Cdf(double x) => UpperTail((Location - x) / Scale);

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => UpperTail((x - Location) / Scale);

    /// <inheritdoc/>
    public override double Quantile(double p) => Location - Scale * Cotangent(Require.Probability(p, nameof(Cauchy)));

    /// <inheritdoc/>
    public override double ComplementaryQuantile(double q) => Location + Scale * Cotangent(Require.Probability(q, nameof(Cauchy)));

    // P(Z > z) = atan2(1, z) / pi, which keeps its relative precision however small.
    private static double UpperTail(double z) => Math.Atan2(1, z) / Math.PI;

    // cot(pi q), through the tangent of the distance to 1/2 in the middle, where it is small.
    private static double Cotangent(double q) => q switch
    {
        0 => double.PositiveInfinity,
        1 => double.NegativeInfinity,
        < 0.25 or > 0.75 => 1 / double.TanPi(q),
        _ => double.TanPi(0.5 - q),
    };
}
