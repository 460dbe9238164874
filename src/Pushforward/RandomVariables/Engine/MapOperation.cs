using Pushforward.Distributions;
using Pushforward.Numerics;

namespace Pushforward.RandomVariables.Engine;

/// <summary>The law of h(X), by branches: each contributes f_X / |h'| at its inverse, and a flat one an atom.</summary>
internal static class MapOperation
{
    private const int MostBranches = 2000;
    private const double LeftOut = 1e-22; // mass in tails beyond which a periodic map is not followed

    /// <summary>Maps a measure.</summary>
    public static Measure Apply(Measure x, ElementaryMap map)
    {
        CheckDomain(x, map);
        var atoms = x.Atoms.Select(atom => new Atom(AtomImage(atom, map), atom.Probability)).ToList();
        var densities = new List<(LocalDensity, double)>();
        if (x.Density is { } density)
            Branches(density, map, densities, atoms);
        return Measure.Create(densities, atoms);
    }

    /// <summary>The images of all cells, flat ones as atoms.</summary>
    public static void Branches(InterpolatedDensity density, ElementaryMap map, List<(LocalDensity, double)> densities, List<Atom> atoms, double weight = 1)
    {
        var cut = Cut(density, map);
        for (int cell = 0; cell <= cut.Knots.Length; cell++)
        {
            if (cut.IsEmpty(cell))
                continue;
            double lower = cell == 0 ? double.NegativeInfinity : cut.Knots[cell - 1].Place;
            double upper = cell == cut.Knots.Length ? double.PositiveInfinity : cut.Knots[cell].Place;
            if (map.IsPeriodic && (double.IsInfinity(lower) || double.IsInfinity(upper)))
                continue;
            if (map.IsFlat(lower, upper))
                atoms.Add(new Atom(map.Limit(upper, -1), MassBetween(density, lower, upper)));
            else if (lower < map.Domain.Upper && upper > map.Domain.Lower)
                densities.Add((new MappedDensity(cut, cell, map), weight));
        }
    }

    /// <summary>The density with knots where branches end, and one more in a cell whose both ends go to infinity.</summary>
    public static LocalDensity Cut(InterpolatedDensity density, ElementaryMap map)
    {
        double from = double.NegativeInfinity, to = double.PositiveInfinity;
        if (map.IsPeriodic)
            (from, to) = (Reach(density, -1), Reach(density, 1));
        var breaks = map.Breaks(from, to).Take(MostBranches + 1).ToList();
        if (breaks.Count > MostBranches)
        {
            throw new NumericalException(
                $"{map.Name} of a law that reaches from {from:G3} to {to:G3} has more than {MostBranches} branches. Scale the variable down first.");
        }
        if (map.IsPeriodic)
            breaks.AddRange([from, to]);
        // A branch may end in a kink: the density jumps there.
        var extra = breaks.ConvertAll(place => new Knot(place, 0));
        var all = Superposition.Merge(density.Knots.Concat(extra));
        for (int k = 0; k <= all.Length; k++)
        {
            double lower = k == 0 ? double.NegativeInfinity : all[k - 1].Place;
            double upper = k == all.Length ? double.PositiveInfinity : all[k].Place;
            if (double.IsInfinity(map.Limit(lower, 1)) && double.IsInfinity(map.Limit(upper, -1)))
                extra.Add(Knot.Soft(Middle(density, lower, upper)));
        }
        return new Superposition([(density, 1)], extra);
    }

    private static double Middle(InterpolatedDensity density, double lower, double upper)
    {
        if (double.IsInfinity(lower))
            return upper - (density.IsEmpty(0) ? 1 : density.Scale(0));
        return double.IsInfinity(upper)
            ? lower + (density.IsEmpty(density.Knots.Length) ? 1 : density.Scale(density.Knots.Length))
            : lower + (upper - lower) / 2;
    }

    // The place beyond which hardly any mass lies.
    private static double Reach(InterpolatedDensity density, int side)
    {
        int outermost = side < 0 ? 0 : density.Knots.Length;
        double place = density.Knots[side < 0 ? 0 : ^1].Place;
        if (density.IsEmpty(outermost))
            return place;
        double distance = density.Scale(outermost);
        while ((side < 0 ? density.MassBelow(place - distance) : density.MassAbove(place + distance)) > LeftOut && distance < 1e6)
            distance *= 1.3;
        return place + side * distance;
    }

    private static double MassBetween(InterpolatedDensity density, double lower, double upper) =>
        density.MassBelow(upper) < density.MassAbove(lower)
            ? density.MassBelow(upper) - (double.IsInfinity(lower) ? 0 : density.MassBelow(lower))
            : density.MassAbove(lower) - (double.IsInfinity(upper) ? 0 : density.MassAbove(upper));

    private static double AtomImage(Atom atom, ElementaryMap map)
    {
        double image = map.Value(atom.Location);
        return double.IsFinite(image)
            ? image
            : throw new ArgumentException(
                FormattableString.Invariant($"{map.Name} is not finite at {atom.Location:R}, where the variable has probability {atom.Probability:R}."));
    }

    private static void CheckDomain(Measure x, ElementaryMap map)
    {
        double lower = map.Domain.Lower;
        if (double.IsInfinity(lower))
            return;
        double mass = x.Atoms.Where(atom => atom.Location < lower).Sum(atom => atom.Probability);
        double end = x.Atoms.Select(atom => atom.Location).DefaultIfEmpty(double.PositiveInfinity).Min();
        if (x.Density is { } density)
        {
            mass += density.MassBelow(lower);
            int first = density.IsEmpty(0) ? 0 : -1;
            end = Math.Min(end, first < 0 ? double.NegativeInfinity : density.Knots[0].Place);
        }
        if (mass > 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{map.Name} is defined from {lower:R} upwards, but the variable has probability {mass:G6} on [{end:R}, {lower:R}). Take abs, relu or max(x, {lower:R}) of it first if that is meant."));
        }
    }
}
