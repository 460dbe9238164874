using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>
/// Vectors of <see cref="Real"/> over spans. The last, incomplete vector is loaded with zeros in its unused lanes and stored only as far
/// as it is used, so that every rule is written once, for vectors, and every element goes through the same arithmetic.
/// </summary>
internal static class Lanes
{
    /// <summary>Lanes in a vector.</summary>
    public static int Count => Vector<Real>.Count;

    /// <summary>The vector at an index, all of whose lanes must exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<Real> Load(ref Real start, int index) => Vector.LoadUnsafe(ref start, (nuint)index);

    /// <summary>Stores a vector at an index, all of whose lanes must exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector<Real> value, ref Real start, int index) => value.StoreUnsafe(ref start, (nuint)index);

    /// <summary>The first <paramref name="count"/> lanes at an index; the others are zero.</summary>
    public static Vector<Real> LoadPart(ref Real start, int index, int count)
    {
        Span<Real> lanes = stackalloc Real[Vector<Real>.Count];
        lanes.Clear();
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, index), count).CopyTo(lanes);
        return new Vector<Real>(lanes);
    }

    /// <summary>Stores the first <paramref name="count"/> lanes at an index.</summary>
    public static void StorePart(Vector<Real> value, ref Real start, int index, int count)
    {
        Span<Real> lanes = stackalloc Real[Vector<Real>.Count];
        value.CopyTo(lanes);
        lanes[..count].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, index), count));
    }

    /// <summary>The vector with all lanes from <paramref name="count"/> on set to zero, whatever they held.</summary>
    public static Vector<Real> KeepFirst(Vector<Real> value, int count) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector<Real>.Indices, new Vector<Real>(count)), value, Vector<Real>.Zero);

#if REAL64
    /// <summary>e^x.</summary>
    public static Vector<Real> Exp(Vector<Real> x) => Vector.Exp(x);

    /// <summary>log x.</summary>
    public static Vector<Real> Log(Vector<Real> x) => Vector.Log(x);

    /// <summary>tanh x.</summary>
    public static Vector<Real> Tanh(Vector<Real> x) => Vector<Real>.One - new Vector<Real>(2) / (Vector.Exp(x + x) + Vector<Real>.One);
#else
    // The class library's exponential and logarithm of a vector change their last bits once the runtime has recompiled the caller.

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<Real> Exp(Vector<Real> x) => Kernels.VectorMath.Exp(x);

    /// <summary>log x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<Real> Log(Vector<Real> x) => Kernels.VectorMath.Log(x);

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<Real> Tanh(Vector<Real> x) => Kernels.VectorMath.Tanh(x);
#endif

    /// <summary>
    /// 1 - e^-x for x >= 0, by its series where the difference would cancel; cut off after x⁶, a relative error below 1e-9 for x &lt; 0.1.
    /// </summary>
    public static Vector<Real> OneMinusExp(Vector<Real> x)
    {
        var one = Vector<Real>.One;
        var series = x * (one - x / 2 * (one - x / 3 * (one - x / 4 * (one - x / 5 * (one - x / 6)))));
        return Vector.ConditionalSelect(Vector.LessThan(x, new Vector<Real>((Real)0.1)), series, one - Exp(-x));
    }

    /// <summary>log(1 + e^x) = max(x, 0) + log(1 + e^-|x|).</summary>
    public static Vector<Real> Softplus(Vector<Real> x) =>
        Vector.Max(x, Vector<Real>.Zero) + Log(Vector<Real>.One + Exp(-Vector.Abs(x)));

    /// <summary>1/(1 + e^-x).</summary>
    public static Vector<Real> Sigmoid(Vector<Real> x) => Vector<Real>.One / (Vector<Real>.One + Exp(-x));

    /// <summary>Rows of <paramref name="width"/> elements, at most as many as <paramref name="ld"/>, to the columns of a matrix whose rows lie ld apart.</summary>
    public static void Transpose(ReadOnlySpan<Real> rows, int width, Span<Real> columns, int ld) => Turn(rows, width, rows.Length / width, width, columns, ld);

    /// <summary>What <see cref="Transpose"/> has turned, back to rows; as many as <paramref name="rows"/> has room for.</summary>
    public static void TransposeBack(ReadOnlySpan<Real> columns, int ld, Span<Real> rows, int width) => Turn(columns, ld, width, rows.Length / width, rows, width);

    // to[j, i] = from[i, j] for i of so many rows, j of so many columns.
    private static unsafe void Turn(ReadOnlySpan<Real> from, int ldFrom, int rows, int columns, Span<Real> to, int ldTo)
    {
#if REAL64
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                to[j * ldTo + i] = from[i * ldFrom + j];
        }
#else
        fixed (Real* source = from, destination = to)
            Kernels.GemmPacking.Transpose(source, ldFrom, rows, columns, destination, ldTo);
#endif
    }
}
