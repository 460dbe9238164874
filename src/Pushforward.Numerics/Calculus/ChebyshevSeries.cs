namespace Pushforward.Numerics.Calculus;

/// <summary>
/// A polynomial on an interval in the Chebyshev basis, p(x) = sum c_k T_k((2x - a - b) / (b - a)): the interpolant of a smooth function
/// in Chebyshev points, which converges geometrically for analytic functions (Trefethen 2013, Approximation Theory and Approximation Practice).
/// </summary>
public sealed class ChebyshevSeries
{
    // Three successive node counts: the points of the first kind of n are among those of 3n, so a refinement reuses all values.
    private const int FirstCount = 9;

    private readonly double[] _coefficients;
    private readonly double _center;
    private readonly double _inverseHalfWidth;

    /// <summary>Wraps coefficients.</summary>
    /// <param name="lower">The lower end of the interval.</param>
    /// <param name="upper">The upper end, above the lower.</param>
    /// <param name="coefficients">c_0, c_1, ...; at least one.</param>
    /// <exception cref="ArgumentException">The interval is empty or there are no coefficients.</exception>
    public ChebyshevSeries(double lower, double upper, ReadOnlySpan<double> coefficients)
    {
        if (!(lower < upper) || !double.IsFinite(upper - lower))
            throw new ArgumentException($"interval: expected finite ends in order, got [{lower}, {upper}].", nameof(upper));
        if (coefficients.IsEmpty)
            throw new ArgumentException("coefficients: expected at least one, got none.", nameof(coefficients));
        (Lower, Upper) = (lower, upper);
        _coefficients = coefficients.ToArray();
        _center = lower + (upper - lower) / 2;
        _inverseHalfWidth = 2 / (upper - lower);
    }

    /// <summary>The lower end of the interval.</summary>
    public double Lower { get; }

    /// <summary>The upper end of the interval.</summary>
    public double Upper { get; }

    /// <summary>The degree of the polynomial as stored.</summary>
    public int Degree => _coefficients.Length - 1;

    /// <summary>c_0, c_1, ...</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>
    /// The Chebyshev points of the first kind on an interval, ascending: roots of T_n. They avoid the ends, where a density may be infinite.
    /// </summary>
    /// <param name="count">How many, at least one.</param>
    /// <param name="lower">The lower end.</param>
    /// <param name="upper">The upper end.</param>
    public static double[] Points(int count, double lower, double upper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double half = (upper - lower) / 2;
        var points = new double[count];
        for (int k = 0; k < count; k++)
            points[k] = lower + half + half * double.SinPi((2 * k + 1 - count) / (2.0 * count));
        return points;
    }

    /// <summary>The interpolant of values in the points of <see cref="Points"/>.</summary>
    /// <param name="lower">The lower end.</param>
    /// <param name="upper">The upper end.</param>
    /// <param name="values">The values, in ascending order of the points.</param>
    public static ChebyshevSeries Interpolate(double lower, double upper, ReadOnlySpan<double> values)
    {
        // Discrete cosine transform: c_k = (2 / n) sum_j f(cos theta_j) cos(k theta_j), theta_j = pi (2j + 1) / 2n, half of it for k = 0.
        // Direct, with cosines from one table: n is at most a few hundred.
        int n = values.Length;
        double[] cosines = CosineTable.Get(n);
        var coefficients = new double[n];
        for (int k = 0; k < n; k++)
        {
            double sum = 0;
            int angle = k; // k (2j + 1), in units of pi / 2n, modulo 4n
            for (int j = n - 1; j >= 0; j--)
            {
                sum += values[j] * cosines[angle];
                angle += 2 * k;
                if (angle >= 4 * n)
                    angle -= 4 * n;
            }
            coefficients[k] = sum * (k == 0 ? 1.0 : 2.0) / n;
        }
        return new ChebyshevSeries(lower, upper, coefficients);
    }

    /// <summary>
    /// Interpolates a function with as few of 9, 27, 81, ... points as resolve it: the last coefficients must have fallen below the
    /// tolerance. The result is cut behind its last significant coefficient.
    /// </summary>
    /// <param name="function">The function; called at interior points only.</param>
    /// <param name="lower">The lower end.</param>
    /// <param name="upper">The upper end.</param>
    /// <param name="tolerance">Absolute error asked for.</param>
    /// <param name="maximumPoints">The largest number of points to try.</param>
    /// <param name="truncationError">
    /// An estimate of the largest error: from the decay of the coefficients, and never below the tolerance where it was reached.
    /// +infinity if a value was not finite.
    /// </param>
    /// <returns>The interpolant, resolved or not: compare <paramref name="truncationError"/> with the tolerance.</returns>
    public static ChebyshevSeries Fit(
        Func<double, double> function, double lower, double upper, double tolerance, int maximumPoints, out double truncationError)
    {
        ArgumentNullException.ThrowIfNull(function);
        ChebyshevSeries? series = null;
        truncationError = double.PositiveInfinity;
        double[] known = [];
        for (int count = FirstCount; count <= maximumPoints || series is null; count *= 3)
        {
            double[] points = Points(count, lower, upper);
            var values = new double[count];
            for (int k = 0; k < count; k++)
            {
                bool reuse = known.Length > 0 && k % 3 == 1;
                values[k] = reuse ? known[k / 3] : function(points[k]);
                if (!double.IsFinite(values[k]))
                {
                    truncationError = double.PositiveInfinity;
                    return new ChebyshevSeries(lower, upper, [double.NaN]);
                }
            }
            series = Interpolate(lower, upper, values);
            truncationError = series.TruncationEstimate();
            if (truncationError <= tolerance)
            {
                truncationError = tolerance;
                return series.Chop(tolerance / 8);
            }
            known = values;
        }
        return series;
    }

    /// <summary>p(x) by Clenshaw's recurrence; outside the interval the polynomial is continued.</summary>
    /// <param name="x">Where.</param>
    public double Evaluate(double x)
    {
        // Even and odd parts apart, T_2k(t) = T_k(u) and T_2k+1(t) = t W_k(u) with u = 2t^2 - 1: two chains half as long that overlap.
        // W_k = 2u W_k-1 - W_k-2 as T_k, from W_0 = 1 and W_-1 = 1.
        double t = (x - _center) * _inverseHalfWidth;
        double twice = Math.FusedMultiplyAdd(4 * t, t, -2);
        double[] c = _coefficients;
        int last = c.Length - 1;
        double e1 = 0, e2 = 0, o1 = 0, o2 = 0;
        int k = last & ~1;
        if (k == last && k > 0)
        {
            e1 = c[k];
            k -= 2;
        }
        for (; k > 0; k -= 2)
        {
            (o1, o2) = (Math.FusedMultiplyAdd(twice, o1, c[k + 1] - o2), o1);
            (e1, e2) = (Math.FusedMultiplyAdd(twice, e1, c[k] - e2), e1);
        }
        double odd = last > 0 ? Math.FusedMultiplyAdd(twice, o1, c[1] - o2) - o1 : 0;
        return Math.FusedMultiplyAdd(t, odd, Math.FusedMultiplyAdd(twice / 2, e1, c[0] - e2));
    }

    /// <summary>p', by c'_(k-1) = c'_(k+1) + 2k c_k.</summary>
    public ChebyshevSeries Derivative()
    {
        int n = _coefficients.Length;
        var derivative = new double[Math.Max(1, n - 1)];
        double above = 0, two = 0;
        for (int k = n - 1; k >= 1; k--)
        {
            double value = two + 2 * k * _coefficients[k];
            (two, above) = (above, value);
            derivative[k - 1] = value * _inverseHalfWidth;
        }
        derivative[0] /= 2;
        return new ChebyshevSeries(Lower, Upper, derivative);
    }

    /// <summary>The antiderivative that vanishes at the lower end, by C_k = (c_(k-1) - c_(k+1)) / 2k.</summary>
    public ChebyshevSeries Antiderivative()
    {
        int n = _coefficients.Length;
        var integral = new double[n + 1];
        double atLower = 0;
        for (int k = 1; k <= n; k++)
        {
            double before = _coefficients[k - 1] * (k == 1 ? 2 : 1);
            double after = k + 1 < n ? _coefficients[k + 1] : 0;
            integral[k] = (before - after) / (2 * k) / _inverseHalfWidth;
            atLower += (k % 2 == 0 ? 1 : -1) * integral[k];
        }
        integral[0] = -atLower;
        return new ChebyshevSeries(Lower, Upper, integral);
    }

    /// <summary>The integral over the interval: (b - a) / 2 times the sum of 2 c_k / (1 - k^2) over even k.</summary>
    public double Integral()
    {
        double sum = 0;
        for (int k = 0; k < _coefficients.Length; k += 2)
            sum += _coefficients[k] * 2 / (1.0 - (double)k * k);
        return sum / _inverseHalfWidth;
    }

    /// <summary>
    /// The real roots in the interval, ascending: the interval is halved until the coefficients prove that there is none, or that the polynomial is
    /// monotone, |c_0| > sum of |c_k| for it or its derivative; then by bisection. A multiple root is given once.
    /// </summary>
    public double[] Roots()
    {
        var roots = new List<double>();
        CollectRoots(this, 1e-13 * (Upper - Lower), roots);
        roots.Sort();
        double merge = 1e-13 * Math.Max(Upper - Lower, Math.Max(Math.Abs(Lower), Math.Abs(Upper)));
        var distinct = new List<double>();
        foreach (double root in roots)
        {
            if (distinct.Count == 0 || root - distinct[^1] > merge)
                distinct.Add(root);
        }
        return [.. distinct];
    }

    /// <summary>
    /// An estimate of the interpolation error from the decay of the coefficients: the largest of the last quarter (at least two), which for a
    /// geometrically decaying series exceeds the sum of those left out.
    /// </summary>
    public double TruncationEstimate()
    {
        int last = Math.Max(2, _coefficients.Length / 5);
        double largest = 0;
        for (int k = Math.Max(0, _coefficients.Length - last); k < _coefficients.Length; k++)
            largest = Math.Max(largest, Math.Abs(_coefficients[k]));
        return largest;
    }

    /// <summary>The series without its trailing coefficients, as many as sum in magnitude to no more than the tolerance.</summary>
    /// <param name="tolerance">The absolute error this may add.</param>
    public ChebyshevSeries Chop(double tolerance)
    {
        int keep = _coefficients.Length;
        double dropped = 0;
        while (keep > 1 && (dropped += Math.Abs(_coefficients[keep - 1])) <= tolerance)
            keep--;
        return keep == _coefficients.Length ? this : new ChebyshevSeries(Lower, Upper, _coefficients.AsSpan(0, keep));
    }

    private static void CollectRoots(ChebyshevSeries series, double narrowest, List<double> roots)
    {
        if (HasOneSign(series) || series._coefficients.All(c => c == 0))
            return;
        if (HasOneSign(series.Derivative()))
        {
            double a = series.Lower, b = series.Upper;
            int sign = Math.Sign(series.Evaluate(a));
            if (sign == Math.Sign(series.Evaluate(b)))
                return;
            for (double middle = a + (b - a) / 2; middle > a && middle < b; middle = a + (b - a) / 2)
            {
                if (Math.Sign(series.Evaluate(middle)) == sign)
                    a = middle;
                else
                    b = middle;
            }
            roots.Add(b);
            return;
        }
        if (series.Upper - series.Lower < narrowest)
        {
            roots.Add(series._center);
            return;
        }
        foreach (var (lower, upper) in new[] { (series.Lower, series._center), (series._center, series.Upper) })
        {
            var half = Interpolate(lower, upper, Array.ConvertAll(Points(series.Degree + 1, lower, upper), series.Evaluate));
            CollectRoots(half.Chop(1e-16 * half._coefficients.Max(Math.Abs)), narrowest, roots);
        }
    }

    private static bool HasOneSign(ChebyshevSeries series) =>
        Math.Abs(series._coefficients[0]) > series._coefficients.Skip(1).Sum(Math.Abs);

    // cos(pi i / 2n) for i = 0 .. 4n - 1, kept for the point counts in use.
    private static class CosineTable
    {
        private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, double[]> Tables = new();

        public static double[] Get(int n) => Tables.GetOrAdd(n, static count =>
        {
            var table = new double[4 * count];
            for (int i = 0; i < table.Length; i++)
                table[i] = double.CosPi(i / (2.0 * count));
            return table;
        });
    }
}
