using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pushforward.Numerics.Kernels;

/// <content>
/// Exponential and logarithm of a vector of doubles. Arguments are reduced as those of floats are; what is left is a Taylor series, cut where its terms
/// are below rounding.
/// </content>
internal static partial class VectorMath
{
    // log 2 in two parts: 32 bits, whose product with an exponent is exact, and the rest.
    private const double Ln2HighDouble = 0.69314718036912382, Ln2LowDouble = 1.9082149292705877e-10;
    private const double Log2EDouble = 1.4426950408889634;

    // 1.5 * 2^52, the number whose addition rounds a double of less than 2^51 to an integer, which then stands in its lowest bits.
    private const double RoundingShiftDouble = 6755399441055744;

    private const int MantissaBitsDouble = 52;
    private const long ExponentBiasDouble = 1023, BitsOfSqrtHalf = 0x3fe6a09e667f3bcd, BitsOfTwoTo52 = 0x4330000000000000;
    private const double TwoTo52 = 4503599627370496;

    /// <summary>e^x, within 1.5 ulp, also where the result is denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Exp(Vector<double> x)
    {
        // Beyond these the result is 0 or infinity, and the exponent still fits the two halves that make the scale.
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, new Vector<double>(711)), new Vector<double>(711), x);
        x = Vector.ConditionalSelect(Vector.LessThan(x, new Vector<double>(-746)), new Vector<double>(-746), x);
        var shift = new Vector<double>(RoundingShiftDouble);
        var shifted = x * Log2EDouble + shift;
        var n = shifted - shift;
        var r = (x - n * Ln2HighDouble) - n * Ln2LowDouble;

        // e^r = 1 + r + r^2 p for |r| at most ln(2) / 2, where r^14 / 14! is below rounding.
        var p = r * (1.0 / 6227020800) + new Vector<double>(1.0 / 479001600);
        p = p * r + new Vector<double>(1.0 / 39916800);
        p = p * r + new Vector<double>(1.0 / 3628800);
        p = p * r + new Vector<double>(1.0 / 362880);
        p = p * r + new Vector<double>(1.0 / 40320);
        p = p * r + new Vector<double>(1.0 / 5040);
        p = p * r + new Vector<double>(1.0 / 720);
        p = p * r + new Vector<double>(1.0 / 120);
        p = p * r + new Vector<double>(1.0 / 24);
        p = p * r + new Vector<double>(1.0 / 6);
        p = p * r + new Vector<double>(0.5);
        var y = Vector<double>.One + (r + r * r * p);

        // Two steps, since 2^n alone may be no double: the first is exact, the second rounds once.
        var halfShifted = n * 0.5 + shift;
        return y * PowerOfTwo(halfShifted) * PowerOfTwo(n - (halfShifted - shift) + shift);
    }

    /// <summary>log x, within 1 ulp; -infinity at 0, NaN below, right for denormals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Log(Vector<double> x)
    {
        var denormal = Vector.LessThan(x, new Vector<double>(2.2250738585072014e-308));
        var scaled = Vector.ConditionalSelect(denormal, x * TwoTo52, x);
        var bias = Vector.ConditionalSelect(
            denormal, new Vector<double>(TwoTo52 + ExponentBiasDouble + MantissaBitsDouble), new Vector<double>(TwoTo52 + ExponentBiasDouble));

        // x = 2^e (1 + f) with 1 + f between sqrt(1/2) and sqrt(2). The exponent becomes a double by way of the lowest bits of 2^52.
        var bits = scaled.As<double, long>();
        var biased = (bits + new Vector<long>((ExponentBiasDouble << MantissaBitsDouble) - BitsOfSqrtHalf)) >>> MantissaBitsDouble;
        var e = (biased | new Vector<long>(BitsOfTwoTo52)).As<long, double>() - bias;
        var one = bits - ((biased - new Vector<long>(ExponentBiasDouble)) << MantissaBitsDouble);
        var f = one.As<long, double>() - Vector<double>.One;

        // log(1 + f) = 2 artanh(s) with s = f / (2 + f), |s| below 0.172: 2s, which is f - s f, and the series s (2 s^2 / 3 + 2 s^4 / 5 + ...).
        var s = f / (f + new Vector<double>(2));
        var z = s * s;
        var p = z * (2.0 / 21) + new Vector<double>(2.0 / 19);
        p = p * z + new Vector<double>(2.0 / 17);
        p = p * z + new Vector<double>(2.0 / 15);
        p = p * z + new Vector<double>(2.0 / 13);
        p = p * z + new Vector<double>(2.0 / 11);
        p = p * z + new Vector<double>(2.0 / 9);
        p = p * z + new Vector<double>(2.0 / 7);
        p = p * z + new Vector<double>(2.0 / 5);
        p = p * z + new Vector<double>(2.0 / 3);
        var halfSquare = 0.5 * f * f;
        var tail = halfSquare - (s * (halfSquare + z * p) + e * Ln2LowDouble);
        var result = e * Ln2HighDouble - (tail - f);

        var ordinary = Vector.BitwiseAnd(
            Vector.GreaterThan(x, Vector<double>.Zero), Vector.LessThan(x, new Vector<double>(double.PositiveInfinity)));
        var special = Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), new Vector<double>(double.NaN), x);
        special = Vector.ConditionalSelect(Vector.Equals(x, Vector<double>.Zero), new Vector<double>(double.NegativeInfinity), special);
        return Vector.ConditionalSelect(ordinary, result, special);
    }

    // 2^n from n + RoundingShiftDouble.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> PowerOfTwo(Vector<double> shifted) =>
        ((shifted.As<double, long>() + new Vector<long>(ExponentBiasDouble)) << MantissaBitsDouble).As<long, double>();
}
