using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>The continuous part of a named law, between its breakpoints; a soft knot marks the median.</summary>
internal sealed class LawDensity : LocalDensity
{
    private readonly Law _law;
    private readonly double _scale;

    public LawDensity(Law law)
    {
        _law = law;
        double mass = 1 - law.Atoms.Sum(atom => atom.Probability);
        var knots = law.Breakpoints.Select(point => new Knot(point.Location, Order(point), Knot.RoundingAt(point.Location))).ToList();
        double lower = law.Quantile(0.25), median = law.Quantile(0.5), upper = law.Quantile(0.75);
        _scale = upper > lower ? upper - lower : 1;
        if (mass > 0 && knots.TrueForAll(knot => Math.Abs(knot.Place - median) > 1e-3 * _scale))
            knots.Add(Knot.Soft(median));
        Knots = [.. knots.OrderBy(knot => knot.Place)];
    }

    /// <inheritdoc/>
    public override Knot[] Knots { get; }

    /// <inheritdoc/>
    public override double RelativeError => 4e-15;

    /// <inheritdoc/>
    public override double LogFloor => -712;

    /// <inheritdoc/>
    public override bool IsEmpty(int cell)
    {
        double from = cell == 0 ? double.NegativeInfinity : Knots[cell - 1].Place;
        double to = cell == Knots.Length ? double.PositiveInfinity : Knots[cell].Place;
        return !_law.Support.Intervals.Any(interval => interval.Lower < to && interval.Upper > from);
    }

    /// <inheritdoc/>
    public override double Scale(int cell) => _scale;

    /// <inheritdoc/>
    public override double LogDensity(int cell, double fromLower, double fromUpper) => fromLower <= fromUpper
        ? _law.LogDensityNear(Knots[cell - 1].Place, fromLower)
        : _law.LogDensityNear(Knots[cell].Place, -fromUpper);

    // Two regular sides may meet in a jump: the more cautious of the cases.
    private static double Order(Breakpoint point) => Math.Min(point.Below.Exponent, point.Above.Exponent);
}
