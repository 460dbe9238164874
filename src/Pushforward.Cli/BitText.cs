namespace Pushforward.Cli;

/// <summary>A row of bits as people write it, column 0 first: 0110.</summary>
internal static class BitText
{
    private const int MostBits = 100_000;

    /// <summary>Reads a row into packed bits.</summary>
    /// <param name="what">What messages call it.</param>
    /// <param name="bits">Zeros and ones.</param>
    /// <exception cref="ArgumentException">There are none, too many, or other characters.</exception>
    public static ulong[] Read(string what, string bits)
    {
        if (bits.Length is 0 or > MostBits)
            throw new ArgumentException($"{what}: expected 1 to {MostBits} bits, got {bits.Length}.");
        var row = new ulong[(bits.Length + 63) / 64];
        for (int c = 0; c < bits.Length; c++)
        {
            if (bits[c] is not ('0' or '1'))
                throw new ArgumentException($"{what}: expected 0 or 1, got '{bits[c]}' at place {c + 1}.");
            row[c >> 6] |= (ulong)(bits[c] - '0') << (c & 63);
        }
        return row;
    }

    /// <summary>Writes packed bits.</summary>
    public static string Of(ulong[] row, int columns) => string.Create(columns, row, static (text, words) =>
    {
        for (int c = 0; c < text.Length; c++)
            text[c] = (char)('0' + (int)(words[c >> 6] >> (c & 63) & 1));
    });
}
