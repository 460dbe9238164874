using Pushforward.Numerics.Random;

namespace Pushforward.Data.Toys;

/// <summary>A law of the plane with a known density, hard for models that know only bumps: what a flow reaches can be read beside what there is to reach.</summary>
public abstract class ToyLaw
{
    /// <summary>The laws there are.</summary>
    public static IReadOnlyList<ToyLaw> All { get; } = [new Moons(), new Rings(), new Checkerboard(), new EightGaussians()];

    /// <summary>Its name, as in <c>toy:NAME</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a line.</summary>
    public abstract string Description { get; }

    /// <summary>The square that holds it but for 1e-6 of its mass: from the first to the second number, both ways.</summary>
    public abstract (double From, double To) Extent { get; }

    /// <summary>-E log p in nats, where it has a closed form: no model's mean log-likelihood can be above its negative; null where it has none.</summary>
    public virtual double? Entropy => null;

    /// <summary>log p(x, y) in nats; -infinity where there is no mass.</summary>
    /// <param name="x">The first coordinate.</param>
    /// <param name="y">The second.</param>
    public abstract double LogDensity(double x, double y);

    /// <summary>A point.</summary>
    /// <param name="random">Where it comes from.</param>
    public abstract (double X, double Y) Draw(RandomStream random);
}
