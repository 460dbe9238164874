using System.Globalization;
using Pushforward.Numerics.Random;

namespace Pushforward.Distributions;

/// <summary>The uniform law: f(x) = 1 / (b - a) on [a, b].</summary>
public sealed class Uniform : Law
{
    private readonly double _width;

    /// <summary>Creates the law.</summary>
    /// <param name="a">The lower end.</param>
    /// <param name="b">The upper end, above the lower.</param>
    public Uniform(double a, double b)
    {
        Lower = Require.Finite(a, nameof(Uniform));
        Upper = Require.Above(a, b, nameof(Uniform));
        _width = Require.Positive(b - a, nameof(Uniform));
        Support = Support.Between(a, b);
        Breakpoints = [Breakpoint.Start(a, PowerLaw.Regular), Breakpoint.End(b, PowerLaw.Regular)];
    }

    /// <summary>The lower end, a.</summary>
    public double Lower { get; }

    /// <summary>The upper end, b.</summary>
    public double Upper { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"uniform({Lower:R},{Upper:R})");

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Breakpoint> Breakpoints { get; }

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Bounded;

    /// <inheritdoc/>
    public override Tail RightTail => Tail.Bounded;

    /// <inheritdoc/>
    public override Moment Mean => Moment.Finite(Lower + 0.5 * _width);

    /// <inheritdoc/>
    public override Moment Variance => Moment.Finite(_width * _width / 12);

    /// <inheritdoc/>
    public override double LogDensity(double x) => Support.Contains(x) ? -Math.Log(_width) : double.NegativeInfinity;

    /// <inheritdoc/>
    public override double Density(double x) => Support.Contains(x) ? 1 / _width : 0;

    /// <inheritdoc/>
    public override double Cdf(double x) => Math.Clamp((x - Lower) / _width, 0, 1);

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => Math.Clamp((Upper - x) / _width, 0, 1);

    /// <inheritdoc/>
    public override double Quantile(double p) =>
        Require.Probability(p, nameof(Uniform)) == 1 ? Upper : Math.Min(Upper, Lower + p * _width);

    /// <inheritdoc/>
    public override double ComplementaryQuantile(double q) =>
        Require.Probability(q, nameof(Uniform)) == 1 ? Lower : Math.Max(Lower, Upper - q * _width);

    /// <inheritdoc/>
    public override double Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Quantile(random.NextDouble());
    }
}
