namespace Pushforward.Training;

/// <summary>Sums over rows of what losses are made of, by name.</summary>
internal sealed class LossTerms
{
    private readonly SortedDictionary<string, double> _sums = new(StringComparer.Ordinal);

    public void Add(string term, ReadOnlySpan<Real> perRow)
    {
        double sum = _sums.GetValueOrDefault(term);
        foreach (Real value in perRow)
            sum += value;
        _sums[term] = sum;
    }

    /// <summary>The sums over rows so far, by name in the order of names.</summary>
    public SortedDictionary<string, double> Sums => _sums;

    /// <summary>Means over rows; null if there are no terms.</summary>
    public static IReadOnlyDictionary<string, double>? Means(IReadOnlyDictionary<string, double> sums, int rows) =>
        sums.Count == 0 ? null : new SortedDictionary<string, double>(sums.ToDictionary(pair => pair.Key, pair => pair.Value / rows), StringComparer.Ordinal);

    /// <summary>Means over rows; null if there are no terms.</summary>
    public IReadOnlyDictionary<string, double>? Means(int rows) => Means(_sums, rows);
}
