using Pushforward.Cli.Terminal;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>Turns training into a fraction done and a line of status.</summary>
internal sealed class TrainingDisplay(Session session, IProgress<ProgressReport> display) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Note is { } note)
            session.Say(note);
        string best = value.ValidationLoss is { } loss ? FormattableString.Invariant($", best validation loss {loss:F2}") : "";
        display.Report(new ProgressReport(value.Fraction, FormattableString.Invariant(
            $"epoch {value.Epoch}, loss {value.Loss:F2}{best}, rate {value.Rate:G2}, {value.RowsPerSecond:F0} rows/s")));
    }
}
