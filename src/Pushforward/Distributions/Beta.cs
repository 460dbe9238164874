using System.Globalization;
using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;

namespace Pushforward.Distributions;

/// <summary>The beta law: f(x) = x^(a - 1) (1 - x)^(b - 1) / B(a, b) on [0, 1].</summary>
public sealed class Beta : Law
{
    /// <summary>Creates the law.</summary>
    /// <param name="a">The power at 0, above zero; below 1 the density has a pole there.</param>
    /// <param name="b">The power at 1, above zero; below 1 the density has a pole there.</param>
    public Beta(double a, double b)
    {
        A = Require.Positive(a, nameof(Beta));
        B = Require.Positive(b, nameof(Beta));
        Breakpoints = [Breakpoint.Start(0, new PowerLaw(a - 1)), Breakpoint.End(1, new PowerLaw(b - 1))];
    }

    /// <summary>The power at 0.</summary>
    public double A { get; }

    /// <summary>The power at 1.</summary>
    public double B { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"beta({A:R},{B:R})");

    /// <inheritdoc/>
    public override Support Support { get; } = Support.Between(0, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<Breakpoint> Breakpoints { get; }

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Bounded;

    /// <inheritdoc/>
    public override Tail RightTail => Tail.Bounded;

    /// <inheritdoc/>
    public override Moment Mean => Moment.Finite(A / (A + B));

    /// <inheritdoc/>
    public override Moment Variance => Moment.Finite(A / (A + B) * (B / (A + B)) / (A + B + 1));

    /// <inheritdoc/>
    public override double LogDensity(double x) => LogDensityAt(x, 1 - x);

    /// <inheritdoc/>
    public override double LogDensityNear(double location, double offset) => LogDensityAt(location + offset, (1 - location) - offset);

    /// <inheritdoc/>
    public override double Cdf(double x) => IncompleteBeta.Regularized(A, B, x, 1 - x);

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => IncompleteBeta.Regularized(B, A, 1 - x, x);

    /// <inheritdoc/>
    public override double LogCdf(double x) => IncompleteBeta.LogRegularized(A, B, x, 1 - x);

    /// <inheritdoc/>
    public override double LogComplementaryCdf(double x) => IncompleteBeta.LogRegularized(B, A, 1 - x, x);

    private double LogDensityAt(double x, double y)
    {
        if (!(x >= 0 && y >= 0))
            return double.NegativeInfinity;
        if (x == 0 || y == 0)
        {
            double power = x == 0 ? A : B;
            return power < 1 ? double.PositiveInfinity : power > 1 ? double.NegativeInfinity : Math.Log(x == 0 ? B : A);
        }
        // f = a b / (a + b) times the binomial probability at real counts a, b, over x y.
        return LogGamma.LogBinomial(A, B, x, y) + Math.Log(A / (A + B) * B) - Math.Log(x) - Math.Log(y);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random)
    {
        // X / (X + Y) for gamma variables X and Y, by logarithms as both may underflow.
        double x = Gamma.SampleLogarithm(A, random), y = Gamma.SampleLogarithm(B, random);
        return 1 / (1 + Math.Exp(y - x));
    }
}
