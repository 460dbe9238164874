using System.Text.Json.Serialization;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>The law a flow begins with; its coordinates are independent.</summary>
public enum FlowPrior
{
    /// <summary>Standard logistic: log p(h) = -log(1 + e^h) - log(1 + e^-h).</summary>
    Logistic,

    /// <summary>Standard normal.</summary>
    Normal,
}

/// <summary>What a NICE is made of and how it is trained. Defaults are those that fit MNIST best in ten minutes on two cores.</summary>
public sealed record NiceOptions
{
    /// <summary>How many couplings, at least 2: with fewer some columns would never be moved.</summary>
    public int Couplings { get; init; } = 4;

    /// <summary>The sizes of the hidden layers of each coupling's network; the published size is five of 1000.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [500, 500, 500, 500, 500];

    /// <summary>The law of the latent coordinates.</summary>
    public FlowPrior Prior { get; init; } = FlowPrior.Logistic;

    /// <summary>How it is trained.</summary>
    [JsonIgnore]
    public TrainingOptions Training { get; init; } = new() { Epochs = null, Minutes = 10, WeightDecay = 1.5 };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (Couplings is < 2 or > 1000)
            throw new ArgumentException($"couplings: expected a whole number from 2 to 1000, got {Couplings}.");
        if (Hidden.Count == 0 || Hidden.Any(size => size is < 1 or > 1_000_000))
            throw new ArgumentException($"hidden: expected sizes from 1 to 1000000 as in 500,500, got '{string.Join(',', Hidden)}'.");
        Training.Validate();
    }
}
