#if !REAL64
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
#endif

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// Every other element of a span, a vector at a time. Two floats beside each other are taken for one number of 64 bits: its lower half is the first, and what
/// has been moved to lower halves, or out of them, is a vector of floats again.
/// </summary>
internal static class Alternate
{
    /// <summary>y[j] = x[2 j].</summary>
    public static void Take(ReadOnlySpan<Real> x, Span<Real> y)
    {
        int j = 0;
#if !REAL64
        // The last element may be the first of a pair without a second.
        ref var pairs = ref MemoryMarshal.GetReference(x);
        ref var start = ref MemoryMarshal.GetReference(y);
        for (int last = Math.Min(y.Length, x.Length / 2) - Lanes.Count; j <= last; j += Lanes.Count)
            Lanes.Store(Firsts(ref pairs, 2 * j), ref start, j);
#endif
        for (; j < y.Length; j++)
            y[j] = x[2 * j];
    }

    /// <summary>y[j] += x[2 j].</summary>
    public static void AddFrom(ReadOnlySpan<Real> x, Span<Real> y)
    {
        int j = 0;
#if !REAL64
        ref var pairs = ref MemoryMarshal.GetReference(x);
        ref var start = ref MemoryMarshal.GetReference(y);
        for (int last = Math.Min(y.Length, x.Length / 2) - Lanes.Count; j <= last; j += Lanes.Count)
            Lanes.Store(Lanes.Load(ref start, j) + Firsts(ref pairs, 2 * j), ref start, j);
#endif
        for (; j < y.Length; j++)
            y[j] += x[2 * j];
    }

    /// <summary>y[2 j] += x[j].</summary>
    public static void AddTo(Span<Real> y, ReadOnlySpan<Real> x)
    {
        int j = 0;
#if !REAL64
        ref var pairs = ref MemoryMarshal.GetReference(y);
        ref var start = ref MemoryMarshal.GetReference(x);
        for (int last = Math.Min(x.Length, y.Length / 2) - Lanes.Count; j <= last; j += Lanes.Count)
        {
            // Zero is added to seconds.
            Vector.Widen(Lanes.Load(ref start, j).As<float, uint>(), out var left, out var right);
            Lanes.Store(Lanes.Load(ref pairs, 2 * j) + left.As<ulong, float>(), ref pairs, 2 * j);
            Lanes.Store(Lanes.Load(ref pairs, 2 * j + Lanes.Count) + right.As<ulong, float>(), ref pairs, 2 * j + Lanes.Count);
        }
#endif
        for (; j < x.Length; j++)
            y[2 * j] += x[j];
    }

    /// <summary>y = even[0], odd[0], even[1], odd[1], ...; there may be one even element more.</summary>
    public static void Put(ReadOnlySpan<Real> even, ReadOnlySpan<Real> odd, Span<Real> y)
    {
        int j = 0;
#if !REAL64
        ref var firsts = ref MemoryMarshal.GetReference(even);
        ref var seconds = ref MemoryMarshal.GetReference(odd);
        ref var pairs = ref MemoryMarshal.GetReference(y);
        for (; j <= odd.Length - Lanes.Count; j += Lanes.Count)
        {
            Vector.Widen(Lanes.Load(ref firsts, j).As<float, uint>(), out var left, out var right);
            Vector.Widen(Lanes.Load(ref seconds, j).As<float, uint>(), out var leftSeconds, out var rightSeconds);
            Lanes.Store((left | (leftSeconds << 32)).As<ulong, float>(), ref pairs, 2 * j);
            Lanes.Store((right | (rightSeconds << 32)).As<ulong, float>(), ref pairs, 2 * j + Lanes.Count);
        }
#endif
        for (; j < odd.Length; j++)
            (y[2 * j], y[2 * j + 1]) = (even[j], odd[j]);
        if (even.Length > odd.Length)
            y[2 * j] = even[j];
    }

#if !REAL64
    // The first elements of as many pairs as a vector has lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Firsts(ref float start, int index)
    {
        ref var pairs = ref Unsafe.As<float, ulong>(ref Unsafe.Add(ref start, index));
        return Vector.Narrow(Vector.LoadUnsafe(ref pairs), Vector.LoadUnsafe(ref pairs, (nuint)Vector<ulong>.Count)).As<uint, float>();
    }
#endif
}
