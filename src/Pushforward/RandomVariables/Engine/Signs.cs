using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>Laws by the sign of their variable.</summary>
internal static class Signs
{
    /// <summary>Whether values of a sign are possible.</summary>
    public static bool Has(Measure measure, int sign) => measure.Atoms.Any(atom => atom.Location * sign > 0)
        || (measure.Density is { } density && (sign > 0 ? density.MassAbove(0) : density.MassBelow(0)) > 0);

    /// <summary>Whether only values above zero are possible.</summary>
    public static bool IsPositive(Measure measure) => !Has(measure, -1) && measure.AtomAt(0) == 0;

    /// <summary>The law of the absolute value given its sign.</summary>
    /// <param name="measure">A law that has values of the sign.</param>
    /// <param name="sign">1 or -1.</param>
    /// <param name="probability">The probability of the sign.</param>
    public static Measure Half(Measure measure, int sign, out double probability)
    {
        var atoms = measure.Atoms.Where(atom => atom.Location * sign > 0).Select(atom => new Atom(Math.Abs(atom.Location), atom.Probability)).ToList();
        var densities = new List<(LocalDensity Density, double)>();
        double mass = 0;
        if (measure.Density is { } density)
        {
            mass = sign > 0 ? density.MassAbove(0) : density.MassBelow(0);
            var map = new AbsoluteMap();
            var cut = MapOperation.Cut(density, map);
            for (int cell = 0; cell <= cut.Knots.Length; cell++)
            {
                bool isPositive = cell > 0 && cut.Knots[cell - 1].Place >= 0;
                if (!cut.IsEmpty(cell) && isPositive == (sign > 0))
                    densities.Add((new MappedDensity(cut, cell, map), 1));
            }
        }
        double all = probability = mass + atoms.Sum(atom => atom.Probability);
        return Measure.Create(densities.ConvertAll(part => (part.Density, 1 / all)), atoms.Select(atom => atom with { Probability = atom.Probability / all }));
    }
}
