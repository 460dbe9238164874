using Pushforward.Numerics;
using Pushforward.Numerics.Calculus;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// Interpolates a density piece by piece: a cell is first tried as one Chebyshev series in place, across soft knots; where that does not
/// converge it is cut at a soft knot or halved, and each half is resolved on the scale of ln(distance from its knot), down to the knot or out
/// to infinity, with bisection. What the function is like near its knots need not be known: poles |v|^a |ln v|^k, heavy and light tails are all smooth there.
/// </summary>
internal sealed class DensityInterpolation
{
    private const int FewPoints = 9;
    private const int ManyPoints = 27;
    private const double LargestNoise = 3e-12;
    private const double NoiseGrowth = 8; // it shows after one halving at least, and pieces must grow out of a rough stretch
    private const double WorthTrying = 1e-6; // an error of few points from where many may reach any tolerance
    private const int MostSteps = 3000;
    // Each operation resolves a little less far than its operands, whose own ends would show as kinks.
    private const double FloorStep = 25;
    private const double HighestFloor = -300;
    private const double SlopeStep = 0.3;
    private const double LogTiny = -690.7; // ln 1e-300
    private readonly LocalDensity _source;
    private readonly double _logReach;
    private readonly double _tolerance;
    private readonly double _logFloor;
    private double _worstError;
    private int _steps;

    private DensityInterpolation(LocalDensity source, double reach)
    {
        _source = source;
        _logReach = Math.Log(reach);
        _logFloor = Math.Min(HighestFloor, source.LogFloor + FloorStep);
        _tolerance = 2e-14 + 0.1 * source.RelativeError;
    }

    /// <summary>Interpolates.</summary>
    /// <param name="source">The density.</param>
    /// <param name="reach">Tails are followed to this distance, or until the mass beyond underflows.</param>
    public static InterpolatedDensity Build(LocalDensity source, double reach = 1e300) => new DensityInterpolation(source, reach).Build();

    private InterpolatedDensity Build()
    {
        var knots = _source.Knots;
        int count = knots.Length;
        var kept = new List<int>();
        var cells = new List<InterpolatedDensity.Cell>();
        var scales = new List<double>();
        void Add(InterpolatedDensity.Cell cell, int upperKnot, double scale)
        {
            cells.Add(cell);
            scales.Add(scale);
            if (upperKnot < count)
                kept.Add(upperKnot);
        }

        int first = 0;
        while (first < count - 1 && _source.IsEmpty(first) && _source.IsEmpty(first + 1))
            first++;
        Add(_source.IsEmpty(first) ? InterpolatedDensity.Cell.Empty : Outer(first, -1), first, _source.IsEmpty(first) ? 1 : _source.Scale(first));
        int at = first;
        while (at < count - 1)
        {
            int next = at + 1;
            bool empty = _source.IsEmpty(next);
            while (next < count - 1 && (empty ? _source.IsEmpty(next + 1) : !knots[next].IsHard && !_source.IsEmpty(next + 1)))
                next++;
            if (!empty)
                Span(at, next, (cell, upper) => Add(cell, upper, 1));
            else if (next < count - 1 || !_source.IsEmpty(count))
                Add(InterpolatedDensity.Cell.Empty, next, 1);
            at = next;
        }
        bool lastEmpty = _source.IsEmpty(count);
        Add(lastEmpty ? InterpolatedDensity.Cell.Empty : Outer(count - 1, 1), count, lastEmpty ? 1 : _source.Scale(count));
        return new InterpolatedDensity(
            [.. kept.Select(k => knots[k])], [.. cells], [.. scales], _source.RelativeError + _worstError, _logFloor, _source.AbsoluteError);
    }

    // The cells between two knots that must stay.
    private void Span(int from, int to, Action<InterpolatedDensity.Cell, int> add)
    {
        double length = _source.Knots[to].Place - _source.Knots[from].Place;
        var view = new View(_source, from, to, length);
        if (TryFit(v => view.LogDensity(v, length - v), 0, length, Math.Log(length), out var series, out double error)
            && Holds(series, v => view.LogDensity(v, length - v), 0, length, error)
            && Holds(series, w => view.LogDensity(length - w, w), length, -length, error))
        {
            Record(error);
            add(new InterpolatedDensity.Cell([Piece.Linear(series, error)], [], length), to);
            return;
        }
        if (to > from + 1)
        {
            double middle = _source.Knots[from].Place + length / 2;
            int cut = from + 1;
            for (int k = cut + 1; k < to; k++)
            {
                if (Math.Abs(_source.Knots[k].Place - middle) < Math.Abs(_source.Knots[cut].Place - middle))
                    cut = k;
            }
            Span(from, cut, add);
            Span(cut, to, add);
            return;
        }
        double half = length / 2;
        var lower = Half(v => view.LogDensity(v, length - v), half, _source.Knots[from]);
        var upper = Half(w => view.LogDensity(length - w, w), half, _source.Knots[to]);
        add(new InterpolatedDensity.Cell(lower, upper, half), to);
    }

    // Whether the series agrees with the function close to a knot, where a narrow transition may have slipped between the points of a grid.
    private static bool Holds(ChebyshevSeries series, Func<double, double> logDensity, double origin, double length, double error)
    {
        foreach (double fraction in new[] { 1e-4, 1e-8, 1e-12 })
        {
            double difference = series.Evaluate(origin + fraction * length) - logDensity(fraction * Math.Abs(length));
            if (!(Math.Abs(difference) < 100 * error + 1e-12))
                return false;
        }
        return true;
    }

    // The cell from an outermost knot to infinity.
    private InterpolatedDensity.Cell Outer(int knot, int side)
    {
        int cell = side < 0 ? knot : knot + 1;
        double LogDensity(double v) => side < 0
            ? _source.LogDensity(cell, double.PositiveInfinity, v)
            : _source.LogDensity(cell, v, double.PositiveInfinity);
        double scale = _source.Scale(cell);
        var pieces = new List<Piece>(Half(LogDensity, scale, _source.Knots[knot]));
        double from = Math.Log(scale);
        March(LogDensity, from, End(LogDensity, from, Math.Max(_logReach, from + 1)), 1.5, pieces);
        // An exponential is continued by its rate, a power by its exponent.
        double slope = TailShape.Slope(pieces, pieces[^1].To, -SlopeStep);
        if (slope < Piece.SteepestPower)
            slope *= SlopeStep / (1 - Math.Exp(-SlopeStep));
        pieces.Add(Piece.Power(pieces[^1].To, double.PositiveInfinity, slope, pieces[^1], "at infinity"));
        return side < 0
            ? new InterpolatedDensity.Cell([], [.. pieces], -1)
            : new InterpolatedDensity.Cell([.. pieces], [], double.PositiveInfinity);
    }

    // The pieces from a knot to a distance.
    private Piece[] Half(Func<double, double> logDensity, double length, Knot knot)
    {
        if (TryFit(logDensity, 0, length, Math.Log(length), out var series, out double error) && Holds(series, logDensity, 0, length, error))
        {
            Record(error);
            return [Piece.Linear(series, error)];
        }
        var pieces = new List<Piece>();
        double to = Math.Log(length);
        double end = knot.Place == 0 ? LogTiny : Math.Log(Math.Max(Math.Abs(knot.Place) * 1e-3, length)) - 43;
        March(logDensity, to, End(logDensity, to, Math.Min(end, to - 1)), 3, pieces);
        pieces.Reverse();
        pieces.Insert(0, Piece.Power(0, pieces[0].From, TailShape.Slope(pieces, pieces[0].From, 2), pieces[0], $"at {knot.Place:R}"));
        return [.. pieces];
    }

    // Where, between a start and a farthest ln v, the mass v f(v) has dropped below everything.
    private double End(Func<double, double> logDensity, double start, double farthest)
    {
        bool Counts(double t) => logDensity(Math.Exp(t)) + t > _logFloor;
        if (Counts(farthest) || !Counts(start))
            return farthest;
        double counts = start, step = farthest > start ? 1 : -1;
        while (Math.Abs(farthest - counts) > Math.Abs(step) && Counts(counts + step))
            (counts, step) = (counts + step, 2 * step);
        double not = Math.Abs(farthest - counts) > Math.Abs(step) ? counts + step : farthest;
        for (int k = 0; k < 10 && Math.Abs(not - counts) > 0.02; k++)
        {
            double middle = (counts + not) / 2;
            if (Counts(middle))
                counts = middle;
            else
                not = middle;
        }
        return counts;
    }

    // Pieces in t = ln v, from a start towards an end on either side of it. The width grows while they converge and is halved when one does not.
    private void March(Func<double, double> logDensity, double start, double end, double width, List<Piece> pieces)
    {
        int side = Math.Sign(end - start);
        double at = start, lastError = double.PositiveInfinity;
        while (at != end)
        {
            if (++_steps > MostSteps || double.IsNaN(width))
            {
                throw new NumericalException(
                    "A density on the way could not be resolved by Chebyshev interpolants: it oscillates or is too rough. Verify the functions involved are piecewise smooth.");
            }
            double next = Math.Abs(end - at) < 1.4 * width ? end : at + side * width;
            double from = Math.Min(at, next), to = Math.Max(at, next);
            bool fits = TryFit(t => logDensity(Math.Exp(t)), from, to, to, out var series, out double error);
            var piece = Piece.Logarithmic(series, Math.Exp(from), Math.Exp(to), error);
            // An unresolved stretch of next to no mass, such as the crossing of two far tails, says nothing about the law.
            double counts = error < 1e-9 ? error : Math.Min(1, error) * Math.Min(1, 1e20 * piece.Mass);
            // Rounding noise does not shrink with the width: accept it, and say so in the error.
            bool isNoise = counts < 1e-9 && error < WorthTrying && error > 0.25 * lastError;
            if (!fits && !isNoise && to - from > 1e-6)
            {
                (width, lastError) = ((to - from) / 2, error);
                continue;
            }
            Record(counts);
            pieces.Add(piece);
            (at, width, lastError) = (next, (fits ? Growth(series, error) : NoiseGrowth) * Math.Min(width, to - from), double.PositiveInfinity);
        }
    }

    // A series of at most 26 degrees with error below tolerance; the values of the small grid are reused in the large one.
    private bool TryFit(
        Func<double, double> function, double lower, double upper, double logWidth, out ChebyshevSeries series, out double error)
    {
        double[] known = [];
        series = null!;
        error = double.PositiveInfinity;
        for (int count = FewPoints; count <= ManyPoints; count *= 3)
        {
            double[] points = ChebyshevSeries.Points(count, lower, upper);
            double largest = double.NegativeInfinity, smallest = double.PositiveInfinity;
            var values = new double[count];
            for (int k = 0; k < count; k++)
            {
                // The outermost points first: most pieces that are too wide are so by their range, and two values show it.
                int at = k == 0 ? 0 : k == 1 ? count - 1 : k - 1;
                double value = known.Length > 0 && at % 3 == 1 ? known[at / 3] : function(points[at]);
                values[at] = double.IsNaN(value) ? double.NegativeInfinity : value;
                (largest, smallest) = (Math.Max(largest, values[at]), Math.Min(smallest, values[at]));
                if (k == 1 && smallest > double.NegativeInfinity && largest + logWidth > _logFloor && largest - smallest > Allowed(largest))
                {
                    series = new ChebyshevSeries(lower, upper, [(values[0] + values[^1]) / 2, (values[^1] - values[0]) / 2]);
                    return false;
                }
            }
            if (largest + logWidth < _logFloor)
            {
                series = new ChebyshevSeries(lower, upper, [Math.Max(largest, -1e4)]);
                error = 0;
                return true;
            }
            if (double.IsInfinity(smallest) || double.IsInfinity(largest))
            {
                for (int k = 0; k < count; k++)
                    values[k] = Math.Clamp(values[k], -1e4, 1e4);
                series = ChebyshevSeries.Interpolate(lower, upper, values);
                return false;
            }
            series = ChebyshevSeries.Interpolate(lower, upper, values);
            error = series.TruncationEstimate();
            double magnitude = Math.Max(Math.Abs(largest), Math.Abs(smallest));
            // A piece that spans many orders of magnitude would carry the rounding of its small values into its large ones.
            double tolerance = _tolerance + 4.5e-16 * magnitude;
            if (largest - smallest > Allowed(largest))
            {
                error = double.PositiveInfinity;
                return false;
            }
            if (error <= tolerance)
            {
                error = tolerance;
                series = series.Chop(tolerance / 16);
                return true;
            }
            if (count == FewPoints && !MayConverge(series.Coefficients, error, tolerance))
                return false;
            // Coefficients that have stopped falling are the noise of the function: smaller pieces would not do better.
            if (count == ManyPoints && error < LargestNoise && error > 0.1 * Largest(series.Coefficients[9..18]))
            {
                error *= 10;
                return true;
            }
            known = values;
        }
        return false;
    }

    // Coefficients fall geometrically: what the first few say of those of many points. Where even that is far above the tolerance, many points are not tried.
    private static bool MayConverge(ReadOnlySpan<double> few, double error, double tolerance)
    {
        double fall = Math.Log(error / Largest(few[1..4])) / (FewPoints - 3);
        return error < WorthTrying || error * Math.Exp((ManyPoints - FewPoints - 4) * fall) < 30 * tolerance;
    }

    // How much wider the next piece may be. A series that falls to e^-33 of its first within n coefficients falls by 33 / n a coefficient, and on an interval g times
    // as wide by 33 / n - ln g, which has to be 1.5 at least for it to do so within 22.
    private static double Growth(ChebyshevSeries series, double error)
    {
        var coefficients = series.Coefficients;
        int last = coefficients.Length - 1;
        while (last > 0 && Math.Abs(coefficients[last]) <= error)
            last--;
        return Math.Clamp(Math.Exp(33.0 / (last + 1) - 1.5), 1, 2);
    }

    private static double Largest(ReadOnlySpan<double> coefficients)
    {
        double largest = 0;
        foreach (double c in coefficients)
            largest = Math.Max(largest, Math.Abs(c));
        return largest;
    }

    private static double Allowed(double largest) => Math.Max(20, -largest);

    private void Record(double error) => _worstError = Math.Max(_worstError, error);

    // The source between two knots with soft ones inside, by distances from the two.
    private sealed class View(LocalDensity source, int from, int to, double length)
    {
        public double LogDensity(double v, double w)
        {
            if (to == from + 1)
                return source.LogDensity(to, v, w);
            var knots = source.Knots;
            double origin = knots[from].Place;
            int cell = from + 1;
            while (cell < to && v > knots[cell].Place - origin)
                cell++;
            double lower = cell == from + 1 ? v : v - (knots[cell - 1].Place - origin);
            double upper = cell == to ? w : length - (knots[to].Place - knots[cell].Place) - v;
            return source.LogDensity(cell, Math.Max(0, lower), Math.Max(0, upper));
        }
    }
}
