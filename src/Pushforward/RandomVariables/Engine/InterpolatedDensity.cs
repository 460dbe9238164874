namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// A density held as piecewise Chebyshev interpolants of its logarithm, with running masses from both ends: density, distribution function and complement
/// all keep their relative precision in the tails. What every operation of the calculus yields, and all it needs of its operands.
/// </summary>
internal sealed class InterpolatedDensity : LocalDensity
{
    private readonly Cell[] _cells;
    private readonly double[] _massBelow; // mass of all cells below a cell
    private readonly double[] _massAbove;
    private readonly double[] _scales;

    internal InterpolatedDensity(Knot[] knots, Cell[] cells, double[] scales, double relativeError, double logFloor, double absoluteError)
    {
        AbsoluteError = absoluteError;
        LogFloor = logFloor;
        (Knots, _cells, _scales, RelativeError) = (knots, cells, scales, relativeError);
        _massBelow = new double[cells.Length];
        _massAbove = new double[cells.Length];
        for (int k = 1; k < cells.Length; k++)
            _massBelow[k] = _massBelow[k - 1] + cells[k - 1].Mass;
        for (int k = cells.Length - 2; k >= 0; k--)
            _massAbove[k] = _massAbove[k + 1] + cells[k + 1].Mass;
        Mass = _massBelow[^1] + cells[^1].Mass;
    }

    /// <inheritdoc/>
    public override Knot[] Knots { get; }

    /// <inheritdoc/>
    public override double RelativeError { get; }

    /// <inheritdoc/>
    public override double AbsoluteError { get; }

    /// <inheritdoc/>
    public override double LogFloor { get; }

    /// <summary>The integral of the density.</summary>
    public double Mass { get; }

    /// <summary>The cells, one more than knots.</summary>
    public IReadOnlyList<Cell> Cells => _cells;

    /// <inheritdoc/>
    public override bool IsEmpty(int cell) => _cells[cell].IsEmpty;

    /// <inheritdoc/>
    public override double Scale(int cell) => cell == 0 || cell == Knots.Length ? _scales[cell] : Length(cell);

    /// <inheritdoc/>
    public override double LogDensity(int cell, double fromLower, double fromUpper) => _cells[cell].LogDensity(fromLower, fromUpper);

    /// <summary>The mass below a place.</summary>
    public double MassBelow(int cell, double fromLower, double fromUpper) =>
        _massBelow[cell] + (_cells[cell].IsEmpty ? 0 : _cells[cell].MassBelow(fromLower, fromUpper));

    /// <summary>The mass above a place.</summary>
    public double MassAbove(int cell, double fromLower, double fromUpper) =>
        _massAbove[cell] + (_cells[cell].IsEmpty ? 0 : _cells[cell].MassAbove(fromLower, fromUpper));

    /// <summary>The mass below a place given as a number.</summary>
    public double MassBelow(double place)
    {
        int cell = CellOf(place);
        return MassBelow(cell, FromLower(cell, place), FromUpper(cell, place));
    }

    /// <summary>The mass above a place given as a number.</summary>
    public double MassAbove(double place)
    {
        int cell = CellOf(place);
        return MassAbove(cell, FromLower(cell, place), FromUpper(cell, place));
    }

    /// <summary>The place with a mass below it.</summary>
    public double Quantile(double mass) =>
        MassBelow(Knots[0].Place) < mass ? PlaceAbove(Knots[0].Place, Mass - mass) : PlaceBelow(Knots[0].Place, mass);

    /// <summary>The place with a mass below it, at or below a start.</summary>
    public double PlaceBelow(double start, double mass) => -Search(-start, Scale(0), place => MassBelow(-place), mass);

    /// <summary>The place with a mass above it, at or above a start.</summary>
    public double PlaceAbove(double start, double mass) => Search(start, Scale(Knots.Length), MassAbove, mass);

    // Where a falling function comes down to a value, at or above a start.
    private static double Search(double start, double step, Func<double, double> falling, double value)
    {
        double low = start, high = start + step;
        for (int k = 0; k < 2000 && falling(high) > value; k++)
            (low, step, high) = (high, 2 * step, high + 2 * step);
        for (int k = 0; k < 100 && low < high; k++)
        {
            double middle = low + (high - low) / 2;
            if (middle == low || middle == high)
                break;
            if (falling(middle) > value)
                low = middle;
            else
                high = middle;
        }
        return high;
    }

    /// <summary>The integral of (x - about)^order f(x).</summary>
    public double Moment(int order, double about)
    {
        double sum = 0;
        for (int k = 0; k < _cells.Length; k++)
        {
            foreach (var piece in _cells[k].Lower)
                sum += piece.Moment(Knots[k - 1].Place - about, 1, order, piece.From, piece.To);
            foreach (var piece in _cells[k].Upper)
                sum += piece.Moment(Knots[k].Place - about, -1, order, piece.From, piece.To);
        }
        return sum;
    }

    /// <summary>
    /// One cell: pieces by the distance from the lower knot up to <paramref name="split"/>, and by the distance from the upper knot beyond.
    /// </summary>
    internal sealed class Cell(Piece[] lower, Piece[] upper, double split)
    {
        public static readonly Cell Empty = new([], [], 0);

        /// <summary>Ascending in the distance from the lower knot.</summary>
        public Piece[] Lower { get; } = lower;

        /// <summary>Ascending in the distance from the upper knot.</summary>
        public Piece[] Upper { get; } = upper;

        public bool IsEmpty => Lower.Length + Upper.Length == 0;

        /// <summary>Whether the density is smooth up to the lower or upper knot, so that it continues beyond as if that were not there.</summary>
        public bool IsSmooth(bool upper) => upper
            ? Upper.Length == 0 ? Lower is [{ IsLogarithmic: false }] : !Upper[0].IsLogarithmic
            : Lower.Length > 0 && !Lower[0].IsLogarithmic;

        public double LowerMass { get; } = lower.Sum(piece => piece.Mass);

        public double UpperMass { get; } = upper.Sum(piece => piece.Mass);

        public double Mass => LowerMass + UpperMass;

        public double LogDensity(double fromLower, double fromUpper) => IsEmpty ? double.NegativeInfinity
            : IsLower(fromLower) ? Lower[Find(Lower, fromLower)].LogDensity(fromLower) : Upper[Find(Upper, fromUpper)].LogDensity(fromUpper);

        public double MassBelow(double fromLower, double fromUpper) =>
            IsLower(fromLower) ? Inner(Lower, fromLower) : LowerMass + Outer(Upper, fromUpper);

        public double MassAbove(double fromLower, double fromUpper) => Lower.Length == 1 && Upper.Length == 0 && fromUpper < fromLower
            ? Lower[0].MassNearEnd(fromUpper)
            : IsLower(fromLower) ? UpperMass + Outer(Lower, fromLower) : Inner(Upper, fromUpper);

        // One piece over the whole cell also holds where the distance from its lower end was rounded beyond the upper one.
        private bool IsLower(double fromLower) => Upper.Length == 0 || fromLower <= split;

        // The mass nearer to the knot than a distance.
        private static double Inner(Piece[] pieces, double distance)
        {
            int at = Find(pieces, distance);
            double mass = 0;
            for (int k = 0; k < at; k++)
                mass += pieces[k].Mass;
            return mass + pieces[at].MassBetween(pieces[at].From, Math.Min(distance, pieces[at].To));
        }

        // The mass of these pieces farther from the knot than a distance.
        private static double Outer(Piece[] pieces, double distance)
        {
            int at = Find(pieces, distance);
            double mass = 0;
            for (int k = pieces.Length - 1; k > at; k--)
                mass += pieces[k].Mass;
            return mass + pieces[at].MassBetween(Math.Max(distance, pieces[at].From), pieces[at].To);
        }

        private static int Find(Piece[] pieces, double distance)
        {
            int low = 0, high = pieces.Length - 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (distance <= pieces[middle].To)
                    high = middle;
                else
                    low = middle + 1;
            }
            return low;
        }
    }
}
