using Pushforward.Distributions;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// An expression in which one variable w appears several times, as a function of w: branches are found by the sign changes of its derivative, and inverted by
/// a bracketed Newton iteration on the exact increment h(c + v) - h(c). At a critical point that increment is summed from h's Taylor coefficients of
/// order two and up, where the difference of values would cancel.
/// </summary>
internal sealed class CompositeMap : ElementaryMap
{
    private const int Grid = 400;
    private const int TypicalSteps = 100; // evaluations of a density that one inverse is worth
    private readonly Expansion _expansion;
    private readonly Workload _work;
    private readonly List<double> _breaks = [];
    private readonly Dictionary<double, CriticalPoint> _critical = [];
    private readonly double[] _ends; // where branches may end: breaks, and knots of w

    /// <summary>Finds the branches.</summary>
    /// <param name="node">The expression.</param>
    /// <param name="inner">The variable, which need not be a base variable.</param>
    /// <param name="measure">Its law.</param>
    /// <param name="work">Where the evaluations are counted.</param>
    public CompositeMap(Node node, Node inner, Measure measure, Workload work)
    {
        _work = work;
        Name = node.ToString();
        _expansion = new Expansion(node, inner);
        if (measure.Density is { } density)
            FindBreaks(density);
        _ends = [.. _breaks.Concat(measure.Density?.Knots.Select(knot => knot.Place) ?? []).Distinct().Order()];
    }

    public override string Name { get; }

    public override Interval Domain => new(double.NegativeInfinity, double.PositiveInfinity);

    public override double Value(double x) => _expansion.At(x, 0).Total;

    public override double Limit(double c, int side)
    {
        double value = double.IsInfinity(c) ? Value(Math.CopySign(1e150, c)) : Value(c);
        if (double.IsFinite(value) && Math.Abs(value) < 1e100)
            return value;
        // A pole, or growth without bound: the sign shows just beside it.
        double beside = double.IsInfinity(c) ? Value(Math.CopySign(1e8, c)) : _expansion.At(c, side * 1e-9 * Math.Max(1, Math.Abs(c))).Total;
        return Math.CopySign(double.PositiveInfinity, beside);
    }

    public override IEnumerable<double> Breaks(double lower, double upper) => _breaks.Where(place => place > lower && place < upper);

    public override double PowerAt(double c) => _critical.ContainsKey(c) ? 2 : 1;

    public override double Displacement(double c, int side, double dz)
    {
        bool isCritical = _critical.TryGetValue(c, out var critical);
        return Solve(c, side, Math.Abs(dz), isCritical ? critical.Guess(Math.Abs(dz)) : Guess(c, Math.Abs(dz)), v =>
        {
            if (isCritical && Math.Abs(v) < critical.Radius)
                return (Math.Abs(critical.Increment(v)), Math.Abs(critical.Slope(v)));
            var at = _expansion.At(c, v);
            return (Math.Abs(at.Delta), Math.Abs(at.Slope));
        });
    }

    public override double DisplacementFromPole(double c, int side, double z) => Solve(c, side, 1 / Math.Abs(z), Guess(c, 1 / Math.Abs(z)), v =>
    {
        var at = _expansion.At(c, v);
        return (1 / Math.Abs(at.Total), Math.Abs(at.Slope) / (at.Total * at.Total));
    });

    public override double PlaceNearLimit(int side, double dz)
    {
        double limit = Limit(side * double.PositiveInfinity, -side);
        double origin = side > 0 ? _ends[^1] : _ends[0];
        return origin + Solve(origin, side, -Math.Abs(dz), 0, v => (-Math.Abs(_expansion.At(origin, v).Total - limit), double.NaN));
    }

    public override double LogSlope(double c, double v) => Math.Log(Math.Abs(
        _critical.TryGetValue(c, out var critical) && Math.Abs(v) < critical.Radius ? critical.Slope(v) : _expansion.At(c, v).Slope));

    // The v of a sign at which a function that rises with |v|, given with its slope, takes a value: safeguarded Newton steps on a scale where powers are straight
    // lines, or bisection for a negative value, within the branch.
    private double Solve(double c, int side, double target, double guess, Func<double, (double Value, double Slope)> rising)
    {
        _work.Add(TypicalSteps);
        double length = side > 0
            ? _ends.FirstOrDefault(end => end > c, double.PositiveInfinity) - c
            : c - _ends.LastOrDefault(end => end < c, double.NegativeInfinity);
        double low = Math.Log(1e-305), high = Math.Log(Math.Min(length, 1e300));
        double fLow = double.NegativeInfinity, fHigh = double.NaN, last = double.PositiveInfinity;
        double wanted = target > 0 ? Math.Log(target) : target;
        double t = Math.Clamp(guess, low, high);
        for (int step = 0; step < 200 && high - low > 4e-16 * Math.Max(1, Math.Abs(low)); step++)
        {
            double v = Math.Exp(t);
            var (value, slope) = rising(side * v);
            double f = (target > 0 ? Math.Log(value) : value) - wanted;
            if (double.IsNaN(f))
                break;
            if (f == 0)
                return side * v;
            if (f > 0)
                (high, fHigh) = (t, f);
            else
                (low, fLow) = (t, f);
            double correction = -f * value / (slope * v), newton = t + correction;
            bool isInside = newton > low && newton < high;
            // From here the next step is exact.
            if (isInside && Math.Abs(f) < 1e-9)
                return side * v * Math.Exp(correction);
            bool falls = Math.Abs(f) < last / 2;
            double secant = double.IsFinite(fLow) && double.IsFinite(fHigh) && step % 4 != 3 ? low - fLow * (high - low) / (fHigh - fLow) : double.NaN;
            t = isInside && falls ? newton : secant > low && secant < high ? secant : (low + high) / 2;
            last = Math.Abs(f);
        }
        return side * Math.Exp(t);
    }

    private double Guess(double c, double target)
    {
        double slope = Math.Abs(_expansion.At(c, 0).Slope);
        return double.IsFinite(slope) && slope > 0 ? Math.Log(target / slope) : Math.Log(target);
    }

    // Sign changes of h' and of whatever inside has a kink or a pole, on a grid between the knots of w and out into its tails.
    private void FindBreaks(InterpolatedDensity density)
    {
        for (int cell = 0; cell <= density.Knots.Length; cell++)
        {
            if (density.IsEmpty(cell))
                continue;
            double lower = cell == 0 ? double.NegativeInfinity : density.Knots[cell - 1].Place;
            double upper = cell == density.Knots.Length ? double.PositiveInfinity : density.Knots[cell].Place;
            double[] grid = MakeGrid(density, cell, lower, upper);
            int count = _expansion.BreakCount;
            var values = new double[grid.Length * count];
            for (int k = 0; k < grid.Length; k++)
                _expansion.Breaks(grid[k], values.AsSpan(k * count, count));
            for (int which = 0; which < count; which++)
            {
                bool isCritical = which == count - 1;
                for (int k = 0; k + 1 < grid.Length; k++)
                {
                    double a = grid[k], b = grid[k + 1];
                    if (!isCritical || !_breaks.Exists(place => place >= a && place <= b))
                        AddRoot(which, a, b, values[k * count + which], values[(k + 1) * count + which]);
                }
            }
        }
        foreach (double knot in density.Knots.Select(knot => knot.Place).Where(place => !_critical.ContainsKey(place)))
        {
            double scale = Math.Abs(_expansion.At(knot, 1e-3).Slope) + Math.Abs(_expansion.At(knot, -1e-3).Slope);
            if (Math.Abs(_expansion.At(knot, 0).Slope) <= 1e-13 * scale)
                AddCritical(knot);
        }
        _breaks.Sort();
    }

    private void AddRoot(int which, double a, double b, double fa, double fb)
    {
        if (double.IsNaN(fa) || double.IsNaN(fb) || (Math.Sign(fa) == Math.Sign(fb) && fa != 0 && fb != 0) || (fa == 0 && fb == 0))
            return;
        Span<double> functions = new double[_expansion.BreakCount];
        for (int step = 0; step < 200; step++)
        {
            double middle = a + (b - a) / 2;
            if (middle <= a || middle >= b || fa == 0 || fb == 0)
                break;
            _expansion.Breaks(middle, functions);
            double f = functions[which];
            if (f == 0 || double.IsNaN(f))
                (a, b, fa) = (middle, middle, 0);
            else if (Math.Sign(f) == Math.Sign(fa))
                (a, fa) = (middle, f);
            else
                (b, fb) = (middle, f);
        }
        double root = fa == 0 ? a : fb == 0 ? b : Math.Abs(fa) <= Math.Abs(fb) ? a : b;
        if (Math.Abs(root) < 1e-290)
            root = 0;
        if (_breaks.Contains(root))
            return;
        // A sign change across a pole of h' is no extremum.
        if (which < _expansion.BreakCount - 1)
            _breaks.Add(root);
        else if (Math.Abs(_expansion.At(root, 0).Slope) < 1)
            AddCritical(root);
    }

    private void AddCritical(double place)
    {
        var taylor = _expansion.Taylor(place);
        if (taylor[2] == 0 || !double.IsFinite(taylor[2]))
            return;
        _critical[place] = new CriticalPoint(taylor);
        if (!_breaks.Contains(place))
            _breaks.Add(place);
    }

    private static double[] MakeGrid(InterpolatedDensity density, int cell, double lower, double upper)
    {
        var grid = new List<double>();
        if (double.IsFinite(lower) && double.IsFinite(upper))
        {
            for (int k = 0; k <= Grid; k++)
                grid.Add(k == Grid ? upper : lower + (upper - lower) * k / Grid);
            return [.. grid];
        }
        double origin = double.IsFinite(lower) ? lower : upper, scale = density.Scale(cell);
        int side = double.IsFinite(lower) ? 1 : -1;
        for (int k = 0; k <= Grid; k++)
            grid.Add(origin + side * scale * Math.Sinh(k * 25.0 / Grid) / 4);
        if (side < 0)
            grid.Reverse();
        return [.. grid];
    }

    // h about a place where its derivative vanishes
    private readonly struct CriticalPoint(double[] taylor)
    {
        // Within it the terms left out of the series are below rounding.
        public double Radius { get; } = RadiusOf(taylor);

        public double Increment(double v)
        {
            double sum = 0;
            for (int k = taylor.Length - 1; k >= 2; k--)
                sum = sum * v + taylor[k];
            return sum * v * v;
        }

        public double Slope(double v)
        {
            double sum = 0;
            for (int k = taylor.Length - 1; k >= 2; k--)
                sum = sum * v + k * taylor[k];
            return sum * v;
        }

        public double Guess(double increment) => (Math.Log(increment) - Math.Log(Math.Abs(taylor[2]))) / 2;

        private static double RadiusOf(double[] taylor)
        {
            int last = taylor.Length - 1;
            double largest = Math.Max(Math.Abs(taylor[last]), Math.Abs(taylor[last - 1]));
            return largest == 0 ? 0.1 : Math.Pow(1e-17 * Math.Abs(taylor[2]) / largest, 1.0 / (last - 2));
        }
    }
}
