namespace Pushforward.Numerics.Formats;

/// <summary>Sizes of arrays in files, which may be anything until checked.</summary>
internal static class ArrayShape
{
    /// <summary>The product of the sizes; false if one is negative or the product overflows.</summary>
    public static bool TryCount(ReadOnlySpan<long> shape, out long count)
    {
        count = 1;
        foreach (long size in shape)
        {
            Int128 product = (Int128)count * size;
            if (size < 0 || product > long.MaxValue)
                return false;
            count = (long)product;
        }
        return true;
    }

    /// <summary>For messages: [20, 784].</summary>
    public static string Format(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
