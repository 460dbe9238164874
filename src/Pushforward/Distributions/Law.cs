using Pushforward.Numerics.Calculus;
using Pushforward.Numerics.Random;

namespace Pushforward.Distributions;

/// <summary>
/// The law of one real random variable, in double precision: atoms at finitely (or a truncated countable number of) places, and a density
/// elsewhere. P(X in A) = sum over atoms in A of their probability + integral over A of <see cref="Density"/>.
/// Named laws and laws computed from them alike derive from it, and everything that compares laws asks for no more than this.
/// </summary>
/// <remarks>Laws are immutable and may be used by many threads at once; randomness is always an argument.</remarks>
public abstract class Law
{
    /// <summary>The law as the command line writes it, e.g. "normal(0,1)".</summary>
    public abstract string Name { get; }

    /// <summary>The smallest closed set of probability one, as intervals; an isolated atom is an interval of length zero.</summary>
    public abstract Support Support { get; }

    /// <summary>The point masses, in ascending order. Empty for a law with a density.</summary>
    public virtual IReadOnlyList<Atom> Atoms => [];

    /// <summary>
    /// Where the density of the continuous part is not analytic, in ascending order, with how it behaves to either side. Finite ends of the
    /// support are among them. Integrals are cut here.
    /// </summary>
    public virtual IReadOnlyList<Breakpoint> Breakpoints => [];

    /// <summary>
    /// Places between which the density changes moderately: medians and quartiles, and where the tails begin, of every part. Quadrature
    /// starts from them, so that no peak falls between its nodes.
    /// </summary>
    public virtual IReadOnlyList<double> Landmarks =>
        [Quantile(1e-6), Quantile(0.01), Quantile(0.25), Quantile(0.5), ComplementaryQuantile(0.25), ComplementaryQuantile(0.01), ComplementaryQuantile(1e-6)];

    /// <summary>How the density decays towards minus infinity.</summary>
    public abstract Tail LeftTail { get; }

    /// <summary>How the density decays towards infinity.</summary>
    public abstract Tail RightTail { get; }

    /// <summary>E[X], which may be infinite or not exist.</summary>
    public abstract Moment Mean { get; }

    /// <summary>E[(X - E[X])^2], which may be infinite or not exist.</summary>
    public abstract Moment Variance { get; }

    /// <summary>The natural logarithm of the density of the continuous part; -infinity outside the support. Does not underflow in the tails.</summary>
    /// <param name="x">Where.</param>
    public abstract double LogDensity(double x);

    /// <summary>The density of the continuous part, which integrates to one less the probability of the atoms.</summary>
    /// <param name="x">Where.</param>
    public virtual double Density(double x) => Math.Exp(LogDensity(x));

    /// <summary>
    /// <see cref="LogDensity"/> at location + offset. The sum of a large location and a small offset loses digits of the offset, which a
    /// pole at the location, or a scale far below the location, brings to light; laws that can keep them override it.
    /// </summary>
    /// <param name="location">A place, usually a breakpoint.</param>
    /// <param name="offset">The signed distance from it.</param>
    public virtual double LogDensityNear(double location, double offset) => LogDensity(location + offset);

    /// <summary>The distribution function P(X &lt;= x), accurate to relative precision in the left tail.</summary>
    /// <param name="x">Where.</param>
    public abstract double Cdf(double x);

    /// <summary>The complement P(X > x), accurate to relative precision in the right tail.</summary>
    /// <param name="x">Where.</param>
    public abstract double ComplementaryCdf(double x);

    /// <summary>ln P(X &lt;= x). Laws whose tail underflows override it.</summary>
    /// <param name="x">Where.</param>
    public virtual double LogCdf(double x)
    {
        double cdf = Cdf(x);
        return cdf > 0.5 ? Elementary.LogOnePlus(-ComplementaryCdf(x)) : Math.Log(cdf);
    }

    /// <summary>ln P(X > x). Laws whose tail underflows override it.</summary>
    /// <param name="x">Where.</param>
    public virtual double LogComplementaryCdf(double x)
    {
        double complement = ComplementaryCdf(x);
        return complement > 0.5 ? Elementary.LogOnePlus(-Cdf(x)) : Math.Log(complement);
    }

    /// <summary>The smallest x with P(X &lt;= x) >= p. Accurate for small p; for p near one see <see cref="ComplementaryQuantile"/>.</summary>
    /// <param name="p">A probability in [0, 1]; 0 gives the lower end of the support, 1 the upper.</param>
    public virtual double Quantile(double p) => QuantileSearch.Find(this, Require.Probability(p, Name, nameof(p)), complement: false);

    /// <summary>The smallest x with P(X > x) &lt;= q: the quantile of 1 - q, without the cancellation.</summary>
    /// <param name="q">A probability in [0, 1]; 0 gives the upper end of the support, 1 the lower.</param>
    public virtual double ComplementaryQuantile(double q) =>
        QuantileSearch.Find(this, Require.Probability(q, Name, nameof(q)), complement: true);

    /// <summary>Draws one value.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    public virtual double Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        // The middle of one of 2^53 cells: never 0 or 1, and each half is inverted from its own tail.
        double u = random.NextDouble() + 0.5 / (1UL << 53);
        return u < 0.5 ? Quantile(u) : ComplementaryQuantile(1 - u);
    }

    /// <summary>Fills a span with independent draws.</summary>
    /// <param name="destination">Where they go.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public void Sample(Span<double> destination, RandomStream random)
    {
        foreach (ref double value in destination)
            value = Sample(random);
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
