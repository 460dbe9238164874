using System.Globalization;
using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;

namespace Pushforward.Distributions;

/// <summary>The log-normal law of e^Y, Y normal(mu, sigma): f(x) = exp(-(ln x - mu)^2 / (2 sigma^2)) / (x sigma sqrt(2 pi)) for x > 0.</summary>
public sealed class LogNormal : Law
{
    private static readonly Breakpoint[] Start = [Breakpoint.Start(0, PowerLaw.Zero)];

    private readonly Normal _log;

    /// <summary>Creates the law.</summary>
    /// <param name="mu">The mean of the logarithm.</param>
    /// <param name="sigma">The standard deviation of the logarithm, above zero.</param>
    public LogNormal(double mu, double sigma) =>
        _log = new Normal(Require.Finite(mu, nameof(LogNormal)), Require.Positive(sigma, nameof(LogNormal)));

    /// <summary>The mean of the logarithm.</summary>
    public double Mu => _log.Location;

    /// <summary>The standard deviation of the logarithm.</summary>
    public double Sigma => _log.StandardDeviation;

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"lognormal({Mu:R},{Sigma:R})");

    /// <inheritdoc/>
    public override Support Support => Support.NonNegative;

    /// <inheritdoc/>
    public override IReadOnlyList<Breakpoint> Breakpoints => Start;

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Bounded;

    /// <inheritdoc/>
    public override Tail RightTail => Tail.LogSquared(0.5 / (Sigma * Sigma));

    /// <inheritdoc/>
    public override Moment Mean => FiniteUnlessOverflow(Math.Exp(Mu + 0.5 * Sigma * Sigma));

    /// <inheritdoc/>
    public override Moment Variance =>
        FiniteUnlessOverflow(Elementary.ExpMinusOne(Sigma * Sigma) * Math.Exp(2 * Mu + Sigma * Sigma));

    /// <inheritdoc/>
    public override double LogDensity(double x)
    {
        if (x <= 0)
            return double.NegativeInfinity;
        double logX = Math.Log(x);
        return _log.LogDensity(logX) - logX;
    }

    /// <inheritdoc/>
    public override double Cdf(double x) => x > 0 ? _log.Cdf(Math.Log(x)) : 0;

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => x > 0 ? _log.ComplementaryCdf(Math.Log(x)) : 1;

    /// <inheritdoc/>
    public override double LogCdf(double x) => x > 0 ? _log.LogCdf(Math.Log(x)) : double.NegativeInfinity;

    /// <inheritdoc/>
    public override double LogComplementaryCdf(double x) => x > 0 ? _log.LogComplementaryCdf(Math.Log(x)) : 0;

    /// <inheritdoc/>
    public override double Quantile(double p) => Math.Exp(_log.Quantile(Require.Probability(p, nameof(LogNormal))));

    /// <inheritdoc/>
    public override double ComplementaryQuantile(double q) => Math.Exp(_log.ComplementaryQuantile(Require.Probability(q, nameof(LogNormal))));

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Math.Exp(_log.Sample(random));

    // Every moment exists; one beyond the largest double is reported as infinite.
    private static Moment FiniteUnlessOverflow(double value) => double.IsFinite(value) ? Moment.Finite(value) : Moment.PositiveInfinity;
}
