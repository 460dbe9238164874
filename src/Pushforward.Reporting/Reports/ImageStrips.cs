using Pushforward.Data;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Reports;

/// <summary>A row of pictures that belong together.</summary>
/// <param name="Name">What stands at its left.</param>
/// <param name="AlternativeText">What it shows, for those who cannot see it.</param>
/// <param name="Pixels">Picture after picture, row-major.</param>
internal sealed record ImageStrip(string Name, string AlternativeText, float[] Pixels);

/// <summary>Rows of pictures, named on a page or as one sheet.</summary>
/// <param name="Image">The size of a picture.</param>
/// <param name="Columns">Pictures in a row.</param>
/// <param name="Rows">The rows, from top to bottom.</param>
internal sealed record ImageStrips(ImageShape Image, int Columns, IReadOnlyList<ImageStrip> Rows)
{
    /// <summary>The rows, for a page.</summary>
    public IReadOnlyList<GalleryItem> Items() => [.. Rows.Select(row => new GalleryItem(Render(row.Pixels), row.AlternativeText, row.Name))];

    /// <summary>The rows in one picture.</summary>
    public ImageSheet Sheet() => Render([.. Rows.SelectMany(row => row.Pixels)]);

    private ImageSheet Render(float[] pixels) => ImageSheet.Render(pixels, Image.Height, Image.Width, new ImageSheetOptions { Columns = Columns });
}
