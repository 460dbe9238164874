using System.Globalization;

namespace Pushforward.Mixtures.Selection;

/// <summary>The numbers of components that are tried: "1-10" each of them, "10,50,100" these, "10-400" some between, at equal ratios.</summary>
public static class ComponentGrid
{
    /// <summary>A range of more numbers than this is walked on a geometric grid.</summary>
    public const int MostInTurn = 12;

    // Held-out likelihood changes slowly with the logarithm of K: steps of the root of two miss little.
    private const double LargestRatio = 1.4142135623730951;

    private const int MostComponents = 100_000;

    /// <summary>Reads a grid.</summary>
    /// <param name="text">Numbers and ranges, separated by commas.</param>
    /// <returns>Ascending, each once.</returns>
    /// <exception cref="ArgumentException">A part is neither a number from 1 nor a range of such.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var numbers = new SortedSet<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            int first = Number(text, ends[0]), last = ends.Length == 1 ? first : ends.Length == 2 ? Number(text, ends[1]) : -1;
            if (last < first)
                throw Wrong(text, part);
            numbers.UnionWith(Range(first, last));
        }
        return [.. numbers];
    }

    private static IEnumerable<int> Range(int first, int last)
    {
        if (last - first < MostInTurn)
            return Enumerable.Range(first, last - first + 1);
        int steps = (int)Math.Ceiling(Math.Log((double)last / first) / Math.Log(LargestRatio));
        return Enumerable.Range(0, steps + 1).Select(i => (int)Math.Round(first * Math.Pow((double)last / first, (double)i / steps)));
    }

    private static int Number(string text, string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostComponents
            ? number
            : throw Wrong(text, part);

    private static ArgumentException Wrong(string text, string part) =>
        new($"--components {text}: expected numbers from 1 to {MostComponents} as in 3, 1-10, 10,50,100 or 10-400; '{part}' is none.");
}
