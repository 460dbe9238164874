using System.Globalization;
using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;

namespace Pushforward.Distributions;

/// <summary>The gamma law: f(x) = rate^shape x^(shape - 1) exp(-rate x) / Gamma(shape) for x > 0.</summary>
public class Gamma : Law
{
    /// <summary>Creates the law.</summary>
    /// <param name="shape">The shape, above zero; below 1 the density has a pole at 0.</param>
    /// <param name="rate">The rate, above zero.</param>
    public Gamma(double shape, double rate)
    {
        Shape = Require.Positive(shape, nameof(Gamma));
        Rate = Require.Positive(rate, nameof(Gamma));
        Breakpoints = [Breakpoint.Start(0, new PowerLaw(shape - 1))];
    }

    /// <summary>The shape.</summary>
    public double Shape { get; }

    /// <summary>The rate.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"gamma({Shape:R},{Rate:R})");

    /// <inheritdoc/>
    public sealed override Support Support => Support.NonNegative;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Breakpoint> Breakpoints { get; }

    /// <inheritdoc/>
    public sealed override Tail LeftTail => Tail.Bounded;

    /// <inheritdoc/>
    public sealed override Tail RightTail => Tail.Exponential(1, Rate);

    /// <inheritdoc/>
    public sealed override Moment Mean => Moment.Finite(Shape / Rate);

    /// <inheritdoc/>
    public sealed override Moment Variance => Moment.Finite(Shape / Rate / Rate);

    /// <inheritdoc/>
    public sealed override double LogDensity(double x)
    {
        double y = Rate * x;
        if (!(x >= 0) || double.IsPositiveInfinity(y))
            return double.NegativeInfinity;
        if (y == 0)
            return Shape < 1 ? double.PositiveInfinity : Shape > 1 ? double.NegativeInfinity : Math.Log(Rate);
        return Shape < 1
            ? LogGamma.LogPoisson(Shape, y) + Math.Log(Shape) - Math.Log(x)
            : Math.Log(Rate) + LogGamma.LogPoisson(Shape - 1, y);
    }

    /// <inheritdoc/>
    public sealed override double Cdf(double x) => IncompleteGamma.Lower(Shape, Rate * x);

    /// <inheritdoc/>
    public sealed override double ComplementaryCdf(double x) => IncompleteGamma.Upper(Shape, Rate * x);

    /// <inheritdoc/>
    public sealed override double LogCdf(double x) => IncompleteGamma.LogLower(Shape, Rate * x);

    /// <inheritdoc/>
    public sealed override double LogComplementaryCdf(double x) => IncompleteGamma.LogUpper(Shape, Rate * x);

    /// <inheritdoc/>
    public sealed override double Sample(RandomStream random) => Math.Exp(SampleLogarithm(Shape, random)) / Rate;

    /// <summary>ln of a draw of rate 1, which for small shapes may lie beyond the range of doubles (Marsaglia and Tsang 2000; below shape 1 by X_a = X_(a+1) U^(1/a)).</summary>
    internal static double SampleLogarithm(double shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (shape < 1)
            return SampleLogarithm(shape + 1, random) + LogUniform(random) / shape;
        // A normal variable, cubed after a shift, is nearly gamma; the ratio of the densities is corrected by rejection.
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextNormal(), v = Math.Pow(1 + c * x, 3);
            if (v > 0 && LogUniform(random) < x * x / 2 + d * (1 - v + Math.Log(v)))
                return Math.Log(d * v);
        }
    }

    private static double LogUniform(RandomStream random) => Math.Log(random.NextDouble() + 0.5 / (1UL << 53));
}
