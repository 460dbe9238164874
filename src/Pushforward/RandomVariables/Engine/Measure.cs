using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>A law as the engine computes with it: a density or none, and atoms or none.</summary>
internal sealed class Measure
{
    private Measure(InterpolatedDensity? density, Atom[] atoms) => (Density, Atoms) = (density, atoms);

    /// <summary>The continuous part.</summary>
    public InterpolatedDensity? Density { get; }

    /// <summary>The atoms, ascending, at distinct places.</summary>
    public Atom[] Atoms { get; }

    /// <summary>The mass of both parts together, which differs from one by what the computation missed.</summary>
    public double Total => (Density?.Mass ?? 0) + Atoms.Sum(atom => atom.Probability);

    /// <summary>A named law.</summary>
    public static Measure Of(Law law)
    {
        var parts = new List<(LocalDensity, double)>();
        Collect(law, 1, parts);
        return Create(parts, law.Atoms);
    }

    // A mixture by its components, each of which knows its own narrow features.
    private static void Collect(Law law, double weight, List<(LocalDensity, double)> parts)
    {
        if (law is Mixture mixture)
        {
            foreach (var part in mixture.Parts)
                Collect(part.Law, weight * part.Weight, parts);
        }
        else if (law is ComputedLaw computed)
        {
            if (computed.Measure.Density is { } density)
                parts.Add((density, weight));
        }
        else if (law.Atoms.Sum(atom => atom.Probability) < 1 - 1e-12 && weight > 0)
        {
            parts.Add((new LawDensity(law), weight));
        }
    }

    /// <summary>A point mass.</summary>
    public static Measure Constant(double value) => new(null, [new Atom(value, 1)]);

    /// <summary>Interpolates a sum of densities and unites atoms that agree up to rounding.</summary>
    public static Measure Create(IReadOnlyList<(LocalDensity Density, double Weight)> densities, IEnumerable<Atom> atoms)
    {
        var united = new List<Atom>();
        foreach (var atom in atoms.Where(atom => atom.Probability > 0).OrderBy(atom => atom.Location))
        {
            if (united.Count > 0 && Math.Abs(united[^1].Location - atom.Location) <= 1e-15 * Math.Abs(atom.Location))
                united[^1] = united[^1] with { Probability = united[^1].Probability + atom.Probability };
            else
                united.Add(atom);
        }
        InterpolatedDensity? density = densities.Count == 0 ? null
            : DensityInterpolation.Build(densities is [(var only, 1.0)] ? only : new Superposition(densities));
        return new Measure(density, [.. united]);
    }

    /// <summary>Adds this law as a part of a mixture.</summary>
    /// <param name="weight">Its weight.</param>
    /// <param name="densities">The densities of the mixture's parts.</param>
    /// <param name="atoms">The atoms of the mixture's parts.</param>
    public void AddTo(double weight, List<(LocalDensity, double)> densities, List<Atom> atoms)
    {
        if (Density is { } density)
            densities.Add((density, weight));
        atoms.AddRange(Atoms.Select(atom => atom with { Probability = weight * atom.Probability }));
    }

    /// <summary>P(Z = place).</summary>
    public double AtomAt(double place) => Atoms.FirstOrDefault(atom => atom.Location == place).Probability;
}
