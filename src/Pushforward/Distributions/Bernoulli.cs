using System.Globalization;
using Pushforward.Numerics.Random;

namespace Pushforward.Distributions;

/// <summary>The Bernoulli law: P(X = 1) = p, P(X = 0) = 1 - p.</summary>
public sealed class Bernoulli : Law
{
    /// <summary>Creates the law.</summary>
    /// <param name="p">The probability of a one.</param>
    public Bernoulli(double p)
    {
        P = Require.Probability(p, nameof(Bernoulli));
        Atoms = p switch
        {
            0 => [new Atom(0, 1)],
            1 => [new Atom(1, 1)],
            _ => [new Atom(0, 1 - p), new Atom(1, p)],
        };
        Support = Support.Union(Atoms.Select(atom => new Interval(atom.Location, atom.Location)));
    }

    /// <summary>The probability of a one.</summary>
    public double P { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"bernoulli({P:R})");

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Atom> Atoms { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Landmarks => [];

    /// <inheritdoc/>
    public override Tail LeftTail => Tail.Bounded;

    /// <inheritdoc/>
    public override Tail RightTail => Tail.Bounded;

    /// <inheritdoc/>
    public override Moment Mean => Moment.Finite(P);

    /// <inheritdoc/>
    public override Moment Variance => Moment.Finite(P * (1 - P));

    /// <inheritdoc/>
    public override double LogDensity(double x) => double.NegativeInfinity;

    /// <inheritdoc/>
    public override double Cdf(double x) => x < 0 ? 0 : x < 1 ? 1 - P : 1;

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x) => x < 0 ? 1 : x < 1 ? P : 0;

    /// <inheritdoc/>
    public override double Quantile(double p) =>
        Require.Probability(p, nameof(Bernoulli)) == 0 ? Support.Lower : p <= 1 - P ? 0 : 1;

    /// <inheritdoc/>
    public override double ComplementaryQuantile(double q) =>
        Require.Probability(q, nameof(Bernoulli)) == 1 ? Support.Lower : q >= P ? 0 : 1;

    /// <inheritdoc/>
    public override double Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.NextDouble() < P ? 1 : 0;
    }
}
