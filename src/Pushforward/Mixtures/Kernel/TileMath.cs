using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pushforward.Mixtures.Kernel;

/// <summary>Functions of all lanes of a tile, by operations that IEEE 754 rounds one way only, so that all registers give the same bits.</summary>
internal static class TileMath
{
    /// <summary>
    /// e^x, within 1.5 units in the last place, where the result is a normal number: x from -87 to 88 in single, from -708 to 709 in double precision. With n the nearest
    /// integer to x / ln 2, e^x = 2^n e^r, and e^r is a Taylor series cut where it is below rounding.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TTile Exp<T, TTile>(TTile x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTile : struct, ITile<TTile, T>
    {
        bool single = typeof(T) == typeof(float);
        // 1.5 times 2 to the number of mantissa bits: what is added to it is rounded to an integer, which then stands in its lowest bits.
        var shift = Create<T, TTile>(single ? 12582912 : 6755399441055744);
        // ln 2 in two parts: the first has few enough bits that its product with n is exact.
        double high = single ? 0.693359375 : 0.69314718036912382, low = single ? -2.12194440054690583e-4 : 1.9082149292705877e-10;
        var shifted = x * Create<T, TTile>(1.4426950408889634) + shift;
        var n = shifted - shift;
        var r = (x - n * Create<T, TTile>(high)) - n * Create<T, TTile>(low);

        TTile p;
        if (single)
        {
            // |r| is at most ln(2) / 2, and r^8 / 8! is 5e-9.
            p = r * Create<T, TTile>(1.0 / 5040) + Create<T, TTile>(1.0 / 720);
        }
        else
        {
            p = r * Create<T, TTile>(1.0 / 6227020800) + Create<T, TTile>(1.0 / 479001600);
            p = p * r + Create<T, TTile>(1.0 / 39916800);
            p = p * r + Create<T, TTile>(1.0 / 3628800);
            p = p * r + Create<T, TTile>(1.0 / 362880);
            p = p * r + Create<T, TTile>(1.0 / 40320);
            p = p * r + Create<T, TTile>(1.0 / 5040);
            p = p * r + Create<T, TTile>(1.0 / 720);
        }
        p = p * r + Create<T, TTile>(1.0 / 120);
        p = p * r + Create<T, TTile>(1.0 / 24);
        p = p * r + Create<T, TTile>(1.0 / 6);
        p = p * r + Create<T, TTile>(0.5);
        return (Create<T, TTile>(1) + (r + r * r * p)) * shifted.PowerOfTwo();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTile Create<T, TTile>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTile : struct, ITile<TTile, T> => TTile.Create(T.CreateTruncating(value));
}
