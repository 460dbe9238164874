using Pushforward.Distributions;
using Pushforward.Numerics.Calculus;

namespace Pushforward.RandomVariables.Engine;

/// <summary>h(x) = factor x + shift.</summary>
internal sealed class AffineMap(double factor, double shift) : ElementaryMap
{
    public override string Name => "affine";

    public override double Value(double x) => factor * x + shift;

    public override double Displacement(double c, int side, double dz) => dz / factor;

    public override double LogSlope(double c, double v) => Math.Log(Math.Abs(factor));
}

/// <summary>h(x) = sign e^x: from the logarithmic scale back to positive or negative numbers.</summary>
internal sealed class ExpMap(int sign = 1) : ElementaryMap
{
    public override string Name => "exp";

    public override double Value(double x) => sign * Math.Exp(x);

    // e^(c + v) - e^c = dz
    public override double Displacement(double c, int side, double dz) => Elementary.LogOnePlus(sign * dz * Math.Exp(-c));

    public override double PlaceNearLimit(int side, double dz) => Math.Log(Math.Abs(dz));

    public override double LogSlope(double c, double v) => c + v;
}

/// <summary>h(x) = sign ln |x|, one branch to either side of zero; <see cref="LogMap"/> is its right half.</summary>
internal class LogAbsoluteMap(int sign = 1) : ElementaryMap
{
    public override string Name => "log|.|";

    public override double Value(double x) => sign * Math.Log(Math.Abs(x));

    public override double Limit(double c, int side) => c == 0 ? sign * double.NegativeInfinity : Value(c);

    public override IEnumerable<double> Breaks(double lower, double upper) => lower < 0 && upper > 0 ? [0] : [];

    public override double Displacement(double c, int side, double dz) => c * Elementary.ExpMinusOne(sign * dz);

    public override double DisplacementFromPole(double c, int side, double z) => side * Math.Exp(sign * z);

    public override double LogSlope(double c, double v) => -Math.Log(Math.Abs(c + v));
}

/// <summary>h(x) = ln x for x > 0.</summary>
internal sealed class LogMap : LogAbsoluteMap
{
    public override string Name => "log";

    public override Interval Domain => new(0, double.PositiveInfinity);

    public override double Value(double x) => Math.Log(x);
}

/// <summary>h(x) = |x|.</summary>
internal sealed class AbsoluteMap : ElementaryMap
{
    public override string Name => "abs";

    public override double Value(double x) => Math.Abs(x);

    public override IEnumerable<double> Breaks(double lower, double upper) => lower < 0 && upper > 0 ? [0] : [];

    public override double Displacement(double c, int side, double dz) => c > 0 || (c == 0 && side > 0) ? dz : -dz;

    public override double LogSlope(double c, double v) => 0;
}

/// <summary>h(x) = x^p: on the whole line, with a pole or an extremum or a saddle at zero, for whole p; on x >= 0 for others.</summary>
internal sealed class PowerMap(double power) : ElementaryMap
{
    private readonly bool _isWhole = power == Math.Floor(power);
    private readonly bool _isEven = Math.IEEERemainder(power, 2) == 0;

    public override string Name => power == 0.5 ? "sqrt" : FormattableString.Invariant($"^{power:R}");

    public double Power => power;

    public override Interval Domain => new(_isWhole ? double.NegativeInfinity : 0, double.PositiveInfinity);

    public override double Value(double x) => power switch
    {
        0.5 => Math.Sqrt(x),
        2 => x * x,
        -1 => 1 / x,
        _ => Math.Pow(x, power),
    };

    public override double Limit(double c, int side)
    {
        if (c == 0 && power < 0)
            return side > 0 || _isEven ? double.PositiveInfinity : double.NegativeInfinity;
        return double.IsInfinity(c) && power < 0 ? 0 : Value(c);
    }

    public override IEnumerable<double> Breaks(double lower, double upper) => lower < 0 && upper > 0 ? [0] : [];

    public override double PowerAt(double c) => c == 0 ? power : 1;

    // (c + v)^p - c^p = dz; (c + v) / c > 0 as branches end at zero.
    public override double Displacement(double c, int side, double dz) => c == 0
        ? side * Math.Pow(Math.Abs(dz), 1 / power)
        : c * Elementary.ExpMinusOne(Elementary.LogOnePlus(Math.Max(-1, dz / Value(c))) / power);

    public override double DisplacementFromPole(double c, int side, double z) => side * Math.Pow(Math.Abs(z), 1 / power);

    public override double PlaceNearLimit(int side, double dz) => side * Math.Pow(Math.Abs(dz), 1 / power);

    public override double LogSlope(double c, double v) => Math.Log(Math.Abs(power)) + (power - 1) * Math.Log(Math.Abs(c + v));
}

/// <summary>h(x) = sin(x), or cos(x) = sin(x + pi/2): branches between neighboring extrema.</summary>
internal sealed class SineMap(bool isCosine) : ElementaryMap
{
    public override string Name => isCosine ? "cos" : "sin";

    public override bool IsPeriodic => true;

    public override double Value(double x) => isCosine ? Math.Cos(x) : Math.Sin(x);

    public override double Limit(double c, int side) => IsExtremum(c) ? Math.Round(Value(c)) : Value(c);

    public override double PowerAt(double c) => IsExtremum(c) ? 2 : 1;

    public override IEnumerable<double> Breaks(double lower, double upper)
    {
        double first = isCosine ? Math.Floor(lower / Math.PI) : Math.Floor(lower / Math.PI - 0.5);
        for (double k = first; ; k++)
        {
            double place = isCosine ? k * Math.PI : (k + 0.5) * Math.PI;
            if (place >= upper)
                yield break;
            if (place > lower)
                yield return place;
        }
    }

    public override double Displacement(double c, int side, double dz)
    {
        if (IsExtremum(c))
            return side * 2 * Math.Asin(Math.Min(1, Math.Sqrt(Math.Abs(dz) / 2)));
        // sin v = sin((c + v) - c) with sin(c + v) = s + dz: (s + dz) k - q s, q = sqrt(1 - (s + dz)^2) with the sign of k, written without cancellation.
        var (s, k) = isCosine ? (Math.Cos(c), -Math.Sin(c)) : Math.SinCos(c);
        double z = Math.Clamp(s + dz, -1, 1);
        double q = Math.CopySign(Math.Sqrt((1 - z) * (1 + z)), k);
        double sine = dz * k + s * dz * (2 * s + dz) / (k + q);
        double cosine = q * k + z * s;
        return Math.Atan2(sine, cosine);
    }

    public override double LogSlope(double c, double v) =>
        Math.Log(Math.Abs(IsExtremum(c) ? Math.Sin(v) : isCosine ? Math.Sin(c + v) : Math.Cos(c + v)));

    private bool IsExtremum(double c) => Math.Abs(isCosine ? Math.Sin(c) : Math.Cos(c)) < 2e-16 * (1 + Math.Abs(c));
}

/// <summary>h(x) = atan(x).</summary>
internal sealed class AtanMap : ElementaryMap
{
    public override string Name => "atan";

    public override double Value(double x) => Math.Atan(x);

    // tan(a + dz) - c with a = atan c: T (1 + c^2) / (1 - c T), T = tan dz
    public override double Displacement(double c, int side, double dz)
    {
        double t = Math.Tan(dz);
        return t * (1 + c * c) / (1 - c * t);
    }

    public override double PlaceNearLimit(int side, double dz) => -1 / Math.Tan(dz);

    public override double LogSlope(double c, double v)
    {
        double x = Math.Abs(c + v);
        return x < 1e8 ? -Elementary.LogOnePlus(x * x) : -2 * Math.Log(x);
    }
}

/// <summary>h(x) = tanh(x).</summary>
internal sealed class TanhMap : ElementaryMap
{
    public override string Name => "tanh";

    public override double Value(double x) => Math.Tanh(x);

    // atanh(s + dz) - atanh(s) = atanh(dz / (1 - s (s + dz)))
    public override double Displacement(double c, int side, double dz)
    {
        double s = Math.Tanh(c);
        double cosh = Math.Cosh(c);
        return Math.Atanh(Math.Clamp(dz / (1 / (cosh * cosh) - s * dz), -1, 1));
    }

    public override double PlaceNearLimit(int side, double dz) => side * 0.5 * Math.Log((2 - Math.Abs(dz)) / Math.Abs(dz));

    // ln sech^2 x
    public override double LogSlope(double c, double v)
    {
        double x = Math.Abs(c + v);
        return 2 * (Math.Log(2) - x - Elementary.LogOnePlus(Math.Exp(-2 * x)));
    }
}

/// <summary>h(x) = x for x >= 0 and slope x below: the rectifier for slope 0, which gathers the negative half in an atom.</summary>
internal sealed class LeakyRectifierMap(double slope) : ElementaryMap
{
    public override string Name => slope == 0 ? "relu" : "leaky-relu";

    public double Slope => slope;

    public override double Value(double x) => x >= 0 ? x : slope == 0 ? 0 : slope * x;

    public override IEnumerable<double> Breaks(double lower, double upper) => lower < 0 && upper > 0 ? [0] : [];

    public override bool IsFlat(double lower, double upper) => slope == 0 && upper <= 0;

    public override double Displacement(double c, int side, double dz) => c > 0 || (c == 0 && side > 0) ? dz : dz / slope;

    public override double LogSlope(double c, double v) => c + v > 0 ? 0 : Math.Log(Math.Abs(slope));
}

/// <summary>h(x) = numerator / x.</summary>
internal sealed class ScaledReciprocalMap(double numerator) : ElementaryMap
{
    public override string Name => "reciprocal";

    public override double Value(double x) => numerator / x;

    public override double Limit(double c, int side) =>
        c == 0 ? side * Math.Sign(numerator) * double.PositiveInfinity : double.IsInfinity(c) ? 0 : numerator / c;

    public override IEnumerable<double> Breaks(double lower, double upper) => lower < 0 && upper > 0 ? [0] : [];

    // n / (c + v) - n / c = dz
    public override double Displacement(double c, int side, double dz) => -dz * c * c / (numerator + dz * c);

    public override double DisplacementFromPole(double c, int side, double z) => numerator / z;

    public override double PlaceNearLimit(int side, double dz) => numerator / dz;

    public override double LogSlope(double c, double v) => Math.Log(Math.Abs(numerator)) - 2 * Math.Log(Math.Abs(c + v));
}
