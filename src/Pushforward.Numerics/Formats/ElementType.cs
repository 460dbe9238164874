namespace Pushforward.Numerics.Formats;

/// <summary>What the elements of a <see cref="StoredArray"/> are.</summary>
public enum ElementType
{
    /// <summary>One byte, 0 or 1 (safetensors BOOL, npy |b1).</summary>
    Boolean,

    /// <summary>Unsigned, 8 bits (U8, |u1).</summary>
    UInt8,

    /// <summary>Signed, 32 bits (I32, i4).</summary>
    Int32,

    /// <summary>Signed, 64 bits (I64, i8).</summary>
    Int64,

    /// <summary>IEEE 754 single (F32, f4).</summary>
    Float32,

    /// <summary>IEEE 754 double (F64, f8).</summary>
    Float64,
}
