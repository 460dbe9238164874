using System.Text.Json.Serialization;

namespace Pushforward.Training;

/// <summary>
/// Where training stands, beside the flat arrays: all that an interrupted run needs to go on as if nothing had happened. There is no position in
/// a random sequence to keep, because streams are named by epoch and row.
/// </summary>
internal sealed record TrainingState
{
    /// <summary>The epoch under way, from 1.</summary>
    public required int Epoch { get; set; }

    /// <summary>The batch of it that comes next; as many as there are once only the evaluation is left.</summary>
    public required int Batch { get; set; }

    /// <summary>Steps of the optimizer, steps that were thrown away included.</summary>
    public required long Steps { get; set; }

    /// <summary>The sum over the epoch's rows so far of their losses.</summary>
    public required double LossSum { get; set; }

    /// <summary>The sums over the epoch's rows so far of the terms of their losses, by name.</summary>
    public Dictionary<string, double> TermSums { get; init; } = [];

    /// <summary>The sum over the epoch's batches so far of their gradients' norms.</summary>
    public required double NormSum { get; set; }

    /// <summary>The epoch's rows so far.</summary>
    public required int RowsSeen { get; set; }

    /// <summary>The rate of the last step.</summary>
    public required double LastRate { get; set; }

    /// <summary>What recoveries have left of the rate.</summary>
    public required double RateFactor { get; set; }

    /// <summary>How often training went back to the best weights.</summary>
    public required int Recoveries { get; set; }

    /// <summary>Training time, all sittings together.</summary>
    public required double Seconds { get; set; }

    /// <summary>Steps since the optimizer's moments were last set to zero.</summary>
    public required long OptimizerSteps { get; set; }

    /// <summary>Updates of the average of weights since it was last begun.</summary>
    public required long AverageUpdates { get; set; }

    /// <summary>The epochs that are complete.</summary>
    public required List<EpochRecord> History { get; init; }

    /// <summary>The lowest validation loss; null before the first.</summary>
    [JsonIgnore]
    public double? BestLoss => History.LastOrDefault(epoch => epoch.Best)?.ValidationLoss;

    /// <summary>Epochs since the lowest validation loss.</summary>
    [JsonIgnore]
    public int EpochsSinceBest => History.LastOrDefault(epoch => epoch.Best) is { } best ? History[^1].Epoch - best.Epoch : 0;

    public static TrainingState Start() => new()
    {
        Epoch = 1,
        Batch = 0,
        Steps = 0,
        LossSum = 0,
        NormSum = 0,
        RowsSeen = 0,
        LastRate = 0,
        RateFactor = 1,
        Recoveries = 0,
        Seconds = 0,
        OptimizerSteps = 0,
        AverageUpdates = 0,
        History = [],
    };

    /// <summary>Goes to an epoch's first batch.</summary>
    public void BeginEpoch(int epoch)
    {
        (Epoch, Batch, LossSum, NormSum, RowsSeen) = (epoch, 0, 0, 0, 0);
        TermSums.Clear();
    }

    /// <summary>What is wrong with numbers that came from a file; null if nothing.</summary>
    public string? Flaw(int batches)
    {
        bool counts = Epoch >= 1 && Batch >= 0 && Batch <= batches && Steps >= 0 && RowsSeen >= 0 && Recoveries >= 0
            && OptimizerSteps >= 0 && OptimizerSteps <= Steps && AverageUpdates >= 0 && AverageUpdates <= Steps;
        bool numbers = double.IsFinite(LossSum) && double.IsFinite(NormSum) && TermSums.Values.All(double.IsFinite) && LastRate >= 0 && RateFactor is > 0 and <= 1 && Seconds >= 0;
        if (!counts || !numbers)
            return "its counts are out of range";
        for (int i = 0; i < History.Count; i++)
        {
            if (History[i].Epoch != i + 1)
                return "its epochs are not in order";
        }
        return History.Count == Epoch - 1 ? null : $"it is in epoch {Epoch} and records {History.Count}";
    }
}
