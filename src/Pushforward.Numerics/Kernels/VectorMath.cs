using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// Elementary functions of a vector of floats. Arguments are reduced as in Cephes (Moshier 1989, "Methods and programs for mathematical
/// functions") and what is left is a polynomial. Errors are stated in units of the last place (ulp) of the true result; the tests measure
/// them against float64 over all of the range.
/// </summary>
/// <remarks>
/// Only operations that IEEE 754 rounds one way are used: no fused multiply-add, no estimate. A value has the same bits in any lane of any
/// width on any processor, so random fills and activations do not depend on the machine. NaN goes in and comes out, because every
/// selection is written so that a comparison with NaN keeps the argument.
/// </remarks>
internal static class VectorMath
{
    // log 2 in two parts: the first has few enough bits that its product with an exponent is exact.
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;
    private const float Log2E = 1.44269504088896341f;

    // The number whose addition rounds a float of less than 2^22 to an integer.
    private const float RoundingShift = 12582912f;

    private const int MantissaBits = 23, ExponentBias = 127;

    /// <summary>e^x, within 1.5 ulp, also where the result is denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        // Beyond these the result is 0 or infinity, and the exponent still fits the two halves that make the scale.
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, new Vector<float>(89f)), new Vector<float>(89f), x);
        x = Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(-104f)), new Vector<float>(-104f), x);
        var n = ReduceByLn2(x, out var r);
        return Scale(Vector<float>.One + ExpMinus1Polynomial(r), n);
    }

    /// <summary>e^x - 1, within 2 ulp also where x is tiny; infinity beyond the range of a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> ExpM1(Vector<float> x)
    {
        // Below the lower bound the result rounds to -1, beyond the upper it is infinite.
        x = Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(-30f)), new Vector<float>(-30f), x);
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, new Vector<float>(89f)), new Vector<float>(89f), x);
        var n = ReduceByLn2(x, out var r);
        // 2^n (1 + p) - 1 = 2^n p + (2^n - 1); the bracket is exact where it matters. 2^128 is no float, so the last half octave is doubled at the end.
        var last = Vector.GreaterThan(n, new Vector<int>(ExponentBias));
        var scale = PowerOfTwo(Vector.Min(n, new Vector<int>(ExponentBias)));
        var y = scale * ExpMinus1Polynomial(r) + (scale - Vector<float>.One);
        return Vector.ConditionalSelect(last, y + y, y);
    }

    /// <summary>log x, within 1 ulp; -infinity at 0, NaN below, right for denormals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Log(Vector<float> x)
    {
        var denormal = Vector.LessThan(x, new Vector<float>(1.17549435e-38f));
        var scaled = Vector.ConditionalSelect(denormal, x * 8388608f, x);
        var exponentShift = Vector.ConditionalSelect(denormal, new Vector<float>(-MantissaBits), Vector<float>.Zero);
        var e = SplitMantissa(scaled, out var f);
        var result = LogFromParts(f, e + exponentShift, Vector<float>.Zero);
        return LogSpecials(result, x);
    }

    /// <summary>log x + correction for x positive, finite and not denormal, within 1 ulp of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> LogOfNormal(Vector<float> x, Vector<float> correction)
    {
        var e = SplitMantissa(x, out var f);
        return LogFromParts(f, e, correction);
    }

    /// <summary>log(1 + x), within 2 ulp also where x is tiny; -infinity at -1, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Log1p(Vector<float> x)
    {
        var u = Vector<float>.One + x;
        // What the rounding of 1 + x lost, exactly (Dekker 1971): the larger of 1 and x is subtracted first. To first order it adds lost / u.
        var lost = Vector.ConditionalSelect(
            Vector.LessThan(x, Vector<float>.One), x - (u - Vector<float>.One), Vector<float>.One - (u - x));
        return LogSpecials(LogOfNormal(u, lost / u), u);
    }

    /// <summary>log(1 + e^x) = max(x, 0) + log1p(e^-|x|), within 3 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Softplus(Vector<float> x)
    {
        var t = Exp(-Vector.Abs(x));
        // t is in [0, 1]: log(1 + t) = 2 artanh(s) with s = t / (2 + t) at most 1/3, a series in s^2 cut where it is below rounding.
        var s = t / (t + new Vector<float>(2f));
        var z = s * s;
        var p = z * (2f / 15) + new Vector<float>(2f / 13);
        p = p * z + new Vector<float>(2f / 11);
        p = p * z + new Vector<float>(2f / 9);
        p = p * z + new Vector<float>(2f / 7);
        p = p * z + new Vector<float>(2f / 5);
        p = p * z + new Vector<float>(2f / 3);
        var positive = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, Vector<float>.Zero);
        return positive + (s + s + s * (z * p));
    }

    /// <summary>1 / (1 + e^-x), within 3 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x)
    {
        var t = Exp(-Vector.Abs(x));
        var numerator = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), t, Vector<float>.One);
        return numerator / (Vector<float>.One + t);
    }

    /// <summary>tanh x, within 2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        var magnitude = Vector.Abs(x);
        // Away from 0: 1 - 2 / (e^2|x| + 1).
        var far = Vector<float>.One - new Vector<float>(2f) / (Exp(magnitude + magnitude) + Vector<float>.One);
        // Near 0: x + x^3 P(x^2), odd by construction.
        var z = x * x;
        var p = z * -5.70498872745e-3f + new Vector<float>(2.06390887954e-2f);
        p = p * z + new Vector<float>(-5.37397155531e-2f);
        p = p * z + new Vector<float>(1.33314422036e-1f);
        p = p * z + new Vector<float>(-3.33332819422e-1f);
        var near = x + x * (z * p);
        return Vector.ConditionalSelect(Vector.LessThan(magnitude, new Vector<float>(0.625f)), near, CopySign(far, x));
    }

    /// <summary>Sine and cosine of an angle given as a fraction of a turn in 32 bits, within 2^-23; neither is ever 0.</summary>
    /// <param name="turn">The angle is 2 pi (turn + 1/2) / 2^32.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<float> Sin, Vector<float> Cos) SinCosOfTurn(Vector<uint> turn)
    {
        // The nearest quarter turn, and what is left of the angle, in [-pi/4, pi/4].
        var quarter = (turn + new Vector<uint>(1u << 29)) >>> 30;
        var rest = (turn - (quarter << 30)).As<uint, int>();
        var a = (Vector.ConvertToSingle(rest) + new Vector<float>(0.5f)) * 1.46291807926716e-9f;
        var z = a * a;

        var s = z * -1.9515295891e-4f + new Vector<float>(8.3321608736e-3f);
        s = s * z + new Vector<float>(-1.6666654611e-1f);
        var sin = a + a * (z * s);
        var c = z * 2.443315711809948e-5f + new Vector<float>(-1.388731625493765e-3f);
        c = c * z + new Vector<float>(4.166664568298827e-2f);
        var cos = Vector<float>.One - 0.5f * z + z * z * c;

        // A quarter turn makes sine cosine and cosine minus sine.
        var odd = Vector.Equals(quarter & Vector<uint>.One, Vector<uint>.One).As<uint, int>();
        var sinSign = ((quarter & new Vector<uint>(2)) << 30).As<uint, float>();
        var cosSign = (((quarter + Vector<uint>.One) & new Vector<uint>(2)) << 30).As<uint, float>();
        return (Vector.Xor(Vector.ConditionalSelect(odd, cos, sin), sinSign), Vector.Xor(Vector.ConditionalSelect(odd, sin, cos), cosSign));
    }

    // x = n ln 2 + r with |r| at most ln(2) / 2; n as the bits of an integer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> ReduceByLn2(Vector<float> x, out Vector<float> r)
    {
        // Adding the shift leaves the integer in the lowest bits of the mantissa.
        var shifted = x * Log2E + new Vector<float>(RoundingShift);
        var n = shifted - new Vector<float>(RoundingShift);
        r = (x - n * Ln2High) - n * Ln2Low;
        return shifted.As<float, int>() - new Vector<float>(RoundingShift).As<float, int>();
    }

    // e^r - 1 for |r| at most ln(2) / 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ExpMinus1Polynomial(Vector<float> r)
    {
        var p = r * 1.9875691500e-4f + new Vector<float>(1.3981999507e-3f);
        p = p * r + new Vector<float>(8.3334519073e-3f);
        p = p * r + new Vector<float>(4.1665795894e-2f);
        p = p * r + new Vector<float>(1.6666665459e-1f);
        p = p * r + new Vector<float>(5.0000001201e-1f);
        return r + r * r * p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> n) => ((n + new Vector<int>(ExponentBias)) << MantissaBits).As<int, float>();

    // y 2^n in two steps, since 2^n alone may be no float: the first is exact, the second rounds once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Scale(Vector<float> y, Vector<int> n)
    {
        var half = n >> 1;
        return y * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    // x = 2^e (1 + f) with 1 + f between sqrt(1/2) and sqrt(2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> SplitMantissa(Vector<float> x, out Vector<float> f)
    {
        var bits = x.As<float, int>();
        var e = (bits - new Vector<int>(0x3f3504f3)) >> MantissaBits;
        f = (bits - (e << MantissaBits)).As<int, float>() - Vector<float>.One;
        return Vector.ConvertToSingle(e);
    }

    // log(2^e (1 + f)) + correction, smallest terms first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> LogFromParts(Vector<float> f, Vector<float> e, Vector<float> correction)
    {
        var z = f * f;
        var p = f * 7.0376836292e-2f + new Vector<float>(-1.1514610310e-1f);
        p = p * f + new Vector<float>(1.1676998740e-1f);
        p = p * f + new Vector<float>(-1.2420140846e-1f);
        p = p * f + new Vector<float>(1.4249322787e-1f);
        p = p * f + new Vector<float>(-1.6668057665e-1f);
        p = p * f + new Vector<float>(2.0000714765e-1f);
        p = p * f + new Vector<float>(-2.4999993993e-1f);
        p = p * f + new Vector<float>(3.3333331174e-1f);
        var tail = f * z * p + (e * Ln2Low + correction) - 0.5f * z;
        return f + tail + e * Ln2High;
    }

    // What the bit tricks get wrong: log 0, log of the negative, log of infinity and NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> LogSpecials(Vector<float> result, Vector<float> x)
    {
        var ordinary = Vector.BitwiseAnd(
            Vector.GreaterThan(x, Vector<float>.Zero), Vector.LessThan(x, new Vector<float>(float.PositiveInfinity)));
        var special = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), new Vector<float>(float.NaN), x);
        special = Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), new Vector<float>(float.NegativeInfinity), special);
        return Vector.ConditionalSelect(ordinary, result, special);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> CopySign(Vector<float> magnitude, Vector<float> sign) =>
        Vector.ConditionalSelect(new Vector<int>(int.MinValue).As<int, float>(), sign, magnitude);
}
