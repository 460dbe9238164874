using System.Text.Json.Serialization;

namespace Pushforward.Training;

/// <summary>Why training stopped.</summary>
public enum TrainingStopReason
{
    /// <summary>The epochs allowed were used up.</summary>
    Epochs,

    /// <summary>The minutes allowed were used up.</summary>
    Minutes,

    /// <summary>The validation loss has not become better for as many epochs as patience allows.</summary>
    Patience,

    /// <summary>The caller asked to stop.</summary>
    Interrupted,
}

/// <summary>The words files and scripts know stop reasons by.</summary>
public static class TrainingStopReasonNames
{
    /// <summary>epochs, minutes, patience or interrupted.</summary>
    /// <param name="reason">Which.</param>
    public static string Word(this TrainingStopReason reason) => reason switch
    {
        TrainingStopReason.Epochs => "epochs",
        TrainingStopReason.Minutes => "minutes",
        TrainingStopReason.Patience => "patience",
        TrainingStopReason.Interrupted => "interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "stop reason: expected epochs, minutes, patience or interrupted."),
    };
}

/// <summary>One epoch: a point of the curve, and a line of metrics.jsonl.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Steps">Optimizer steps taken so far.</param>
/// <param name="TrainLoss">The mean over the epoch's rows, each under the weights of its step.</param>
/// <param name="ValidationLoss">The mean over the validation rows, under the averaged weights at the epoch's end.</param>
/// <param name="GradientNorm">The mean norm of the gradient, before clipping.</param>
/// <param name="Rate">The rate of the last step.</param>
/// <param name="Best">Whether no epoch before had a lower validation loss.</param>
/// <param name="Recoveries">How often training had gone back to the best weights so far.</param>
/// <param name="Seconds">Training time so far, all sittings together.</param>
public sealed record EpochRecord(
    int Epoch, long Steps, double TrainLoss, double ValidationLoss, double GradientNorm, double Rate, bool Best, int Recoveries, double Seconds)
{
    /// <summary>The means of what the training losses are made of, by name; null for a model that does not tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? TrainTerms { get; init; }

    /// <summary>The same of the validation loss.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? ValidationTerms { get; init; }
}

/// <summary>What became of a training. The model's parameters are the best ones.</summary>
/// <param name="Epochs">The curve, one entry an epoch.</param>
/// <param name="StopReason">Why it stopped.</param>
/// <param name="Seconds">Training time, all sittings together.</param>
/// <param name="Steps">Optimizer steps taken.</param>
/// <param name="Checkpoint">The checkpoint of where it stopped; null if there is no place for checkpoints.</param>
public sealed record TrainingResult(
    IReadOnlyList<EpochRecord> Epochs, TrainingStopReason StopReason, double Seconds, long Steps, string? Checkpoint)
{
    /// <summary>The epoch whose weights were kept; null if none was completed, and the weights are the first ones.</summary>
    public EpochRecord? Best => Epochs.LastOrDefault(epoch => epoch.Best);

    /// <summary>The most bytes the process held in the last sitting.</summary>
    public long PeakBytes { get; init; }
}

/// <summary>How far training has come.</summary>
/// <param name="Fraction">From 0 to 1, by epochs or minutes, whichever is further.</param>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Loss">The mean training loss of the epoch so far.</param>
/// <param name="ValidationLoss">The best validation loss so far; null before the first.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="RowsPerSecond">Training rows a second in this sitting.</param>
/// <param name="TimeLeft">The time left if training goes on to its limit; null while unknown.</param>
/// <param name="Note">Something out of the ordinary that just happened: a step back to the best weights; null otherwise.</param>
public readonly record struct TrainingProgress(
    double Fraction, int Epoch, double Loss, double? ValidationLoss, double Rate, double RowsPerSecond, TimeSpan? TimeLeft, string? Note = null)
{
    /// <summary>The epoch that was just completed; null between epochs.</summary>
    public EpochRecord? Completed { get; init; }
}
