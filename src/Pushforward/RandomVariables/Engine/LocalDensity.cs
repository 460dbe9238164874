namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// A density (of total mass at most one) on the line cut by knots, known to full relative precision however near to a knot: it is asked for by the
/// distances from the two knots around, not by place. Near a pole at c != 0 the place c + 1e-20 is no double, but its distance from c is.
/// Cell i lies between knot i - 1 and knot i; cell 0 and the last one reach to infinity.
/// </summary>
internal abstract class LocalDensity
{
    /// <summary>The knots in ascending order; at least one.</summary>
    public abstract Knot[] Knots { get; }

    /// <summary>An estimate of the largest relative error of the density.</summary>
    public abstract double RelativeError { get; }

    /// <summary>An absolute error of the density besides, where its tails are continued rather than computed.</summary>
    public virtual double AbsoluteError => 0;

    /// <summary>ln of the mass in tails and next to knots below which the density is only continued, no longer resolved.</summary>
    public abstract double LogFloor { get; }

    /// <summary>Whether the density is zero throughout a cell.</summary>
    public abstract bool IsEmpty(int cell);

    /// <summary>ln f at a place in a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="fromLower">Distance from its lower knot (+infinity in cell 0).</param>
    /// <param name="fromUpper">Distance from its upper knot (+infinity in the last cell).</param>
    public abstract double LogDensity(int cell, double fromLower, double fromUpper);

    /// <summary>For an infinite cell, the distance over which the density changes.</summary>
    public abstract double Scale(int cell);

    /// <summary>The length of a cell, or +infinity.</summary>
    public double Length(int cell) =>
        cell == 0 || cell == Knots.Length ? double.PositiveInfinity : Knots[cell].Place - Knots[cell - 1].Place;

    /// <summary>The cell a place lies in; a knot belongs to the cell above it, unless that one is empty.</summary>
    public int CellOf(double place)
    {
        var knots = Knots;
        int cell = 0;
        while (cell < knots.Length && place >= knots[cell].Place)
            cell++;
        return cell > 0 && place == knots[cell - 1].Place && IsEmpty(cell) ? cell - 1 : cell;
    }

    /// <summary>ln f at a place given as a number, with whatever rounding that has.</summary>
    public double LogDensityAt(double place)
    {
        int cell = CellOf(place);
        return IsEmpty(cell) ? double.NegativeInfinity : LogDensity(cell, FromLower(cell, place), FromUpper(cell, place));
    }

    /// <summary>Distance of a place from the lower knot of its cell.</summary>
    public double FromLower(int cell, double place) => cell == 0 ? double.PositiveInfinity : Math.Max(0, place - Knots[cell - 1].Place);

    /// <summary>Distance of a place from the upper knot of its cell.</summary>
    public double FromUpper(int cell, double place) =>
        cell == Knots.Length ? double.PositiveInfinity : Math.Max(0, Knots[cell].Place - place);
}
