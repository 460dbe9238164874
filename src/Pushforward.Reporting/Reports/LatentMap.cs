using Pushforward.Autoencoders;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Reports;

/// <summary>Codes in the plane, by label.</summary>
internal static class LatentMap
{
    private const int MostPoints = 1000;

    /// <summary>Draws the map.</summary>
    /// <param name="plane">Where the codes lie.</param>
    /// <param name="labels">One a code; empty where there are none.</param>
    /// <param name="whose">Whose codes they are, for the title; null where nobody would ask.</param>
    public static ScatterChart Of(LatentPlane plane, ReadOnlyMemory<byte> labels, string? whose = null)
    {
        int count = Math.Min(MostPoints, plane.X.Count);
        var groups = labels.IsEmpty
            ? [(Name: "codes", Rows: Enumerable.Range(0, count).ToArray())]
            : Enumerable.Range(0, count).GroupBy(n => labels.Span[n]).OrderBy(group => group.Key).Select(group => (Name: $"{group.Key}", Rows: group.ToArray())).ToArray();
        string of = $"{(whose is null ? "Codes" : $"{whose}: codes")} of {NumberText.Fixed(count)} images";
        return new ScatterChart
        {
            Title = labels.IsEmpty ? of : $"{of} by label",
            X = new Axis(plane.IsPrincipal ? "first principal direction" : "first coordinate"),
            Y = new Axis(plane.IsPrincipal ? "second principal direction" : "second coordinate"),
            Height = 620,
            NamesAmongPoints = groups.Length > 1,
            Series = [.. groups.Select(group => new ScatterSeries(group.Name, [.. group.Rows.Select(n => plane.X[n])], [.. group.Rows.Select(n => plane.Y[n])]))],
        };
    }
}
