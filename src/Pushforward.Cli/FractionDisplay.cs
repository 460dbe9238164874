using Pushforward.Cli.Terminal;

namespace Pushforward.Cli;

/// <summary>Shows work that only knows which part of it is done.</summary>
internal sealed class FractionDisplay(IProgress<ProgressReport> display) : IProgress<double>
{
    public void Report(double value) => display.Report(new ProgressReport(value, FormattableString.Invariant($"{value * 100:F0} % of the rows")));
}
