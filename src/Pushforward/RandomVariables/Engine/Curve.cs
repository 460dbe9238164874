using Pushforward.Numerics.Calculus;

namespace Pushforward.RandomVariables.Engine;

/// <summary>A smooth function of s on an interval, cut where it turns, so that it is solved for s without missing a root.</summary>
internal sealed class Curve
{
    private readonly ChebyshevSeries _series;
    private readonly ChebyshevSeries _slope;
    private readonly ChebyshevSeries _bend;
    private readonly double[] _turns;
    private readonly double[] _values;

    public Curve(ChebyshevSeries series)
    {
        _series = series;
        _slope = series.Derivative();
        _bend = _slope.Derivative();
        double noise = 1e-13 * series.Coefficients.ToArray().Max(Math.Abs);
        IsConstant = series.Coefficients.Length == 1 || series.Coefficients[1..].ToArray().All(c => Math.Abs(c) <= noise);
        _turns = IsConstant ? [series.Lower, series.Upper] : [series.Lower, .. TurningPlaces(), series.Upper];
        _values = Array.ConvertAll(_turns, s => series.Evaluate(s));
    }

    /// <summary>Whether it stays at one value up to rounding.</summary>
    public bool IsConstant { get; }

    /// <summary>The values where it turns.</summary>
    public IEnumerable<double> Extremes => _values[1..^1];

    /// <summary>The least value.</summary>
    public double Least => _values.Min();

    /// <summary>The largest value.</summary>
    public double Largest => _values.Max();

    /// <summary>The value at s, also a little outside the interval.</summary>
    public double At(double s) => _series.Evaluate(s);

    /// <summary>The derivative.</summary>
    public double Slope(double s) => _slope.Evaluate(s);

    /// <summary>|value at root + step - value at root| without cancellation.</summary>
    public double Gap(double root, double step, double value)
    {
        double small = 3e-5 * (_series.Upper - _series.Lower);
        return Math.Abs(Math.Abs(step) < small ? step * (_slope.Evaluate(root) + step / 2 * _bend.Evaluate(root)) : _series.Evaluate(root + step) - value);
    }

    /// <summary>Lets the next curve begin with the value that this one ends with.</summary>
    public void Join(Curve next) => next._values[0] = _values[^1];

    /// <summary>Where the function takes a value above its lower end, up to the upper one.</summary>
    public void AddRoots(double value, List<double> roots)
    {
        if (IsConstant)
            return;
        for (int k = 0; k + 1 < _turns.Length; k++)
        {
            double before = _values[k] - value, after = _values[k + 1] - value;
            if (before * after < 0 || after == 0)
                roots.Add(after == 0 ? _turns[k + 1] : Solve(_series, value, _turns[k], _turns[k + 1], before));
        }
    }

    private IEnumerable<double> TurningPlaces()
    {
        const int Steps = 64;
        double width = (_series.Upper - _series.Lower) / Steps;
        for (int k = 0; k < Steps; k++)
        {
            double a = _series.Lower + k * width, b = k == Steps - 1 ? _series.Upper : a + width;
            double before = _slope.Evaluate(a);
            double after = _slope.Evaluate(b);
            if (before * after < 0)
                yield return Solve(_slope, 0, a, b, before);
            else if (after == 0 && k < Steps - 1)
                yield return b;
        }
    }

    // Bisection with secant steps (Illinois).
    private static double Solve(ChebyshevSeries series, double value, double low, double high, double atLow)
    {
        double atHigh = series.Evaluate(high) - value;
        for (int step = 0; step < 200; step++)
        {
            double next = step % 4 == 3 ? low + (high - low) / 2 : low - atLow * (high - low) / (atHigh - atLow);
            if (!(next > low && next < high))
                next = low + (high - low) / 2;
            if (next == low || next == high)
                break;
            double at = series.Evaluate(next) - value;
            if (at == 0)
                return next;
            if (Math.Sign(at) == Math.Sign(atLow))
                (low, atLow, atHigh) = (next, at, step % 4 == 1 ? atHigh / 2 : atHigh);
            else
                (high, atHigh, atLow) = (next, at, step % 4 == 2 ? atLow / 2 : atLow);
            if (high - low <= 2e-16 * Math.Max(Math.Abs(low), Math.Abs(high)))
                break;
        }
        return low + (high - low) / 2;
    }
}
