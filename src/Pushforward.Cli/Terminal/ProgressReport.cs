namespace Pushforward.Cli.Terminal;

/// <summary>How far long work has come.</summary>
/// <param name="Fraction">From 0 to 1: the best estimate.</param>
/// <param name="Status">What to show beside it, e.g. the current likelihood.</param>
/// <param name="Line">A line that is to stay, e.g. what an epoch came to; null for none.</param>
internal readonly record struct ProgressReport(double Fraction, string Status, string? Line = null);
