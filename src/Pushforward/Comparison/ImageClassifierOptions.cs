using Pushforward.Data;
using Pushforward.Training;

namespace Pushforward.Comparison;

/// <summary>What a classifier of images is made of and how it is trained.</summary>
public sealed record ImageClassifierOptions
{
    /// <summary>How the network sees images: as bits made in this way, or null for gray levels.</summary>
    public BinarizationOptions? Bits { get; init; }

    /// <summary>The sizes of the hidden layers; the last one gives the features.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [512, 512, 64];

    /// <summary>Whether each image is seen a little changed every time.</summary>
    public bool Augments { get; init; } = true;

    /// <summary>How it is trained; the rows that choose between epochs are held out of the training rows.</summary>
    public TrainingOptions Training { get; init; } = new()
    {
        Epochs = 30,
        Rate = 1.5e-3,
        WeightDecay = 0.01,
        DecayStart = 0.3,
        Patience = 0,
        Deterministic = true,
    };

    /// <summary>A first look: six epochs on images as they are.</summary>
    public static ImageClassifierOptions Quick { get; } = new()
    {
        Augments = false,
        Training = new() { Epochs = 6, Rate = 1.5e-3, WeightDecay = 0.05, Patience = 0, Deterministic = true },
    };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Hidden.Count == 0 || Hidden.Any(size => size is < 1 or > 100_000))
            throw new ArgumentException($"hidden: expected sizes from 1 to 100000, got '{string.Join(',', Hidden)}'.");
        Training.Validate();
    }
}
