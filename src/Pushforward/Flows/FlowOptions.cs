using System.Text.Json.Serialization;
using Pushforward.Data;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>What every flow, of gray images or of points, is made of and how it is trained.</summary>
public abstract record FlowOptions
{
    /// <summary>The kind's name, as in <c>fit KIND</c>.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>What the field calls it, as in "Training NICE".</summary>
    [JsonIgnore]
    public abstract string Title { get; }

    /// <summary>How many couplings there are, in words.</summary>
    [JsonIgnore]
    public virtual string CouplingsInWords => FormattableString.Invariant($"{Couplings} coupling{(Couplings == 1 ? "" : "s")}");

    /// <summary>How many couplings.</summary>
    public int Couplings { get; init; } = 4;

    /// <summary>The sizes of the hidden layers of each coupling's network.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>The law of the latent coordinates.</summary>
    public FlowPrior Prior { get; init; } = FlowPrior.Logistic;

    /// <summary>Whether rows are points of R^D, columns standardized, rather than gray levels that noise spreads.</summary>
    public bool Points { get; init; }

    /// <summary>
    /// By how many pixels images are moved while they are learned, at the most, to any side and anew in every epoch; ever fewer of them in the second half of the training. 0 for none. Of use where an image
    /// moved a little might as well be one of the data.
    /// </summary>
    public int Shift { get; init; }

    /// <summary>How it is trained.</summary>
    [JsonIgnore]
    public TrainingOptions Training { get; init; } = new();

    /// <summary>Whether the flow keeps the frequencies of levels, <see cref="FlowStart.Frequencies"/>.</summary>
    internal virtual bool NeedsFrequencies => false;

    /// <summary>The smoothed frequencies the flow keeps; null if it needs none.</summary>
    internal virtual double[,]? Frequencies(LevelCounts counts) => null;

    /// <summary>How gray levels become what the flow sees.</summary>
    internal virtual Dequantization Dequantization => new(Seed: Training.Seed);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public virtual void Validate()
    {
        if (Couplings is < 1 or > 1000)
            throw new ArgumentException($"couplings: expected a whole number from 1 to 1000, got {Couplings}.");
        RequireSizes("hidden", Hidden);
        if (Shift is < 0 or > 1000)
            throw new ArgumentException($"shift: expected a whole number of pixels from 0 to 1000, got {Shift}.");
        if (Shift > 0 && Points)
            throw new ArgumentException("shift: rows are points, not images, which alone can be moved; leave the option out.");
        if (Shift > 0 && Training is { Deterministic: true, Epochs: null })
            throw new ArgumentException("shift: fewer images are moved as the training nears its end, which a deterministic one knows by its epochs; give --epochs too.");
        Training.Validate();
    }

    /// <summary>Refuses what are no sizes of hidden layers.</summary>
    private protected static void RequireSizes(string option, IReadOnlyList<int> sizes)
    {
        if (sizes.Count == 0 || sizes.Any(size => size is < 1 or > 1_000_000))
            throw new ArgumentException($"{option}: expected sizes from 1 to 1000000 as in 500,500, got '{string.Join(',', sizes)}'.");
    }

    /// <summary>The flow before it is trained.</summary>
    /// <param name="start">What it takes from data.</param>
    /// <exception cref="ArgumentException">There are too few columns, or an option is out of range.</exception>
    public abstract Flow Create(FlowStart start);

    /// <summary>The names of the couplings' networks and the sizes of their layers, inputs first and outputs last.</summary>
    internal abstract IEnumerable<(string Name, int[] Sizes)> Networks(int columns, ImageShape? image);
}
