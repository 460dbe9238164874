using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// A vector of floats of one width, and of their bits taken as integers: all that <see cref="VectorMath"/> is written in. Every operation is done lane by
/// lane and rounded as IEEE 754 says, so a function has the same bits in any width.
/// </summary>
/// <typeparam name="TSelf">The vector.</typeparam>
internal unsafe interface IFloatLanes<TSelf>
    where TSelf : struct, IFloatLanes<TSelf>
{
    /// <summary>How many lanes.</summary>
    static abstract int Count { get; }

    static abstract TSelf Fill(float value);

    static abstract TSelf FillBits(int bits);

    static abstract TSelf Load(float* source);

    void Store(float* destination);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    static abstract TSelf operator &(TSelf a, TSelf b);

    static abstract TSelf Abs(TSelf a);

    /// <summary>All bits set where a &lt; b; NaN is never less.</summary>
    static abstract TSelf Less(TSelf a, TSelf b);

    static abstract TSelf Equal(TSelf a, TSelf b);

    /// <summary>a where the mask is set, b elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>x held between two bounds; NaN stays.</summary>
    static abstract TSelf Clamp(TSelf x, float low, float high);

    /// <summary>Whether <see cref="Scale"/> is one instruction, and may be called.</summary>
    static abstract bool HasScale { get; }

    /// <summary>x 2^n, rounded once, for whole n.</summary>
    static abstract TSelf Scale(TSelf x, TSelf n);

    /// <summary>Whether every lane is positive, finite and not denormal.</summary>
    static abstract bool AllPositiveNormal(TSelf a);

    /// <summary>The sum of the bits as integers.</summary>
    static abstract TSelf AddBits(TSelf a, TSelf b);

    static abstract TSelf SubtractBits(TSelf a, TSelf b);

    static abstract TSelf MinBits(TSelf a, TSelf b);

    static abstract TSelf ShiftBitsLeft(TSelf a, int count);

    /// <summary>The bits as integers, shifted with their sign.</summary>
    static abstract TSelf ShiftBitsRight(TSelf a, int count);

    /// <summary>All bits set where those of a, as an integer, are greater than those of b.</summary>
    static abstract TSelf GreaterBits(TSelf a, TSelf b);

    /// <summary>The floats nearest to the bits as integers.</summary>
    static abstract TSelf BitsToFloat(TSelf a);
}

/// <summary>The width the runtime gives vectors of no stated width: 256 bits on x86, 128 on Arm64.</summary>
internal readonly unsafe struct NativeLanes(Vector<float> value) : IFloatLanes<NativeLanes>
{
    public readonly Vector<float> Value = value;

    public static int Count => Vector<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes Fill(float value) => new(new Vector<float>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes FillBits(int bits) => new(new Vector<int>(bits).As<int, float>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes Load(float* source) => new(Vector.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* destination) => Value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes operator +(NativeLanes a, NativeLanes b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes operator -(NativeLanes a, NativeLanes b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes operator *(NativeLanes a, NativeLanes b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes operator /(NativeLanes a, NativeLanes b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes operator -(NativeLanes a) => new(-a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes operator &(NativeLanes a, NativeLanes b) => new(Vector.BitwiseAnd(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes Abs(NativeLanes a) => new(Vector.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes Less(NativeLanes a, NativeLanes b) => new(Vector.LessThan(a.Value, b.Value).As<int, float>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes Equal(NativeLanes a, NativeLanes b) => new(Vector.Equals(a.Value, b.Value).As<int, float>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes Select(NativeLanes mask, NativeLanes a, NativeLanes b) => new(Vector.ConditionalSelect(mask.Value, a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes Clamp(NativeLanes x, float low, float high) => Clamping.BySelection(x, low, high);

    public static bool HasScale => false;

    public static NativeLanes Scale(NativeLanes x, NativeLanes n) => throw new PlatformNotSupportedException();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllPositiveNormal(NativeLanes a) =>
        Vector.LessThanAll(Bits(a) - new Vector<int>(FloatBits.Least), new Vector<int>(FloatBits.Infinity - FloatBits.Least))
        && Vector.GreaterThanAll(Bits(a), new Vector<int>(FloatBits.Least - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes AddBits(NativeLanes a, NativeLanes b) => Of(Bits(a) + Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes SubtractBits(NativeLanes a, NativeLanes b) => Of(Bits(a) - Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes MinBits(NativeLanes a, NativeLanes b) => Of(Vector.Min(Bits(a), Bits(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes ShiftBitsLeft(NativeLanes a, int count) => Of(Bits(a) << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes ShiftBitsRight(NativeLanes a, int count) => Of(Bits(a) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes GreaterBits(NativeLanes a, NativeLanes b) => Of(Vector.GreaterThan(Bits(a), Bits(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativeLanes BitsToFloat(NativeLanes a) => new(Vector.ConvertToSingle(Bits(a)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Bits(NativeLanes a) => a.Value.As<float, int>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static NativeLanes Of(Vector<int> bits) => new(bits.As<int, float>());
}

/// <summary>Sixteen lanes of 512 bits, for processors that have them.</summary>
internal readonly unsafe struct WideLanes(Vector512<float> value) : IFloatLanes<WideLanes>
{
    public readonly Vector512<float> Value = value;

    public static int Count => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Fill(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes FillBits(int bits) => new(Vector512.Create(bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* destination) => Value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator +(WideLanes a, WideLanes b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator -(WideLanes a, WideLanes b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator *(WideLanes a, WideLanes b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator /(WideLanes a, WideLanes b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator -(WideLanes a) => new(-a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator &(WideLanes a, WideLanes b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Abs(WideLanes a) => new(Vector512.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Less(WideLanes a, WideLanes b) => new(Vector512.LessThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Equal(WideLanes a, WideLanes b) => new(Vector512.Equals(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Select(WideLanes mask, WideLanes a, WideLanes b) => new(Vector512.ConditionalSelect(mask.Value, a.Value, b.Value));

    /// <remarks>Of a number and NaN the instructions give their second operand.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Clamp(WideLanes x, float low, float high) => Avx512F.IsSupported
        ? new(Avx512F.Min(Vector512.Create(high), Avx512F.Max(Vector512.Create(low), x.Value)))
        : Clamping.BySelection(x, low, high);

    public static bool HasScale => Avx512F.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Scale(WideLanes x, WideLanes n) => new(Avx512F.Scale(x.Value, n.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllPositiveNormal(WideLanes a) => Vector512.LessThanAll(
        a.Value.AsUInt32() - Vector512.Create((uint)FloatBits.Least), Vector512.Create((uint)(FloatBits.Infinity - FloatBits.Least)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes AddBits(WideLanes a, WideLanes b) => Of(Bits(a) + Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes SubtractBits(WideLanes a, WideLanes b) => Of(Bits(a) - Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes MinBits(WideLanes a, WideLanes b) => Of(Vector512.Min(Bits(a), Bits(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes ShiftBitsLeft(WideLanes a, int count) => Of(Bits(a) << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes ShiftBitsRight(WideLanes a, int count) => Of(Bits(a) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes GreaterBits(WideLanes a, WideLanes b) => Of(Vector512.GreaterThan(Bits(a), Bits(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes BitsToFloat(WideLanes a) => new(Vector512.ConvertToSingle(Bits(a)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Bits(WideLanes a) => a.Value.AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static WideLanes Of(Vector512<int> bits) => new(bits.AsSingle());
}

/// <summary>Floats whose bits mark a range.</summary>
internal static class FloatBits
{
    /// <summary>The least positive float that is not denormal, and infinity.</summary>
    public const int Least = 0x00800000, Infinity = 0x7f800000;
}

/// <summary>Bounds for vectors whose processor has no instruction that treats NaN as wanted.</summary>
internal static class Clamping
{
    /// <summary>x held between two bounds; a comparison with NaN is false, so that NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T BySelection<T>(T x, float low, float high)
        where T : struct, IFloatLanes<T>
    {
        x = T.Select(T.Less(x, T.Fill(low)), T.Fill(low), x);
        return T.Select(T.Less(T.Fill(high), x), T.Fill(high), x);
    }
}
