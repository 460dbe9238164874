using FsCheck;
using FsCheck.Fluent;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;

namespace Pushforward.Numerics.Tests.Formats;

/// <summary>Random arrays of every element type and of shapes with up to four sizes, zero and one among them.</summary>
internal static class StoredArrayGenerator
{
    public static Gen<StoredArray> Arrays { get; } =
        from type in Gen.Elements(Enum.GetValues<ElementType>())
        from rank in Gen.Choose(0, 4)
        from shape in Gen.Choose(0, 5).ArrayOf(rank)
        from seed in Gen.Choose(0, 1 << 20)
        select Create(type, Array.ConvertAll(shape, size => (long)size), seed);

    public static bool Same(StoredArray a, StoredArray b) =>
        a.Type == b.Type && a.Shape.SequenceEqual(b.Shape) && a.Type switch
        {
            ElementType.Boolean => a.AsSpan<bool>().SequenceEqual(b.AsSpan<bool>()),
            ElementType.UInt8 => a.AsSpan<byte>().SequenceEqual(b.AsSpan<byte>()),
            ElementType.Int32 => a.AsSpan<int>().SequenceEqual(b.AsSpan<int>()),
            ElementType.Int64 => a.AsSpan<long>().SequenceEqual(b.AsSpan<long>()),
            ElementType.Float32 => a.AsSpan<float>().SequenceEqual(b.AsSpan<float>()),
            _ => a.AsSpan<double>().SequenceEqual(b.AsSpan<double>()),
        };

    private static StoredArray Create(ElementType type, long[] shape, int seed)
    {
        var random = new RandomStream(seed, "stored-array-test");
        int count = (int)shape.Aggregate(1L, (product, size) => product * size);
        T[] Values<T>(Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
        return type switch
        {
            ElementType.Boolean => new(shape, Values(() => random.NextUInt32() % 2 == 0)),
            ElementType.UInt8 => new(shape, Values(() => (byte)random.NextUInt32())),
            ElementType.Int32 => new(shape, Values(() => (int)random.NextUInt32())),
            ElementType.Int64 => new(shape, Values(() => (long)random.NextUInt64())),
            // Any bits: denormals, infinities and NaN among them.
            ElementType.Float32 => new(shape, Values(() => BitConverter.UInt32BitsToSingle(random.NextUInt32()))),
            _ => new(shape, Values(() => BitConverter.UInt64BitsToDouble(random.NextUInt64()))),
        };
    }
}
