using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pushforward.Mixtures.Kernel;

/// <summary>
/// The components of one tile in registers. Whatever the registers, sums and maxima over lanes are made in the same order, so all kernels give
/// the same bits.
/// </summary>
internal unsafe interface ITile<TSelf, T>
    where TSelf : struct, ITile<TSelf, T>
    where T : unmanaged, INumber<T>
{
    static abstract TSelf Load(T* source);

    static abstract TSelf Create(T value);

    /// <summary>Floats as doubles; of a tile of doubles only.</summary>
    static abstract TSelf Widen(float* source);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>The larger of each two lanes.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>2^n of lanes that are n + 1.5 2^m, where m is the number of mantissa bits: n stands in their lowest.</summary>
    TSelf PowerOfTwo();

    /// <summary>0 in lanes where <paramref name="value"/> is less than <paramref name="bound"/>.</summary>
    TSelf ZeroWhere(TSelf value, TSelf bound);

    void Store(T* destination);

    /// <summary>The largest lane.</summary>
    T Max();

    /// <summary>The sum of the lanes, by halves.</summary>
    T Sum();
}

/// <summary>A tile in one 512-bit register.</summary>
internal readonly unsafe struct Tile512<T>(Vector512<T> lanes) : ITile<Tile512<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly Vector512<T> _lanes = lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile512<T> Create(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile512<T> Widen(float* source)
    {
        if (Avx512F.IsSupported)
            return new(Avx512F.ConvertToVector512Double(Vector256.Load(source)).As<double, T>());
        var (lower, upper) = Vector256.Widen(Vector256.Load(source));
        return new(Vector512.Create(lower, upper).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile512<T> operator +(Tile512<T> left, Tile512<T> right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile512<T> operator -(Tile512<T> left, Tile512<T> right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile512<T> operator *(Tile512<T> left, Tile512<T> right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile512<T> Max(Tile512<T> left, Tile512<T> right) => new(Vector512.MaxNative(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile512<T> PowerOfTwo() => typeof(T) == typeof(float)
        ? new(((_lanes.AsInt32() + Vector512.Create(127)) << 23).As<int, T>())
        : new(((_lanes.AsInt64() + Vector512.Create(1023L)) << 52).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile512<T> ZeroWhere(Tile512<T> value, Tile512<T> bound) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(value._lanes, bound._lanes), Vector512<T>.Zero, _lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _lanes.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Max() => TileLanes.Max(Vector256.MaxNative(_lanes.GetLower(), _lanes.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Sum() => TileLanes.Sum(_lanes.GetLower() + _lanes.GetUpper());
}

/// <summary>A tile in two 256-bit registers, which the runtime splits further on machines without them.</summary>
internal readonly unsafe struct Tile256<T>(Vector256<T> lower, Vector256<T> upper) : ITile<Tile256<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly Vector256<T> _lower = lower, _upper = upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile256<T> Load(T* source) => new(Vector256.Load(source), Vector256.Load(source + Vector256<T>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile256<T> Create(T value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile256<T> Widen(float* source)
    {
        var (lower, upper) = Vector256.Widen(Vector256.Load(source));
        return new(lower.As<double, T>(), upper.As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile256<T> operator +(Tile256<T> left, Tile256<T> right) => new(left._lower + right._lower, left._upper + right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile256<T> operator -(Tile256<T> left, Tile256<T> right) => new(left._lower - right._lower, left._upper - right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile256<T> operator *(Tile256<T> left, Tile256<T> right) => new(left._lower * right._lower, left._upper * right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tile256<T> Max(Tile256<T> left, Tile256<T> right) =>
        new(Vector256.MaxNative(left._lower, right._lower), Vector256.MaxNative(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile256<T> PowerOfTwo() => new(PowerOfTwo(_lower), PowerOfTwo(_upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile256<T> ZeroWhere(Tile256<T> value, Tile256<T> bound) =>
        new(ZeroWhere(_lower, value._lower, bound._lower), ZeroWhere(_upper, value._upper, bound._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination)
    {
        _lower.Store(destination);
        _upper.Store(destination + Vector256<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Max() => TileLanes.Max(Vector256.MaxNative(_lower, _upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Sum() => TileLanes.Sum(_lower + _upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> PowerOfTwo(Vector256<T> shifted) => typeof(T) == typeof(float)
        ? ((shifted.AsInt32() + Vector256.Create(127)) << 23).As<int, T>()
        : ((shifted.AsInt64() + Vector256.Create(1023L)) << 52).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> ZeroWhere(Vector256<T> lanes, Vector256<T> value, Vector256<T> bound) =>
        Vector256.ConditionalSelect(Vector256.LessThan(value, bound), Vector256<T>.Zero, lanes);
}

/// <summary>What is left of a reduction when a tile has been folded to half its width.</summary>
internal static class TileLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max<T>(Vector256<T> lanes)
        where T : unmanaged, INumber<T>
    {
        var half = Vector128.MaxNative(lanes.GetLower(), lanes.GetUpper());
        half = Vector128.MaxNative(half, Swap(half));
        if (Vector128<T>.Count == 4)
            half = Vector128.MaxNative(half, Vector128.Shuffle(half.AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>());
        return half.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum<T>(Vector256<T> lanes)
        where T : unmanaged, INumber<T>
    {
        var half = lanes.GetLower() + lanes.GetUpper();
        half += Swap(half);
        if (Vector128<T>.Count == 4)
            half += Vector128.Shuffle(half.AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>();
        return half.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Swap<T>(Vector128<T> lanes) => Vector128.Shuffle(lanes.AsInt64(), Vector128.Create(1L, 0L)).As<long, T>();
}
