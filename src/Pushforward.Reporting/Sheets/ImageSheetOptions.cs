namespace Pushforward.Reporting.Sheets;

/// <summary>How pictures are laid out on a sheet. The defaults suit small gray images such as digits.</summary>
public sealed record ImageSheetOptions
{
    /// <summary>Pixels of the sheet for one pixel of an image, each way; from 1 to 64.</summary>
    public int Scale { get; init; } = 2;

    /// <summary>Images in a row; null makes the sheet about as wide as high. A group of its own rows is never wider than its images.</summary>
    public int? Columns { get; init; }

    /// <summary>Pixels of the sheet between neighbouring images; from 0 to 64.</summary>
    public int Separator { get; init; } = 2;

    /// <summary>
    /// Sizes of groups, in order; each starts a new row, apart from the one above. They must add up to the number of images. Null for one group.
    /// </summary>
    public IReadOnlyList<int>? Groups { get; init; }

    /// <summary>
    /// Whether large values are ink on white paper, as people write; otherwise they are light on a black ground, as the numbers say.
    /// </summary>
    public bool InkOnPaper { get; init; } = true;
}
