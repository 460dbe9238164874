namespace Pushforward.Training;

/// <summary>How the rate goes down in the course of training.</summary>
public enum RateDecay
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>Half a cosine, from the rate to its final fraction (Loshchilov &amp; Hutter 2017, arXiv:1608.03983, without restarts).</summary>
    Cosine,
}

/// <summary>How a model is trained by gradients: AdamW on minibatches, with selection on validation rows.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training rows at the most; null for no limit of this kind.</summary>
    public int? Epochs { get; init; } = 100;

    /// <summary>Minutes of training at the most, all sittings together; null for no limit of this kind.</summary>
    public double? Minutes { get; init; }

    /// <summary>Rows of a batch; null for 256, or all of them if they are fewer.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The learning rate of Adam.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>How the rate goes down.</summary>
    public RateDecay Decay { get; init; } = RateDecay.Cosine;

    /// <summary>How much of the training passes before the rate begins to go down: 0.4 lets the cosine take the last 60%.</summary>
    public double DecayStart { get; init; }

    /// <summary>What part of the rate is left at the end of a cosine.</summary>
    public double FinalRate { get; init; } = 0.01;

    /// <summary>Steps in which the rate rises to its full height.</summary>
    public int WarmUpSteps { get; init; } = 100;

    /// <summary>Decoupled weight decay (AdamW).</summary>
    public double WeightDecay { get; init; }

    /// <summary>The decay d of the average of weights that is evaluated and kept; 0 for the weights themselves.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>The gradient's norm at the most (of the mean loss of a batch); null for no bound.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Epochs without a better validation loss after which training stops; 0 for never.</summary>
    public int Patience { get; init; } = 20;

    /// <summary>How often a loss or gradient that is not finite may send training back to the best weights, at half the rate each time.</summary>
    public int Recoveries { get; init; } = 3;

    /// <summary>Minutes between checkpoints.</summary>
    public double CheckpointMinutes { get; init; } = 5;

    /// <summary>
    /// Whether the rate follows epochs alone. Otherwise, under a limit of minutes, it also follows the clock, to be down when time is up; then two
    /// runs differ.
    /// </summary>
    public bool Deterministic { get; init; }

    /// <summary>Names all randomness: order of rows, noise.</summary>
    public long Seed { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Epochs is not null || Minutes is not null, "epochs", "epochs or minutes, so that training ends", "neither");
        Require(Epochs is null or >= 1, "epochs", "a whole number of at least 1", Epochs!);
        Require(Minutes is null || (Minutes > 0 && double.IsFinite(Minutes.Value)), "minutes", "a finite number greater than 0", Minutes!);
        Require(BatchSize is null or >= 1, "batch", "a whole number of at least 1", BatchSize!);
        Require(Rate > 0 && double.IsFinite(Rate), "rate", "a finite number greater than 0", Rate);
        Require(FinalRate is >= 0 and <= 1, "final-rate", "a number from 0 to 1", FinalRate);
        Require(DecayStart is >= 0 and < 1, "decay-start", "a number of at least 0 and less than 1", DecayStart);
        Require(WarmUpSteps >= 0, "warm-up-steps", "a whole number of at least 0", WarmUpSteps);
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), "weight-decay", "a finite number of at least 0", WeightDecay);
        Require(Rate * WeightDecay < 1, "weight-decay", "less than 1 / rate, or each step would turn the weights' signs", WeightDecay);
        Require(AverageDecay is >= 0 and < 1, "average-decay", "a number of at least 0 and less than 1", AverageDecay);
        Require(ClipNorm is null or > 0, "clip-norm", "a number greater than 0", ClipNorm!);
        Require(Patience >= 0, "patience", "a whole number of at least 0", Patience);
        Require(Recoveries >= 0, "recoveries", "a whole number of at least 0", Recoveries);
        Require(CheckpointMinutes >= 0, "checkpoint-minutes", "a number of at least 0", CheckpointMinutes);
    }

    private static void Require(bool holds, string name, string expected, object got)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{name}: expected {expected}, got {got}."));
    }
}
