using Pushforward.Cli.Terminal;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>Turns training into a fraction done, a line of status, and a line for each epoch whose loss has terms.</summary>
internal sealed class TrainingDisplay(IProgress<ProgressReport> display) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        string best = value.ValidationLoss is { } loss ? FormattableString.Invariant($", best validation loss {loss:F2}") : "";
        display.Report(new ProgressReport(
            value.Fraction,
            FormattableString.Invariant($"epoch {value.Epoch}, loss {value.Loss:F2}{best}, rate {value.Rate:G2}, {value.RowsPerSecond:F0} rows/s"),
            value.Note ?? Line(value.Completed)));
    }

    private static string? Line(EpochRecord? epoch) => epoch is { TrainTerms: { } train, ValidationTerms: { } validation }
        ? FormattableString.Invariant($"epoch {epoch.Epoch}: train {Text(train)}; validation {Text(validation)}{(epoch.Best ? ", the best" : "")}")
        : null;

    private static string Text(IReadOnlyDictionary<string, double> terms) =>
        string.Join(", ", terms.Select(term => FormattableString.Invariant($"{term.Key} {term.Value:F2}")));
}
