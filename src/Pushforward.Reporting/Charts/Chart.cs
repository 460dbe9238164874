namespace Pushforward.Reporting.Charts;

/// <summary>
/// A chart as data: immutable, without a place or a page. <see cref="ToSvg"/> draws any of them.
/// </summary>
public abstract record Chart
{
    private protected Chart()
    {
    }

    /// <summary>What the chart shows, in a line: drawn above it, and its name to a screen reader.</summary>
    public required string Title { get; init; }

    /// <summary>What a reader who cannot see the chart should know; null describes axes and series from the data.</summary>
    public string? Description { get; init; }

    /// <summary>Width in pixels at which texts have their natural size, from 240 to 4000. The picture scales with its place.</summary>
    public int Width { get; init; } = 720;

    /// <summary>
    /// Height in pixels, up to 8000; null lets the chart choose. It grows where titles and legends would leave less than a readable plot.
    /// </summary>
    public int? Height { get; init; }

    /// <summary>The chart as a self-contained SVG document that follows the reader's light or dark scheme.</summary>
    /// <exception cref="ArgumentException">Series of unequal lengths, impossible axis limits, a width out of range.</exception>
    public string ToSvg() => ChartRenderer.Render(this, inline: false, id: null);

    /// <summary>Checks what the types cannot, before anything is drawn.</summary>
    internal abstract void Check();

    /// <summary>What the chart shows and how it wants to be framed; computed once per rendering.</summary>
    internal abstract ChartPlan Plan();

    private protected static void CheckLengths(string series, string first, int firstLength, string second, int secondLength)
    {
        if (firstLength != secondLength)
        {
            throw new ArgumentException(
                $"series '{series}': {firstLength} {first} but {secondLength} {second}; expected one for each.");
        }
    }
}
