using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Html;

/// <summary>A picture with a line of its own below it.</summary>
/// <param name="Image">The picture, small.</param>
/// <param name="AlternativeText">What it shows, for those who cannot see it; required.</param>
/// <param name="Caption">The line below, e.g. a component's weight; null for none.</param>
public sealed record GalleryItem(ImageSheet Image, string AlternativeText, string? Caption = null);
