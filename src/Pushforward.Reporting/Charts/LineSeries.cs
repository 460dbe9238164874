namespace Pushforward.Reporting.Charts;

/// <summary>
/// Points joined by a line. A value that is not finite, or that a logarithmic axis cannot show, leaves a gap.
/// </summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Where the points lie on the horizontal axis.</param>
/// <param name="Y">Their values, one for each X.</param>
public sealed record LineSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Half the length of each point's error bar, e.g. a standard error; null for none.</summary>
    public IReadOnlyList<double>? Errors { get; init; }

    /// <summary>The lower edge of a band around the line; goes with <see cref="Upper"/>.</summary>
    public IReadOnlyList<double>? Lower { get; init; }

    /// <summary>The upper edge of a band around the line; goes with <see cref="Lower"/>.</summary>
    public IReadOnlyList<double>? Upper { get; init; }

    /// <summary>Whether each point carries the series' mark; null marks a series of 20 points or fewer.</summary>
    public bool? Markers { get; init; }

    /// <summary>Values at 1, 2, 3, ...: a figure by iteration or epoch.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="values">One for each iteration.</param>
    /// <param name="first">The number of the first.</param>
    public static LineSeries ByIndex(string name, IReadOnlyList<double> values, int first = 1)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(name, [.. Enumerable.Range(0, values.Count).Select(index => (double)(first + index))], values);
    }

    /// <summary>A function at equally spaced places, without marks.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="function">The function; where it gives NaN or infinity the line has a gap.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">The last place.</param>
    /// <param name="points">How many places, at least 2.</param>
    public static LineSeries OfFunction(string name, Func<double, double> function, double from, double to, int points = 301)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        double[] x = [.. Enumerable.Range(0, points).Select(index => from + (to - from) * index / (points - 1))];
        return new(name, x, [.. x.Select(function)]) { Markers = false };
    }

    internal bool HasMarkers => Markers ?? Y.Count <= 20;

    internal void Check()
    {
        CheckLength("y-values", Y.Count);
        if (Errors is not null)
            CheckLength("errors", Errors.Count);
        if ((Lower is null) != (Upper is null))
            throw new ArgumentException($"series '{Name}': a band needs both Lower and Upper; {(Lower is null ? "Lower" : "Upper")} is missing.");
        if (Lower is not null)
        {
            CheckLength("lower edges", Lower.Count);
            CheckLength("upper edges", Upper!.Count);
        }
    }

    /// <summary>Every value the vertical axis should reach.</summary>
    internal IEnumerable<double> Extent()
    {
        for (int point = 0; point < Y.Count; point++)
        {
            if (!double.IsFinite(X[point]))
                continue;
            yield return Y[point];
            if (Errors is not null)
            {
                yield return Y[point] - Math.Abs(Errors[point]);
                yield return Y[point] + Math.Abs(Errors[point]);
            }
            if (Lower is not null)
            {
                yield return Lower[point];
                yield return Upper![point];
            }
        }
    }

    private void CheckLength(string what, int count)
    {
        if (count != X.Count)
            throw new ArgumentException($"series '{Name}': {X.Count} x-values but {count} {what}; expected one for each.");
    }
}

/// <summary>A dashed line across the plot at a known value, e.g. a published figure.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Value">Where it lies.</param>
/// <param name="Vertical">Whether it stands at a place of the horizontal axis; otherwise it lies at one of the vertical axis.</param>
public sealed record ReferenceLine(string Name, double Value, bool Vertical = false);
