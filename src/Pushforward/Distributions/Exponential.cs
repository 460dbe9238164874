using System.Globalization;
using Pushforward.Numerics.Calculus;

namespace Pushforward.Distributions;

/// <summary>The exponential law: f(x) = rate exp(-rate x) for x >= 0.</summary>
public sealed class Exponential : Law
{
    private static readonly Breakpoint[] Start = [Breakpoint.Start(0, PowerLaw.Regular)];

    /// <summary>Creates the law.</summary>
    /// <param name="rate">The rate, above zero; the mean is its reciprocal.</param>
    public Exponential(double rate) => Rate = Require.Positive(rate, nameof(Exponential));

    /// <summary>The rate.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"exponential({Rate:R})");

    /// <inheritdoc/>
    public override Support Support => Support.NonNegative;

    /// <inheritdoc/>
    public override IReadOnlyList<Breakpoint> Breakpoints => Start;

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Bounded;

    /// <inheritdoc/>
    public override Tail RightTail => Tail.Exponential(1, Rate);

    /// <inheritdoc/>
    public override Moment Mean => Moment.Finite(1 / Rate);

    /// <inheritdoc/>
    public override Moment Variance => Moment.Finite(1 / (Rate * Rate));

    /// <inheritdoc/>
    public override double LogDensity(double x) => x >= 0 ? Math.Log(Rate) - Rate * x : double.NegativeInfinity;

    /// <inheritdoc/>
    public override double Cdf(double x) => x > 0 ? -Elementary.ExpMinusOne(-Rate * x) : 0;

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => x > 0 ? Math.Exp(-Rate * x) : 1;

    /// <inheritdoc/>
    public override double LogComplementaryCdf(double x) => x > 0 ? -Rate * x : 0;

    /// <inheritdoc/>
    public override double Quantile(double p) => -Elementary.LogOnePlus(-Require.Probability(p, nameof(Exponential))) / Rate;

    /// <inheritdoc/>
    public override double ComplementaryQuantile(double q) => -Math.Log(Require.Probability(q, nameof(Exponential))) / Rate;
}
