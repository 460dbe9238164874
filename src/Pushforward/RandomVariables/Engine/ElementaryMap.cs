using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// A piecewise smooth, piecewise strictly monotone function h of one variable. The inverse of each branch is known from the ends of the
/// branch: near an end c it is x - c as a function of z - h(c), which keeps its relative precision where x and z themselves would round it away.
/// </summary>
internal abstract class ElementaryMap
{
    /// <summary>The function as an expression reads, e.g. "exp".</summary>
    public abstract string Name { get; }

    /// <summary>Where the function is defined.</summary>
    public virtual Interval Domain => new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Whether branches go on without end, so that far tails must be left out.</summary>
    public virtual bool IsPeriodic => false;

    /// <summary>h(x).</summary>
    public abstract double Value(double x);

    /// <summary>The limit of h at c, finite or not, from above (side 1) or below (side -1).</summary>
    public virtual double Limit(double c, int side) => Value(c);

    /// <summary>The places strictly inside an interval where branches end: critical points, kinks, poles.</summary>
    public virtual IEnumerable<double> Breaks(double lower, double upper) => [];

    /// <summary>Whether h is constant between two neighboring breaks.</summary>
    public virtual bool IsFlat(double lower, double upper) => false;

    /// <summary>The exponent m in h(c + v) - h(c) ~ v^m: 1 at regular places, 2 at a simple extremum.</summary>
    public virtual double PowerAt(double c) => 1;

    /// <summary>For finite c and h(c): the v of the given sign with h(c + v) = h(c) + dz.</summary>
    public abstract double Displacement(double c, int side, double dz);

    /// <summary>For finite c where h is infinite: the v of the given sign with h(c + v) = z.</summary>
    public virtual double DisplacementFromPole(double c, int side, double z) => throw new NotSupportedException(Name);

    /// <summary>For infinite c where h has a finite limit: the x with h(x) = limit + dz.</summary>
    public virtual double PlaceNearLimit(int side, double dz) => throw new NotSupportedException(Name);

    /// <summary>ln |h'(c + v)|.</summary>
    public abstract double LogSlope(double c, double v);
}
