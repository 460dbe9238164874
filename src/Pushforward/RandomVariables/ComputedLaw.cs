using Pushforward.Distributions;
using Pushforward.Numerics;
using Pushforward.RandomVariables.Engine;

namespace Pushforward.RandomVariables;

/// <summary>
/// The law of a function of random variables, computed numerically: piecewise Chebyshev interpolants of the logarithm of the density,
/// with masses summed from either end, beside the atoms. Every value comes with an error bound.
/// </summary>
/// <remarks>
/// The bound adds the estimated truncation errors of all interpolants and quadratures on the way (all integrands are non-negative, so relative errors add
/// and never grow by cancellation), how far the total mass is from one, and the effect of rounding the argument.
/// </remarks>
public sealed class ComputedLaw : Law
{
    private readonly Measure _measure;
    private readonly double[] _atomsBelow; // P of the first k atoms
    private readonly Lazy<(Moment Mean, Moment Variance)> _moments;

    internal ComputedLaw(string name, Measure measure)
    {
        (Name, _measure) = (name, measure);
        double defect = Math.Abs(measure.Total - 1);
        RelativeError = 1e-14 + (measure.Density?.RelativeError ?? 0) + defect;
        if (!(defect < 1e-4))
        {
            throw new NumericalException(FormattableString.Invariant(
                $"{name}: the computed law has total mass {measure.Total:R} instead of 1. Part of it lies beyond the range of double precision, or a feature is too narrow; rescale the variables."));
        }
        _atomsBelow = new double[measure.Atoms.Length + 1];
        for (int k = 0; k < measure.Atoms.Length; k++)
            _atomsBelow[k + 1] = _atomsBelow[k] + measure.Atoms[k].Probability;
        Support = MakeSupport(measure);
        Breakpoints = measure.Density is { } density ? MakeBreakpoints(density) : [];
        (LeftTail, RightTail) = (TailShape.Left(measure.Density), TailShape.Right(measure.Density));
        _moments = new Lazy<(Moment, Moment)>(ComputeMoments);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Atom> Atoms => _measure.Atoms;

    /// <inheritdoc/>
    public override IReadOnlyList<Breakpoint> Breakpoints { get; }

    /// <inheritdoc/>
    public override Tail LeftTail { get; }

    /// <inheritdoc/>
    public override Tail RightTail { get; }

    /// <inheritdoc/>
    public override Moment Mean => _moments.Value.Mean;

    /// <inheritdoc/>
    public override Moment Variance => _moments.Value.Variance;

    /// <summary>A bound on the relative error of density, distribution function and complement, apart from rounding of the argument.</summary>
    public double RelativeError { get; }

    internal Measure Measure => _measure;

    /// <inheritdoc/>
    public override double LogDensity(double x) => _measure.Density?.LogDensityAt(x) ?? double.NegativeInfinity;

    /// <inheritdoc/>
    public override double LogDensityNear(double location, double offset)
    {
        if (_measure.Density is not { } density)
            return double.NegativeInfinity;
        int knot = Array.FindIndex(density.Knots, k => k.Place == location);
        if (knot < 0)
            return LogDensity(location + offset);
        int cell = offset < 0 ? knot : knot + 1;
        double length = density.Length(cell), distance = Math.Abs(offset);
        if (distance > length)
            return LogDensity(location + offset);
        if (density.IsEmpty(cell))
            return double.NegativeInfinity;
        double far = double.IsInfinity(length) ? length : length - distance;
        return offset < 0 ? density.LogDensity(cell, far, distance) : density.LogDensity(cell, distance, far);
    }

    /// <inheritdoc/>
    public override double Cdf(double x) => Math.Min(1, (_measure.Density?.MassBelow(x) ?? 0) + _atomsBelow[CountAtoms(x)]);

    /// <inheritdoc/>
    public override double ComplementaryCdf(double x)
    {
        double atoms = 0;
        for (int k = CountAtoms(x); k < _measure.Atoms.Length; k++)
            atoms += _measure.Atoms[k].Probability;
        return Math.Min(1, (_measure.Density?.MassAbove(x) ?? 0) + atoms);
    }

    /// <summary>A bound on the absolute error of <see cref="Law.Density"/> at a place, +infinity at a pole.</summary>
    /// <param name="x">Where.</param>
    public double DensityErrorBound(double x)
    {
        double value = Density(x);
        if (value == 0 || double.IsInfinity(value))
            return value == 0 ? 1e-300 : value;
        // Where two knots of the exact law are closer than rounding they are one here; and x itself may be rounded.
        double shift = 8 * Math.Max(Knot.RoundingAt(x), NearestUncertainty(x));
        double slope = Math.Max(SideDifference(x, shift, value), SideDifference(x, -shift, value));
        return value * RelativeError + slope + (_measure.Density?.AbsoluteError ?? 0);
    }

    /// <summary>A bound on the absolute error of <see cref="Cdf"/> and <see cref="ComplementaryCdf"/> at a place.</summary>
    /// <param name="x">Where.</param>
    public double CdfErrorBound(double x)
    {
        double shift = 8 * Math.Max(Knot.RoundingAt(x), NearestUncertainty(x));
        double density = Density(x);
        return RelativeError + (double.IsFinite(density) ? density * shift : Math.Abs(Cdf(x + shift) - Cdf(x - shift)));
    }

    private double SideDifference(double x, double shift, double value)
    {
        // Across a jump the two sides are two values, not an error.
        bool sameCell = _measure.Density!.CellOf(x) == _measure.Density.CellOf(x + shift);
        double other = sameCell ? Density(x + shift) : value;
        return double.IsFinite(other) ? Math.Abs(other - value) : value;
    }

    private double NearestUncertainty(double x)
    {
        var knots = _measure.Density?.Knots ?? [];
        return knots.Length == 0 ? 0 : knots.MinBy(knot => Math.Abs(knot.Place - x)).Uncertainty;
    }

    // The number of atoms at or below x.
    private int CountAtoms(double x)
    {
        int low = 0, high = _measure.Atoms.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_measure.Atoms[middle].Location <= x)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    // The part of the line the density fills, and the atoms.
    private static Support MakeSupport(Measure measure)
    {
        var intervals = measure.Atoms.Select(atom => new Interval(atom.Location, atom.Location)).ToList();
        if (measure.Density is { } density)
        {
            for (int cell = 0; cell <= density.Knots.Length; cell++)
            {
                if (!density.IsEmpty(cell))
                {
                    intervals.Add(new Interval(
                        cell == 0 ? double.NegativeInfinity : density.Knots[cell - 1].Place,
                        cell == density.Knots.Length ? double.PositiveInfinity : density.Knots[cell].Place));
                }
            }
        }
        return Support.Union(intervals);
    }

    private static Breakpoint[] MakeBreakpoints(InterpolatedDensity density)
    {
        var points = new List<Breakpoint>();
        for (int k = 0; k < density.Knots.Length; k++)
        {
            bool isEnd = density.IsEmpty(k) != density.IsEmpty(k + 1);
            if (density.Knots[k].IsHard || isEnd)
                points.Add(new Breakpoint(density.Knots[k].Place, TailShape.Near(density, k, -1), TailShape.Near(density, k, 1)));
        }
        return [.. points];
    }

    private (Moment, Moment) ComputeMoments()
    {
        var mean = Raw(1, 0);
        if (!mean.IsFinite)
            return (mean, Moment.Undefined);
        return (mean, Raw(2, mean.Value));
    }

    private Moment Raw(int order, double about)
    {
        bool left = LeftTail.HasMoment(order), right = RightTail.HasMoment(order);
        if (!left || !right)
        {
            if (order % 2 == 0 || left)
                return Moment.PositiveInfinity;
            return right ? Moment.NegativeInfinity : Moment.Undefined;
        }
        double sum = _measure.Atoms.Sum(atom => atom.Probability * Math.Pow(atom.Location - about, order));
        sum += _measure.Density?.Moment(order, about) ?? 0;
        return double.IsFinite(sum) ? Moment.Finite(sum) : Moment.PositiveInfinity;
    }
}
