namespace Pushforward.Reporting.Html;

/// <summary>A figure worth seeing first.</summary>
/// <param name="Value">The figure as text, e.g. from <see cref="Formatting.NumberText.WithError"/>.</param>
/// <param name="Label">What it is, with its unit.</param>
/// <param name="Detail">What it compares with or depends on; null for nothing.</param>
public sealed record KeyFigure(string Value, string Label, string? Detail = null);
