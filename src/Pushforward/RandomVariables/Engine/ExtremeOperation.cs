using Pushforward.Distributions;
using Pushforward.Numerics.Calculus;

namespace Pushforward.RandomVariables.Engine;

/// <summary>The law of max(X, Y) or min(X, Y) for independent X and Y: P(max &lt;= z) = P(X &lt;= z) P(Y &lt;= z), and with complements for the minimum.</summary>
internal static class ExtremeOperation
{
    /// <summary>The larger of two independent variables.</summary>
    public static Measure Maximum(Measure x, Measure y) => Combine(x, y, isMaximum: true);

    /// <summary>The smaller of two independent variables.</summary>
    public static Measure Minimum(Measure x, Measure y) => Combine(x, y, isMaximum: false);

    private static Measure Combine(Measure x, Measure y, bool isMaximum)
    {
        var densities = new List<(LocalDensity, double)>();
        var extreme = x.Density is null && y.Density is null ? null : new ExtremeDensity(x, y, isMaximum);
        if (extreme is not null && Enumerable.Range(0, extreme.Knots.Length + 1).Any(cell => !extreme.IsEmpty(cell)))
            densities.Add((extreme, 1));
        var atoms = new List<Atom>();
        foreach (double place in x.Atoms.Concat(y.Atoms).Select(atom => atom.Location).Distinct())
        {
            // P(max = a) = P(X = a) P(Y < a) + P(Y = a) P(X < a) + P(X = a) P(Y = a)
            double p = x.AtomAt(place), q = y.AtomAt(place);
            atoms.Add(new Atom(place, p * Beyond(y, place, isMaximum) + q * Beyond(x, place, isMaximum) + p * q));
        }
        return Measure.Create(densities, atoms);
    }

    // P(X < place) or P(X > place)
    private static double Beyond(Measure x, double place, bool below) =>
        x.Atoms.Where(atom => below ? atom.Location < place : atom.Location > place).Sum(atom => atom.Probability)
        + (x.Density is { } density ? below ? density.MassBelow(place) : density.MassAbove(place) : 0);
}

/// <summary>f(z) = f_X(z) P(Y &lt; z) + f_Y(z) P(X &lt; z) for the maximum; P(Y > z) and P(X > z) for the minimum.</summary>
internal sealed class ExtremeDensity : LocalDensity
{
    private readonly Operand _x;
    private readonly Operand _y;
    private readonly bool _isMaximum;

    public ExtremeDensity(Measure x, Measure y, bool isMaximum)
    {
        _isMaximum = isMaximum;
        var places = x.Atoms.Concat(y.Atoms).Select(atom => new Knot(atom.Location, 0));
        Knots = Superposition.Merge((x.Density?.Knots ?? []).Concat(y.Density?.Knots ?? []).Concat(places));
        (_x, _y) = (new Operand(x, Knots, isMaximum), new Operand(y, Knots, isMaximum));
    }

    /// <inheritdoc/>
    public override Knot[] Knots { get; }

    /// <inheritdoc/>
    public override double RelativeError => _x.RelativeError + _y.RelativeError;

    /// <inheritdoc/>
    public override double LogFloor => Math.Max(_x.LogFloor, _y.LogFloor);

    /// <inheritdoc/>
    public override bool IsEmpty(int cell) =>
        (_x.IsEmpty(cell) || !_y.HasMass(cell)) && (_y.IsEmpty(cell) || !_x.HasMass(cell));

    /// <inheritdoc/>
    public override double Scale(int cell) => Math.Min(_x.Scale(cell), _y.Scale(cell)) is var scale && double.IsFinite(scale) ? scale : 1;

    /// <inheritdoc/>
    public override double LogDensity(int cell, double fromLower, double fromUpper)
    {
        var sum = LogSum.Zero;
        if (!_x.IsEmpty(cell))
            sum.Add(_x.LogDensity(cell, fromLower, fromUpper) + Math.Log(_y.Mass(cell, fromLower, fromUpper)));
        if (!_y.IsEmpty(cell))
            sum.Add(_y.LogDensity(cell, fromLower, fromUpper) + Math.Log(_x.Mass(cell, fromLower, fromUpper)));
        return sum.Log;
    }

    // One of the two variables on the merged cells.
    private sealed class Operand
    {
        private readonly InterpolatedDensity? _density;
        private readonly Superposition.Placed? _placed;
        private readonly double[] _atoms; // mass of the atoms on the counted side of a cell
        private readonly bool _below;

        public Operand(Measure measure, Knot[] knots, bool below)
        {
            _density = measure.Density;
            _below = below;
            _placed = _density is null ? null : new Superposition.Placed(_density, 0, knots);
            _atoms = new double[knots.Length + 1];
            for (int cell = 0; cell <= knots.Length; cell++)
            {
                double lower = cell == 0 ? double.NegativeInfinity : knots[cell - 1].Place;
                _atoms[cell] = measure.Atoms.Where(atom => below ? atom.Location <= lower : atom.Location > lower).Sum(atom => atom.Probability);
            }
        }

        public double RelativeError => _density?.RelativeError ?? 0;

        public double LogFloor => _density?.LogFloor ?? double.NegativeInfinity;

        public bool IsEmpty(int cell) => _placed is null || _density!.IsEmpty(_placed.Cells[cell]);

        public double Scale(int cell) => IsEmpty(cell) ? double.PositiveInfinity : _density!.Scale(_placed!.Cells[cell]);

        public bool HasMass(int cell) => _atoms[cell] > 0 || (_placed is not null && !IsEmpty(cell))
            || (_placed is not null && (_below ? _density!.MassBelow(_placed.Cells[cell], double.PositiveInfinity, 0)
                : _density!.MassAbove(_placed.Cells[cell], 0, double.PositiveInfinity)) > 0);

        public double LogDensity(int cell, double fromLower, double fromUpper) => _density!.LogDensity(
            _placed!.Cells[cell], fromLower + _placed.Below[cell], fromUpper + _placed.Above[cell]);

        public double Mass(int cell, double fromLower, double fromUpper)
        {
            if (_placed is null)
                return _atoms[cell];
            var (own, lower, upper) = (_placed.Cells[cell], fromLower + _placed.Below[cell], fromUpper + _placed.Above[cell]);
            return _atoms[cell] + (_below ? _density!.MassBelow(own, lower, upper) : _density!.MassAbove(own, lower, upper));
        }
    }
}
