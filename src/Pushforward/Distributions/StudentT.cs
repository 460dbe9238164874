using System.Globalization;
using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;

namespace Pushforward.Distributions;

/// <summary>Student's law: f(x) = Gamma((n + 1) / 2) / (Gamma(n / 2) sqrt(n pi)) (1 + x^2 / n)^(-(n + 1) / 2), n degrees of freedom.</summary>
public sealed class StudentT : Law
{
    private const double LogSqrtTwoPi = 0.918938533204672741780329736406;

    private readonly double _logPeak;

    /// <summary>Creates the law.</summary>
    /// <param name="df">The degrees of freedom, above zero.</param>
    public StudentT(double df)
    {
        DegreesOfFreedom = Require.Positive(df, nameof(StudentT));
        // The ratio of gamma functions by what Stirling's formula lacks (Loader 2000), which does not cancel at many degrees of freedom.
        double half = 0.5 * df;
        _logPeak = -LogGamma.Deviance(half, half + 0.5) + LogGamma.StirlingError(half + 0.5) - LogGamma.StirlingError(half) - LogSqrtTwoPi;
    }

    /// <summary>The degrees of freedom.</summary>
    public double DegreesOfFreedom { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"student-t({DegreesOfFreedom:R})");

    /// <inheritdoc/>
    public override Support Support => Support.RealLine;

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Algebraic(DegreesOfFreedom + 1);

    /// <inheritdoc/>
    public override Tail RightTail => LeftTail;

    /// <inheritdoc/>
    public override Moment Mean => DegreesOfFreedom > 1 ? Moment.Finite(0) : Moment.Undefined;

    /// <inheritdoc/>
    public override Moment Variance => DegreesOfFreedom switch
    {
        > 2 => Moment.Finite(DegreesOfFreedom / (DegreesOfFreedom - 2)),
        > 1 => Moment.PositiveInfinity,
        _ => Moment.Undefined,
    };

    /// <inheritdoc/>
    public override double LogDensity(double x) => _logPeak - 0.5 * (DegreesOfFreedom + 1) * LogOnePlusSquare(x);

    /// <inheritdoc/>
    public override double Cdf(double x) => ComplementaryCdf(-x);

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => x < 0 ? 1 - ComplementaryCdf(-x) : Math.Exp(LogUpperTail(x));

    /// <inheritdoc/>
    public override double LogCdf(double x) => LogComplementaryCdf(-x);

    /// <inheritdoc/>
    public override double LogComplementaryCdf(double x) => x < 0 ? Elementary.LogOnePlus(-Math.Exp(LogUpperTail(-x))) : LogUpperTail(x);

    /// <inheritdoc/>
    public override double Quantile(double p) => -ComplementaryQuantile(p);

    /// <inheritdoc/>
    public override double ComplementaryQuantile(double q) => Require.Probability(q, nameof(StudentT)) switch
    {
        0.5 => 0,
        > 0.5 => -base.ComplementaryQuantile(1 - q),
        _ => base.ComplementaryQuantile(q),
    };

    private double LogOnePlusSquare(double x)
    {
        double ratio = Math.Abs(x) / Math.Sqrt(DegreesOfFreedom);
        return ratio < 1e8 ? Elementary.LogOnePlus(ratio * ratio) : 2 * Math.Log(ratio);
    }

    // P(T > x) = I_w(n / 2, 1 / 2) / 2 with w = n / (n + x^2), for x >= 0.
    private double LogUpperTail(double x)
    {
        double half = 0.5 * DegreesOfFreedom, ratio = x / Math.Sqrt(DegreesOfFreedom);
        if (ratio > 1e8)
        {
            // w underflows long before the tail does; there the tail is its leading power, x f(x) / n, to 1e-16.
            return LogDensity(x) + Math.Log(x) - Math.Log(DegreesOfFreedom);
        }
        double square = ratio * ratio;
        return IncompleteBeta.LogRegularized(half, 0.5, 1 / (1 + square), square / (1 + square)) - Math.Log(2);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random)
    {
        // N / sqrt(X / df) for a normal N and a chi-squared X
        double half = DegreesOfFreedom / 2;
        double log = Gamma.SampleLogarithm(half, random);
        return random.NextNormal() * Math.Exp((Math.Log(half) - log) / 2);
    }
}
