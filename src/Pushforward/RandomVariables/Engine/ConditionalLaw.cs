using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// The law of an expression given one value of its shared variable, on coordinates that do not move with that value: each stretch between two
/// places where the density is not smooth becomes (0, 1), each tail is measured by the distance within which half of its mass lies.
/// </summary>
internal sealed class ConditionalLaw
{
    private readonly InterpolatedDensity? _density;
    private readonly int[] _knots; // the density's knot at each place; -1 for a median that is none
    private readonly bool[] _filled;

    public ConditionalLaw(Measure measure)
    {
        Atoms = measure.Atoms;
        _density = measure.Density;
        (_knots, Places, Scales, _filled) = ([], [], [], [false]);
        if (_density is not { } density)
            return;
        _knots = [.. Enumerable.Range(0, density.Knots.Length).Where(k => density.Knots[k].IsHard || density.IsEmpty(k) != density.IsEmpty(k + 1))];
        Places = Array.ConvertAll(_knots, k => density.Knots[k].Place);
        if (_knots.Length == 0)
            (_knots, Places) = ([-1], [density.Quantile(density.Mass / 2)]);
        int last = Places.Length;
        _filled = new bool[last + 1];
        Scales = new double[last + 1];
        for (int cell = 0; cell <= last; cell++)
        {
            _filled[cell] = _knots[0] < 0 || !density.IsEmpty(cell == last ? density.Knots.Length : _knots[cell]);
            Scales[cell] = !_filled[cell] ? 1
                : cell == 0 ? Places[0] - density.PlaceBelow(Places[0], density.MassBelow(Places[0]) / 2)
                : cell == last ? density.PlaceAbove(Places[^1], density.MassAbove(Places[^1]) / 2) - Places[^1]
                : Places[cell] - Places[cell - 1];
        }
    }

    /// <summary>Where the density is not smooth; its median if it is smooth everywhere.</summary>
    public double[] Places { get; }

    /// <summary>The length of each stretch; of a tail, where half of its mass is reached.</summary>
    public double[] Scales { get; }

    /// <summary>The atoms.</summary>
    public Atom[] Atoms { get; }

    /// <summary>Whether a stretch has mass.</summary>
    public bool IsFilled(int cell) => _filled[cell];

    /// <summary>Whether two laws are made of the same stretches and atoms, only elsewhere.</summary>
    public bool HasShapeOf(ConditionalLaw other) => other.Atoms.Length == Atoms.Length && other._filled.AsSpan().SequenceEqual(_filled)
        && (_knots is [-1]) == (other._knots is [-1]);

    /// <summary>ln of the density of the stretch's own coordinate.</summary>
    /// <param name="cell">The stretch.</param>
    /// <param name="below">Distance from its lower end over its scale, +infinity in the lower tail.</param>
    /// <param name="above">Distance from its upper end over its scale, +infinity in the upper tail.</param>
    public double LogDensity(int cell, double below, double above)
    {
        double scale = Scales[cell];
        double log = below <= above ? Near(cell - 1, 1, below * scale) : Near(cell, -1, above * scale);
        return log + Math.Log(scale);
    }

    // ln f at a distance from a place, across soft knots.
    private double Near(int place, int side, double distance)
    {
        var density = _density!;
        int knot = _knots[place];
        if (knot < 0)
            return density.LogDensityAt(Places[place] + side * distance);
        double origin = density.Knots[knot].Place;
        double Offset(int k) => side * (density.Knots[k].Place - origin);
        int near = knot, next = knot + side; // the knots around the place in question, from the origin outwards
        while (next >= 0 && next < density.Knots.Length && Offset(next) < distance)
            (near, next) = (next, next + side);
        double inner = distance - Offset(near);
        double outer = next < 0 || next >= density.Knots.Length ? double.PositiveInfinity : Offset(next) - distance;
        int cell = side > 0 ? near + 1 : near;
        return side > 0 ? density.LogDensity(cell, inner, outer) : density.LogDensity(cell, outer, inner);
    }
}
