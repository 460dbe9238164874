using Pushforward.Numerics;
using Pushforward.Numerics.Calculus;

namespace Pushforward.RandomVariables.Engine;

/// <summary>
/// A stretch of a density, ln f as a function of the distance v from a knot: a Chebyshev series in v, a Chebyshev series in ln v
/// (near poles and in tails, where f(v) = v^a |ln v|^k g(v) is smooth in ln v), or beyond all series a power law or an exponential.
/// </summary>
internal sealed class Piece
{
    /// <summary>A slope of ln f over ln v below this belongs to an exponential, not to a power.</summary>
    public const double SteepestPower = -20;

    private static readonly GaussLegendreRule Rule = GaussLegendreRule.Of(32);

    private readonly ChebyshevSeries? _series;
    private readonly bool _isLogarithmic;
    private readonly double _logDistance;
    private readonly double _logValue;
    private readonly double _slope;

    private Piece(double from, double to, ChebyshevSeries? series, bool isLogarithmic, double error)
    {
        (From, To, _series, _isLogarithmic, Error) = (from, to, series, isLogarithmic, error);
        if (series is not null)
            Mass = MassBetween(from, to);
    }

    private Piece(double from, double to, double logDistance, double logValue, double slope, string where)
        : this(from, to, null, true, 0)
    {
        (_logDistance, _logValue, _slope) = (logDistance, logValue, slope);
        if (!double.IsNegativeInfinity(logValue) && (from == 0 ? slope <= -1 : slope >= -1) && logValue + logDistance > -600)
        {
            throw new NumericalException(
                $"The density is not integrable {where}: it behaves as the distance to the power {slope:G4}. Check the map for a division by zero.");
        }
        Mass = MassBetween(from, to);
    }

    /// <summary>Whether ln f is a series in the logarithm of the distance.</summary>
    public bool IsLogarithmic => _isLogarithmic;

    private bool IsExponential => From > 0 && _slope < SteepestPower;

    /// <summary>The smallest distance covered.</summary>
    public double From { get; }

    /// <summary>The largest distance covered.</summary>
    public double To { get; }

    /// <summary>The estimated error of ln f, which is the relative error of f.</summary>
    public double Error { get; }

    /// <summary>The integral of f over the piece.</summary>
    public double Mass { get; }

    /// <summary>ln f as a series in the distance.</summary>
    public static Piece Linear(ChebyshevSeries series, double error) => new(series.Lower, series.Upper, series, false, error);

    /// <summary>ln f as a series in the logarithm of the distance.</summary>
    public static Piece Logarithmic(ChebyshevSeries series, double from, double to, double error) => new(from, to, series, true, error);

    /// <summary>The power law that continues a density below or above its pieces.</summary>
    /// <param name="from">The smallest distance, 0 for the innermost piece.</param>
    /// <param name="to">The largest distance, +infinity for the outermost piece.</param>
    /// <param name="slope">The power.</param>
    /// <param name="neighbor">The piece that is continued.</param>
    /// <param name="where">For messages.</param>
    public static Piece Power(double from, double to, double slope, Piece neighbor, string where)
    {
        double edge = from == 0 ? to : from;
        return new Piece(from, to, Math.Log(edge), neighbor.LogDensity(edge), slope, where);
    }

    /// <summary>ln f at a distance.</summary>
    public double LogDensity(double distance)
    {
        if (_series is null)
        {
            // A light tail goes on as an exponential, a heavy one as a power.
            if (IsExponential)
                return _logValue + _slope * (distance / From - 1);
            return distance == 0 && _slope == 0 ? _logValue : _logValue + _slope * (Math.Log(distance) - _logDistance);
        }
        return _series.Evaluate(_isLogarithmic ? Math.Log(distance) : distance);
    }

    /// <summary>
    /// The integral of f between two distances within the piece, by Gauss-Legendre on the smooth variable; all terms are positive, so the result is
    /// accurate relative to itself.
    /// </summary>
    public double MassBetween(double from, double to)
    {
        if (!(to > from))
            return 0;
        return _series is null ? PowerMass(from, to) : Moment(0, 1, 0, from, to);
    }

    /// <summary>The integral of f over the last stretch of a piece that is a series in v: exact in its width, however short.</summary>
    public double MassNearEnd(double width)
    {
        double sum = 0;
        for (int k = 0; k < Rule.Nodes.Length; k++)
            sum += Rule.Weights[k] * Math.Exp(_series!.Evaluate(To - width / 2 * (1 - Rule.Nodes[k])));
        return sum * width / 2;
    }

    /// <summary>The integral of (origin + sign v)^order f(v) between two distances.</summary>
    public double Moment(double origin, int sign, int order, double from, double to)
    {
        if (_series is null)
            return PowerMoment(origin, sign, order, from, to);
        double lower = _isLogarithmic ? Math.Log(from) : from, upper = _isLogarithmic ? Math.Log(to) : to;
        // The rule resolves a range of about e^20 in the integrand; where it varies more, on parts.
        double sum = 0, range = Math.Abs(_series.Evaluate(upper) - _series.Evaluate(lower)) + (_isLogarithmic ? (order + 1) * (upper - lower) : 0);
        int parts = 1 + (int)(range / 20);
        for (int part = 0; part < parts; part++)
        {
            double a = lower + (upper - lower) * part / parts, b = lower + (upper - lower) * (part + 1) / parts;
            sum += Integrate(origin, sign, order, a, b);
        }
        return sum;
    }

    private double Integrate(double origin, int sign, int order, double lower, double upper)
    {
        double half = (upper - lower) / 2, center = lower + half, sum = 0;
        for (int k = 0; k < Rule.Nodes.Length; k++)
        {
            double s = center + half * Rule.Nodes[k];
            double log = _series!.Evaluate(s);
            if (_isLogarithmic)
                log += s;
            double value = Rule.Weights[k] * Math.Exp(log);
            if (order > 0 && value > 0)
                value *= Math.Pow(origin + sign * (_isLogarithmic ? Math.Exp(s) : s), order);
            sum += value;
        }
        return sum * half;
    }

    // The integral of f_0 (v / v_0)^slope.
    private double PowerMass(double from, double to)
    {
        if (double.IsNegativeInfinity(_logValue))
            return 0;
        if (IsExponential)
            return From / -_slope * Math.Max(0, Math.Exp(LogDensity(from)) - (double.IsInfinity(to) ? 0 : Math.Exp(LogDensity(to))));
        double power = _slope + 1;
        if (Math.Abs(power) < 1e-9)
            return from == 0 || double.IsInfinity(to) ? 0 : Math.Exp(_logValue + _logDistance) * Math.Log(to / from);
        double At(double v) => v == 0 || double.IsInfinity(v)
            ? 0
            : Math.Exp(_logValue + _logDistance + power * (Math.Log(v) - _logDistance)) / power;
        return Math.Max(0, At(to) - At(from));
    }

    // Beyond the series the origin no longer counts in a tail, and the distance no longer counts near a knot.
    private double PowerMoment(double origin, int sign, int order, double from, double to)
    {
        if (order == 0 || double.IsNegativeInfinity(_logValue))
            return PowerMass(from, to);
        if (from == 0)
            return Math.Pow(origin, order) * PowerMass(from, to);
        double power = _slope + order + 1;
        if (power >= 0)
            return _logValue + (order + 1) * _logDistance < -300 ? 0 : sign > 0 || order % 2 == 0 ? double.PositiveInfinity : double.NegativeInfinity;
        return Math.Pow(sign, order) * Math.Exp(_logValue + (order + 1) * _logDistance) / -power;
    }
}
