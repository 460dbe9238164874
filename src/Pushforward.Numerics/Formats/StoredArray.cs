using System.Numerics.Tensors;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// An array as files hold it: an element type, a shape and the values in row-major order. The shape [] is a single value; a size of 0
/// makes it empty.
/// </summary>
public sealed class StoredArray
{
    // A ReadOnlyMemory<T> of the type that Type says.
    private readonly object _values;
    private readonly long[] _shape;

    /// <summary>An array of single-precision values, not copied.</summary>
    /// <param name="shape">Sizes, none negative.</param>
    /// <param name="values">As many as the sizes' product.</param>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public StoredArray(ReadOnlySpan<long> shape, ReadOnlyMemory<float> values)
        : this(ElementType.Float32, shape, values, values.Length)
    {
    }

    /// <inheritdoc cref="StoredArray(ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>An array of double-precision values, not copied.</summary>
    public StoredArray(ReadOnlySpan<long> shape, ReadOnlyMemory<double> values)
        : this(ElementType.Float64, shape, values, values.Length)
    {
    }

    /// <inheritdoc cref="StoredArray(ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>An array of 64-bit integers, not copied.</summary>
    public StoredArray(ReadOnlySpan<long> shape, ReadOnlyMemory<long> values)
        : this(ElementType.Int64, shape, values, values.Length)
    {
    }

    /// <inheritdoc cref="StoredArray(ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>An array of 32-bit integers, not copied.</summary>
    public StoredArray(ReadOnlySpan<long> shape, ReadOnlyMemory<int> values)
        : this(ElementType.Int32, shape, values, values.Length)
    {
    }

    /// <inheritdoc cref="StoredArray(ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>An array of bytes, not copied.</summary>
    public StoredArray(ReadOnlySpan<long> shape, ReadOnlyMemory<byte> values)
        : this(ElementType.UInt8, shape, values, values.Length)
    {
    }

    /// <inheritdoc cref="StoredArray(ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>An array of truth values, not copied.</summary>
    public StoredArray(ReadOnlySpan<long> shape, ReadOnlyMemory<bool> values)
        : this(ElementType.Boolean, shape, values, values.Length)
    {
    }

    private StoredArray(ElementType type, ReadOnlySpan<long> shape, object values, int count)
    {
        if (!ArrayShape.TryCount(shape, out long expected) || expected != count)
            throw new ArgumentException($"values: expected as many as the shape {ArrayShape.Format(shape)} holds, got {count}.", nameof(values));
        (Type, _shape, _values, Count) = (type, shape.ToArray(), values, count);
    }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; }

    /// <summary>Sizes from the slowest to the fastest index; none for a single value.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>How many elements: the product of the sizes.</summary>
    public int Count { get; }

    /// <summary>The values themselves, without a copy or conversion.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> names.</typeparam>
    /// <exception cref="InvalidDataException">The elements are of another type.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged =>
        _values is ReadOnlyMemory<T> values ? values.Span : throw Mismatch(typeof(T).Name);

    /// <summary>A copy as single precision, from types that it holds exactly: Float32 and UInt8.</summary>
    /// <exception cref="InvalidDataException">The elements are of another type.</exception>
    public float[] ToSingle() => Type switch
    {
        ElementType.Float32 => AsSpan<float>().ToArray(),
        ElementType.UInt8 => Convert<byte, float>(),
        _ => throw Mismatch("Single"),
    };

    /// <summary>A copy as double precision, from types that it holds exactly: Float64, Float32, Int32 and UInt8.</summary>
    /// <exception cref="InvalidDataException">The elements are of another type.</exception>
    public double[] ToDouble() => Type switch
    {
        ElementType.Float64 => AsSpan<double>().ToArray(),
        ElementType.Float32 => Convert<float, double>(),
        ElementType.Int32 => Convert<int, double>(),
        ElementType.UInt8 => Convert<byte, double>(),
        _ => throw Mismatch("Double"),
    };

    /// <summary>A copy as 64-bit integers, from any integers.</summary>
    /// <exception cref="InvalidDataException">The elements are of another type.</exception>
    public long[] ToInt64() => Type switch
    {
        ElementType.Int64 => AsSpan<long>().ToArray(),
        ElementType.Int32 => Convert<int, long>(),
        ElementType.UInt8 => Convert<byte, long>(),
        _ => throw Mismatch("Int64"),
    };

    /// <summary>A copy as 32-bit integers, from Int32 and UInt8.</summary>
    /// <exception cref="InvalidDataException">The elements are of another type.</exception>
    public int[] ToInt32() => Type switch
    {
        ElementType.Int32 => AsSpan<int>().ToArray(),
        ElementType.UInt8 => Convert<byte, int>(),
        _ => throw Mismatch("Int32"),
    };

    /// <summary>Element type and shape, e.g. <c>Float32 [20, 784]</c>.</summary>
    public override string ToString() => $"{Type} {ArrayShape.Format(_shape)}";

    /// <summary>Writes the values, little-endian.</summary>
    internal void WriteTo(Stream stream)
    {
        switch (Type)
        {
            case ElementType.Boolean: FormatStream.WriteLittleEndian(stream, AsSpan<bool>()); break;
            case ElementType.UInt8: FormatStream.WriteLittleEndian(stream, AsSpan<byte>()); break;
            case ElementType.Int32: FormatStream.WriteLittleEndian(stream, AsSpan<int>()); break;
            case ElementType.Int64: FormatStream.WriteLittleEndian(stream, AsSpan<long>()); break;
            case ElementType.Float32: FormatStream.WriteLittleEndian(stream, AsSpan<float>()); break;
            default: FormatStream.WriteLittleEndian(stream, AsSpan<double>()); break;
        }
    }

    private TTo[] Convert<TFrom, TTo>()
        where TFrom : unmanaged, System.Numerics.INumberBase<TFrom>
        where TTo : unmanaged, System.Numerics.INumberBase<TTo>
    {
        var converted = new TTo[Count];
        TensorPrimitives.ConvertTruncating(AsSpan<TFrom>(), converted.AsSpan());
        return converted;
    }

    private InvalidDataException Mismatch(string wanted) =>
        new($"expected values that {wanted} holds exactly, found {this}. Convert the array where it was written.");
}
