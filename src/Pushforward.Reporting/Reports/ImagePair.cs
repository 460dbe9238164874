namespace Pushforward.Reporting.Reports;

/// <summary>Two images to go between.</summary>
/// <param name="From">The row of the first, from 0.</param>
/// <param name="To">The row of the second.</param>
internal readonly record struct ImagePair(int From, int To)
{
    /// <summary>The first rows that make such pairs: from each class to the next, or within each class; neighbors where nobody knows classes.</summary>
    /// <param name="labels">The label of each row; empty where they have none.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="most">Pairs at the most.</param>
    /// <param name="ofOneClass">Whether both are to be of one class, as for models that are told it.</param>
    public static IEnumerable<ImagePair> Among(ReadOnlyMemory<byte> labels, int rows, int most, bool ofOneClass = false)
    {
        if (labels.IsEmpty)
            return Enumerable.Range(0, Math.Min(most, rows / 2)).Select(pair => new ImagePair(2 * pair, 2 * pair + 1));
        byte[] known = labels.ToArray();
        var classes = Enumerable.Range(0, known.Length).GroupBy(n => known[n]).OrderBy(group => group.Key).Select(group => group.Take(2).ToArray()).ToList();
        return (ofOneClass
            ? classes.Where(two => two.Length == 2).Select(two => new ImagePair(two[0], two[1]))
            : classes.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new ImagePair(pair[0][0], pair[1][0]))).Take(most);
    }

    /// <summary>The pair in words.</summary>
    public string Name(ReadOnlyMemory<byte> labels) => labels.IsEmpty ? $"row {From + 1} to {To + 1}" : $"{labels.Span[From]} to {labels.Span[To]}";
}
