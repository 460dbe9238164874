namespace Pushforward.Numerics.Formats;

/// <summary>
/// The five row filters of PNG (section 9): each byte less a prediction from the same channel's neighbours, left (a), above (b) and
/// above left (c), modulo 256. Neighbours outside the picture are 0.
/// </summary>
internal static class PngFilter
{
    private const byte None = 0, Sub = 1, Up = 2, Average = 3, Paeth = 4;

    public const int Count = 5;

    public static void Apply(byte filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int channels, Span<byte> filtered)
    {
        for (int i = 0; i < row.Length; i++)
        {
            byte left = i < channels ? (byte)0 : row[i - channels];
            byte aboveLeft = i < channels ? (byte)0 : above[i - channels];
            filtered[i] = (byte)(row[i] - Predict(filter, left, above[i], aboveLeft));
        }
    }

    /// <summary>Undoes <see cref="Apply"/> in place: <paramref name="row"/> holds the filtered bytes and becomes the plain ones.</summary>
    public static void Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int channels)
    {
        for (int i = 0; i < row.Length; i++)
        {
            byte left = i < channels ? (byte)0 : row[i - channels];
            byte aboveLeft = i < channels ? (byte)0 : above[i - channels];
            row[i] = (byte)(row[i] + Predict(filter, left, above[i], aboveLeft));
        }
    }

    private static int Predict(byte filter, byte left, byte above, byte aboveLeft) => filter switch
    {
        None => 0,
        Sub => left,
        Up => above,
        Average => (left + above) / 2,
        Paeth => NearestToGradient(left, above, aboveLeft),
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "PNG has the filters 0 to 4."),
    };

    // Of a, b, c the one nearest to a + b - c; ties in that order (Paeth 1991).
    private static byte NearestToGradient(byte a, byte b, byte c)
    {
        int gradient = a + b - c;
        int toA = Math.Abs(gradient - a), toB = Math.Abs(gradient - b), toC = Math.Abs(gradient - c);
        if (toA <= toB && toA <= toC)
            return a;
        return toB <= toC ? b : c;
    }
}
