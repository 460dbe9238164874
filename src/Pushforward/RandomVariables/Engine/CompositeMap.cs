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
    private readonly Expansion _expansion;
    private readonly List<double> _breaks = [];
    private readonly Dictionary<double, double[]> _critical = [];
    private readonly double[] _ends; // where branches may end: breaks, and knots of w

    /// <summary>Finds the branches.</summary>
    /// <param name="node">The expression.</param>
    /// <param name="inner">The variable, which need not be a base variable.</param>
    /// <param name="measure">Its law.</param>
    public CompositeMap(Node node, Node inner, Measure measure)
    {
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

    public override double Displacement(double c, int side, double dz) => Solve(c, side, v => Math.Abs(Increment(c, v)), Math.Abs(dz));

    public override double DisplacementFromPole(double c, int side, double z) =>
        Solve(c, side, v => 1 / Math.Abs(_expansion.At(c, v).Total), 1 / Math.Abs(z));

    public override double PlaceNearLimit(int side, double dz)
    {
        double limit = Limit(side * double.PositiveInfinity, -side);
        double origin = side > 0 ? _ends[^1] : _ends[0];
        return origin + Solve(origin, side, v => -Math.Abs(_expansion.At(origin, v).Total - limit), -Math.Abs(dz));
    }

    public override double LogSlope(double c, double v)
    {
        if (_critical.TryGetValue(c, out var taylor) && Math.Abs(v) < SeriesRadius(taylor))
        {
            double slope = 0;
            for (int k = taylor.Length - 1; k >= 2; k--)
                slope = slope * v + k * taylor[k];
            return Math.Log(Math.Abs(slope * v));
        }
        return Math.Log(Math.Abs(_expansion.At(c, v).Slope));
    }

    private double Increment(double c, double v)
    {
        if (!_critical.TryGetValue(c, out var taylor) || Math.Abs(v) >= SeriesRadius(taylor))
            return _expansion.At(c, v).Delta;
        double sum = 0;
        for (int k = taylor.Length - 1; k >= 2; k--)
            sum = sum * v + taylor[k];
        return sum * v * v;
    }

    // Within it the terms left out of the series are below rounding.
    private static double SeriesRadius(double[] taylor)
    {
        int last = taylor.Length - 1;
        double largest = Math.Max(Math.Abs(taylor[last]), Math.Abs(taylor[last - 1]));
        return largest == 0 ? 0.1 : Math.Pow(1e-17 * Math.Abs(taylor[2]) / largest, 1.0 / (last - 2));
    }

    // The v of a sign with rising(|v|) = target, by bisection on ln |v| within the branch.
    private double Solve(double c, int side, Func<double, double> rising, double target)
    {
        double length = side > 0
            ? _ends.FirstOrDefault(end => end > c, double.PositiveInfinity) - c
            : c - _ends.LastOrDefault(end => end < c, double.NegativeInfinity);
        double low = Math.Log(1e-305), high = Math.Log(Math.Min(length, 1e300));
        double fLow = double.NegativeInfinity, fHigh = double.NaN;
        double wanted = target > 0 ? Math.Log(target) : target;
        double F(double t)
        {
            double value = rising(side * Math.Exp(t));
            return target > 0 ? Math.Log(value) : value;
        }

        // Safeguarded regula falsi (Illinois) on a scale where powers are straight lines.
        double t = Math.Clamp(Guess(c, target), low, high);
        for (int step = 0; step < 200 && high - low > 4e-16 * Math.Max(1, Math.Abs(low)); step++)
        {
            double f = F(t) - wanted;
            if (double.IsNaN(f))
                break;
            if (f == 0)
                return side * Math.Exp(t);
            if (f > 0)
                (high, fHigh) = (t, f);
            else
                (low, fLow) = (t, f);
            double secant = double.IsFinite(fLow) && double.IsFinite(fHigh) ? low - fLow * (high - low) / (fHigh - fLow) : double.NaN;
            bool halve = double.IsNaN(secant) || step % 4 == 3;
            double slope = halve ? double.NaN : t - f / NewtonSlope(c, side * Math.Exp(t), rising, target);
            t = !halve && slope > low && slope < high ? slope : !halve && secant > low && secant < high ? secant : (low + high) / 2;
            if (!halve && Math.Abs(f) < 1e-15)
                break;
        }
        return side * Math.Exp(t);
    }

    // d ln(rising) / d ln v, for targets on the logarithmic scale.
    private double NewtonSlope(double c, double v, Func<double, double> rising, double target)
    {
        if (target <= 0)
            return double.NaN;
        double value = rising(v);
        double slope = Math.Exp(LogSlope(c, v)) * Math.Abs(v);
        double total = Math.Abs(_expansion.At(c, v).Total);
        // Of an increment, or of the reciprocal of a value near a pole.
        return Math.Abs(value * total - 1) < 1e-12 ? slope / total : slope / value;
    }

    private double Guess(double c, double target)
    {
        if (!(target > 0))
            return 0;
        if (_critical.TryGetValue(c, out var taylor))
            return (Math.Log(target) - Math.Log(Math.Abs(taylor[2]))) / 2;
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
            for (int k = 0; k + 1 < grid.Length; k++)
            {
                foreach (var function in _expansion.BreakFunctions)
                    AddRoot(function, grid[k], grid[k + 1], isCritical: false);
            }
            for (int k = 0; k + 1 < grid.Length; k++)
            {
                double a = grid[k], b = grid[k + 1];
                if (!_breaks.Exists(place => place >= a && place <= b))
                    AddRoot(x => _expansion.At(x, 0).Slope, a, b, isCritical: true);
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

    private void AddRoot(Func<double, double> function, double a, double b, bool isCritical)
    {
        double fa = function(a), fb = function(b);
        if (double.IsNaN(fa) || double.IsNaN(fb) || (Math.Sign(fa) == Math.Sign(fb) && fa != 0 && fb != 0) || (fa == 0 && fb == 0))
            return;
        for (int step = 0; step < 200; step++)
        {
            double middle = a + (b - a) / 2;
            if (middle <= a || middle >= b || fa == 0 || fb == 0)
                break;
            double f = function(middle);
            if (f == 0 || double.IsNaN(f))
                (a, b, fa) = (middle, middle, 0);
            else if (Math.Sign(f) == Math.Sign(fa))
                (a, fa) = (middle, f);
            else
                (b, fb) = (middle, f);
        }
        double root = fa == 0 ? a : fb == 0 ? b : Math.Abs(function(a)) <= Math.Abs(function(b)) ? a : b;
        if (Math.Abs(root) < 1e-290)
            root = 0;
        if (_breaks.Contains(root))
            return;
        // A sign change across a pole of h' is no extremum.
        if (!isCritical)
            _breaks.Add(root);
        else if (Math.Abs(_expansion.At(root, 0).Slope) < 1)
            AddCritical(root);
    }

    private void AddCritical(double place)
    {
        var taylor = _expansion.Taylor(place);
        if (taylor[2] == 0 || !double.IsFinite(taylor[2]))
            return;
        _critical[place] = taylor;
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
}
