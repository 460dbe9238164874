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
/// width (<see cref="IFloatLanes{TSelf}"/>) on any processor, so random fills and activations do not depend on the machine. NaN goes in and comes out, because
/// every selection is written so that a comparison with NaN keeps the argument. What loops are made of has neither branch nor call, which would send registers to memory
/// and back; only the logarithm looks after arguments out of the ordinary where a vector holds one, and the bits of its other lanes are those they would have had beside ordinary ones.
/// </remarks>
internal static partial class VectorMath
{
    // log 2 in two parts: the first has few enough bits that its product with an exponent is exact.
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;
    private const float Log2E = 1.44269504088896341f;

    // The number whose addition rounds a float of less than 2^22 to an integer.
    private const float RoundingShift = 12582912f;

    private const int MantissaBits = 23, ExponentBias = 127;

    /// <summary>e^x, within 1.5 ulp, also where the result is denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        // Beyond these the result is 0 or infinity, and the exponent still fits the two halves that make the scale.
        var shifted = ReduceByLn2(T.Clamp(x, -104f, 89f), out var r);
        return TimesPowerOfTwo(T.Fill(1) + ExpMinus1Polynomial(r), shifted);
    }

    /// <inheritdoc cref="Exp{T}(T)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x) => Exp(new NativeLanes(x)).Value;

    /// <summary>e^x - 1, within 2 ulp also where x is tiny; infinity beyond the range of a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ExpM1<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        // Below the lower bound the result rounds to -1, beyond the upper it is infinite.
        x = T.Clamp(x, -30f, 89f);
        var n = Exponent(ReduceByLn2(x, out var r));
        // 2^n (1 + p) - 1 = 2^n p + (2^n - 1); the bracket is exact where it matters. 2^128 is no float, so the last half octave is doubled at the end.
        var last = T.GreaterBits(n, T.FillBits(ExponentBias));
        var scale = PowerOfTwo(T.MinBits(n, T.FillBits(ExponentBias)));
        var y = scale * ExpMinus1Polynomial(r) + (scale - T.Fill(1));
        return T.Select(last, y + y, y);
    }

    /// <summary>log x, within 1 ulp; -infinity at 0, NaN below, right for denormals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        if (!T.AllPositiveNormal(x))
            return ExtremeLog(x);
        return LogOfNormal(x);
    }

    /// <inheritdoc cref="Log{T}(T)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Log(Vector<float> x) => Log(new NativeLanes(x)).Value;

    /// <summary>log x for x positive, finite and not denormal, within 1 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LogOfNormal<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        var e = SplitMantissa(x, out var f);
        return LogFromParts(f, e, e * T.Fill(Ln2Low));
    }

    /// <inheritdoc cref="LogOfNormal{T}(T)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> LogOfNormal(Vector<float> x) => LogOfNormal(new NativeLanes(x)).Value;

    /// <summary>log x + correction for x positive, finite and not denormal, within 1 ulp of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LogOfNormal<T>(T x, T correction)
        where T : struct, IFloatLanes<T>
    {
        var e = SplitMantissa(x, out var f);
        return LogFromParts(f, e, e * T.Fill(Ln2Low) + correction);
    }

    /// <inheritdoc cref="LogOfNormal{T}(T, T)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> LogOfNormal(Vector<float> x, Vector<float> correction) =>
        LogOfNormal(new NativeLanes(x), new NativeLanes(correction)).Value;

    /// <summary>log(1 + x), within 2 ulp also where x is tiny; -infinity at -1, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log1p<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        var u = T.Fill(1) + x;
        // What the rounding of 1 + x lost, exactly (Dekker 1971): the larger of 1 and x is subtracted first. To first order it adds lost / u.
        var lost = T.Select(T.Less(x, T.Fill(1)), x - (u - T.Fill(1)), T.Fill(1) - (u - x));
        return LogSpecials(LogOfNormal(u, lost / u), u);
    }

    /// <summary>log(1 + e^x) = max(x, 0) + log1p(e^-|x|), within 3 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Softplus<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        var t = Exp(-T.Abs(x));
        // t is in [0, 1]: log(1 + t) = 2 artanh(s) with s = t / (2 + t) at most 1/3, a series in s^2 cut where it is below rounding.
        var s = t / (t + T.Fill(2f));
        var z = s * s;
        var p = z * T.Fill(2f / 15) + T.Fill(2f / 13);
        p = p * z + T.Fill(2f / 11);
        p = p * z + T.Fill(2f / 9);
        p = p * z + T.Fill(2f / 7);
        p = p * z + T.Fill(2f / 5);
        p = p * z + T.Fill(2f / 3);
        var positive = T.Less(T.Fill(0), x) & x;
        return positive + (s + s + s * (z * p));
    }

    /// <summary>1 / (1 + e^-x), within 3 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        var t = Exp(-T.Abs(x));
        var numerator = T.Select(T.Less(x, T.Fill(0)), t, T.Fill(1));
        return numerator / (T.Fill(1) + t);
    }

    /// <summary>tanh x, within 2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        var magnitude = T.Abs(x);
        // Away from 0: 1 - 2 / (e^2|x| + 1).
        var far = T.Fill(1) - T.Fill(2f) / (Exp(magnitude + magnitude) + T.Fill(1));
        // Near 0: x + x^3 P(x^2), odd by construction.
        var z = x * x;
        var p = z * T.Fill(-5.70498872745e-3f) + T.Fill(2.06390887954e-2f);
        p = p * z + T.Fill(-5.37397155531e-2f);
        p = p * z + T.Fill(1.33314422036e-1f);
        p = p * z + T.Fill(-3.33332819422e-1f);
        var near = x + x * (z * p);
        return T.Select(T.Less(magnitude, T.Fill(0.625f)), near, T.Select(T.FillBits(int.MinValue), x, far));
    }

    /// <inheritdoc cref="Tanh{T}(T)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x) => Tanh(new NativeLanes(x)).Value;

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

    // log x where a lane is not an ordinary number: denormals are scaled up first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T ExtremeLog<T>(T x)
        where T : struct, IFloatLanes<T>
    {
        var denormal = T.Less(x, T.Fill(1.17549435e-38f));
        var e = SplitMantissa(T.Select(denormal, x * T.Fill(8388608f), x), out var f) + (denormal & T.Fill(-MantissaBits));
        return LogSpecials(LogFromParts(f, e, e * T.Fill(Ln2Low)), x);
    }

    // x = n ln 2 + r with |r| at most ln(2) / 2; n in the lowest bits of the result.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ReduceByLn2<T>(T x, out T r)
        where T : struct, IFloatLanes<T>
    {
        // Adding the shift leaves the integer in the lowest bits of the mantissa.
        var shifted = x * T.Fill(Log2E) + T.Fill(RoundingShift);
        var n = shifted - T.Fill(RoundingShift);
        r = (x - n * T.Fill(Ln2High)) - n * T.Fill(Ln2Low);
        return shifted;
    }

    // The n of ReduceByLn2 as an integer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Exponent<T>(T shifted)
        where T : struct, IFloatLanes<T> => T.SubtractBits(shifted, T.Fill(RoundingShift));

    // y 2^n, rounded once, from the n of ReduceByLn2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T TimesPowerOfTwo<T>(T y, T shifted)
        where T : struct, IFloatLanes<T>
    {
        if (T.HasScale)
            return T.Scale(y, shifted - T.Fill(RoundingShift));
        // In two steps, since 2^n alone may be no float: the first is exact, the second rounds.
        var n = Exponent(shifted);
        var half = T.ShiftBitsRight(n, 1);
        return y * PowerOfTwo(half) * PowerOfTwo(T.SubtractBits(n, half));
    }

    // e^r - 1 for |r| at most ln(2) / 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpMinus1Polynomial<T>(T r)
        where T : struct, IFloatLanes<T>
    {
        var p = r * T.Fill(1.9875691500e-4f) + T.Fill(1.3981999507e-3f);
        p = p * r + T.Fill(8.3334519073e-3f);
        p = p * r + T.Fill(4.1665795894e-2f);
        p = p * r + T.Fill(1.6666665459e-1f);
        p = p * r + T.Fill(5.0000001201e-1f);
        return r + r * r * p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T PowerOfTwo<T>(T n)
        where T : struct, IFloatLanes<T> => T.ShiftBitsLeft(T.AddBits(n, T.FillBits(ExponentBias)), MantissaBits);

    // x = 2^e (1 + f) with 1 + f between sqrt(1/2) and sqrt(2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T SplitMantissa<T>(T x, out T f)
        where T : struct, IFloatLanes<T>
    {
        var e = T.ShiftBitsRight(T.SubtractBits(x, T.FillBits(0x3f3504f3)), MantissaBits);
        f = T.SubtractBits(x, T.ShiftBitsLeft(e, MantissaBits)) - T.Fill(1);
        return T.BitsToFloat(e);
    }

    // log(2^e (1 + f)), smallest terms first; low is what the lower part of log 2 and a correction come to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogFromParts<T>(T f, T e, T low)
        where T : struct, IFloatLanes<T>
    {
        var z = f * f;
        var p = f * T.Fill(7.0376836292e-2f) + T.Fill(-1.1514610310e-1f);
        p = p * f + T.Fill(1.1676998740e-1f);
        p = p * f + T.Fill(-1.2420140846e-1f);
        p = p * f + T.Fill(1.4249322787e-1f);
        p = p * f + T.Fill(-1.6668057665e-1f);
        p = p * f + T.Fill(2.0000714765e-1f);
        p = p * f + T.Fill(-2.4999993993e-1f);
        p = p * f + T.Fill(3.3333331174e-1f);
        var tail = f * z * p + low - T.Fill(0.5f) * z;
        return f + tail + e * T.Fill(Ln2High);
    }

    // What the bit tricks get wrong: log 0, log of the negative, log of infinity and NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogSpecials<T>(T result, T x)
        where T : struct, IFloatLanes<T>
    {
        var ordinary = T.Less(T.Fill(0), x) & T.Less(x, T.Fill(float.PositiveInfinity));
        var special = T.Select(T.Less(x, T.Fill(0)), T.Fill(float.NaN), x);
        special = T.Select(T.Equal(x, T.Fill(0)), T.Fill(float.NegativeInfinity), special);
        return T.Select(ordinary, result, special);
    }
}
