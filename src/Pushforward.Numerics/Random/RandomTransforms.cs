using System.Numerics;
using System.Runtime.CompilerServices;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Random;

/// <summary>From random words to random values, a vector at a time: what a fill does with the words it has drawn.</summary>
/// <remarks>
/// A word w stands for the middle of its cell, u = (w + 1/2) / 2^32, so that no logarithm meets 0. All arithmetic is
/// <see cref="VectorMath"/>'s, whose bits are the same on every machine.
/// </remarks>
internal static class RandomTransforms
{
    private const float TwoToMinus32 = 1f / 4294967296f;

    // The largest floats below 1 and below 1/2: where rounding would carry u onto the boundary.
    private const float BelowOne = 1 - 1f / (1 << 24), BelowHalf = BelowOne / 2;

    /// <summary>A fill's equation: a vector of words to a vector of values.</summary>
    internal interface IWordTransform
    {
        Vector<float> Invoke(Vector<uint> words);
    }

    /// <summary>The 24 upper bits, as a fraction: every value in [0, 1) is exact.</summary>
    internal readonly struct Uniform : IWordTransform
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<uint> words) => Vector.ConvertToSingle((words >>> 8).As<uint, int>()) * (1f / (1 << 24));
    }

    /// <summary>
    /// log(u / (1 - u)), by a sign and a magnitude, -log(v / (1 - v)) with v in (0, 1/2), so that both tails are equally fine; up to 22.9.
    /// </summary>
    internal readonly struct Logistic : IWordTransform
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<uint> words)
        {
            var sign = words & new Vector<uint>(0x80000000);
            var v = Vector.Min(CellMiddle(words ^ sign), new Vector<float>(BelowHalf));
            var magnitude = -VectorMath.LogOfNormal(v / (Vector<float>.One - v));
            return Vector.Xor(magnitude, sign.As<uint, float>());
        }
    }

    /// <summary>
    /// -log(-log(1 - u)), between -3.2 and 22.9. The inner logarithm takes whichever of 1 - u and its complement is exact: for small u what
    /// the rounding of 1 - u lost is added back, for large u the complement of the word gives 1 - u directly.
    /// </summary>
    internal readonly struct Gumbel : IWordTransform
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<uint> words)
        {
            var u = CellMiddle(words);
            var small = Vector.LessThan(u, new Vector<float>(0.5f));
            var rest = Vector<float>.One - u;
            var lost = (Vector<float>.One - rest) - u;
            rest = Vector.ConditionalSelect(small, rest, CellMiddle(~words));
            lost = Vector.ConditionalSelect(small, lost, Vector<float>.Zero);
            var exponential = -VectorMath.LogOfNormal(rest, lost / rest);
            return -VectorMath.LogOfNormal(exponential);
        }
    }

    /// <summary>Two standard normals from two words: radius sqrt(-2 log u), up to 6.8, at an angle (Box &amp; Muller 1958).</summary>
    /// <param name="radius">The words of the radii.</param>
    /// <param name="angle">The words of the angles.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<float> First, Vector<float> Second) Normals(Vector<uint> radius, Vector<uint> angle)
    {
        var u = Vector.Min(CellMiddle(radius), new Vector<float>(BelowOne));
        var r = Vector.SquareRoot(-2f * VectorMath.LogOfNormal(u));
        var (sin, cos) = VectorMath.SinCosOfTurn(angle);
        return (r * cos, r * sin);
    }

    /// <summary>1 where the word is below p 2^32, else 0; NaN where p is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Bernoulli(Vector<uint> words, Vector<float> p)
    {
        // The conversion truncates to the grid of words and clamps what is negative or too large.
        var hit = Vector.LessThan(words, Vector.ConvertToUInt32(p * 4294967296f)).As<uint, int>()
            | Vector.GreaterThanOrEqual(p, Vector<float>.One);
        var value = Vector.ConditionalSelect(hit, Vector<float>.One, Vector<float>.Zero);
        return Vector.ConditionalSelect(Vector.Equals(p, p), value, p);
    }

    // (w + 1/2) / 2^32, rounded once: the upper 24 bits and the lower 8 with the half are exact by themselves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> CellMiddle(Vector<uint> words)
    {
        var upper = Vector.ConvertToSingle((words >>> 8).As<uint, int>()) * 256f;
        var lower = Vector.ConvertToSingle((words & new Vector<uint>(0xFF)).As<uint, int>()) + new Vector<float>(0.5f);
        return (upper + lower) * TwoToMinus32;
    }
}
