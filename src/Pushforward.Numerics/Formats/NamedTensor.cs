namespace Pushforward.Numerics.Formats;

/// <summary>One array of a file that holds several by name.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Array">Its element type, shape and values.</param>
public sealed record NamedTensor(string Name, StoredArray Array)
{
    /// <summary>A named array of single-precision values, not copied.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="shape">Sizes, none negative; [] is a single value.</param>
    /// <param name="values">As many as the sizes' product, row-major.</param>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public NamedTensor(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<float> values)
        : this(name, new StoredArray(shape, values))
    {
    }

    /// <inheritdoc cref="NamedTensor(string, ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>A named array of double-precision values, not copied.</summary>
    public NamedTensor(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<double> values)
        : this(name, new StoredArray(shape, values))
    {
    }

    /// <inheritdoc cref="NamedTensor(string, ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>A named array of 64-bit integers, not copied.</summary>
    public NamedTensor(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<long> values)
        : this(name, new StoredArray(shape, values))
    {
    }

    /// <inheritdoc cref="NamedTensor(string, ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>A named array of 32-bit integers, not copied.</summary>
    public NamedTensor(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<int> values)
        : this(name, new StoredArray(shape, values))
    {
    }

    /// <inheritdoc cref="NamedTensor(string, ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>A named array of bytes, not copied.</summary>
    public NamedTensor(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> values)
        : this(name, new StoredArray(shape, values))
    {
    }

    /// <inheritdoc cref="NamedTensor(string, ReadOnlySpan{long}, ReadOnlyMemory{float})"/>
    /// <summary>A named array of truth values, not copied.</summary>
    public NamedTensor(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<bool> values)
        : this(name, new StoredArray(shape, values))
    {
    }
}
