using System.Globalization;

namespace Pushforward.Data.Tables;

/// <summary>The order of a column's levels, and the pairs of values that mean no and yes.</summary>
internal static class LevelPairs
{
    private static readonly string[][] Known = [["0", "1"], ["1", "2"], ["no", "yes"], ["false", "true"]];

    /// <summary>Whether a field is a number.</summary>
    public static bool IsNumber(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Whether a field is a word of a known pair.</summary>
    public static bool IsKnownWord(string field) =>
        Known.Any(pair => pair.Contains(field, StringComparer.OrdinalIgnoreCase));

    /// <summary>An integer written with a fraction of zeros as the integer (1.0 as 1); any other field as it is.</summary>
    public static string WithoutZeroFraction(string field)
    {
        int point = field.IndexOf('.');
        return point > 0 && point < field.Length - 1 && !field.AsSpan(point + 1).ContainsAnyExcept('0')
            && long.TryParse(field.AsSpan(0, point), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? field[..point]
            : field;
    }

    /// <summary>The levels in the order of their codes: by size when all are numbers, no before yes, else alphabetically.</summary>
    public static string[] Order(IEnumerable<string> levels)
    {
        string[] sorted = [.. levels.Order(StringComparer.Ordinal)];
        if (sorted.All(IsNumber))
            return [.. sorted.OrderBy(level => double.Parse(level, NumberStyles.Float, CultureInfo.InvariantCulture))];
        if (sorted.Length == 2 && Known.Any(pair => IsPair(pair, sorted[1], sorted[0])))
            Array.Reverse(sorted);
        return sorted;
    }

    /// <summary>
    /// The pair a column's levels should have come from, in the order of their codes: a known pair both of whose values occur, else the
    /// first two in order of appearance.
    /// </summary>
    public static string[] Expected(IReadOnlyList<string> appeared) =>
        Known.Select(pair => Occurring(pair, appeared)).FirstOrDefault(found => found.Length == 2)
        ?? (appeared.Contains("0") ? ["0", "1"] : Order(appeared.Take(2)));

    /// <summary>
    /// Both levels of a column that shows only one of a pair, so that the one seen gets the code it has elsewhere; the level alone when
    /// it belongs to no known pair. A lone 1 may be of 0/1 or 1/2: the other columns decide.
    /// </summary>
    public static string[] Complete(string level, bool tableCountsFromOne)
    {
        if (level == "1")
            return tableCountsFromOne ? ["1", "2"] : ["0", "1"];
        foreach (string[] pair in Known)
        {
            int place = Array.FindIndex(pair, word => word.Equals(level, StringComparison.OrdinalIgnoreCase));
            if (place >= 0)
                return place == 0 ? [level, LikeIn(level, pair[1])] : [LikeIn(level, pair[0]), level];
        }
        return [level];
    }

    /// <summary>Whether both values of 0/1, no/yes or false/true are among the levels; 1 and 2 also begin a scale.</summary>
    public static bool HasUnmistakablePair(IReadOnlyList<string> levels) => Known.Any(pair => pair[1] != "2" && Occurring(pair, levels).Length == 2);

    private static string[] Occurring(string[] pair, IReadOnlyList<string> levels) =>
        [.. pair.Select(word => levels.FirstOrDefault(level => level.Equals(word, StringComparison.OrdinalIgnoreCase))).OfType<string>()];

    private static bool IsPair(string[] pair, string no, string yes) =>
        pair[0].Equals(no, StringComparison.OrdinalIgnoreCase) && pair[1].Equals(yes, StringComparison.OrdinalIgnoreCase);

    private static string LikeIn(string example, string word) =>
        !example.Any(char.IsLower) ? word.ToUpperInvariant()
        : char.IsUpper(example[0]) ? char.ToUpperInvariant(word[0]) + word[1..]
        : word;
}
