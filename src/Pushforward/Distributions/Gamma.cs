using System.Globalization;
using Pushforward.Numerics.Calculus;

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
}
