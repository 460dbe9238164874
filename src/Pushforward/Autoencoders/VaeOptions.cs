using System.Text.Json.Serialization;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>What a variational autoencoder is made of and how it is trained. Defaults are those that fit MNIST best in ten minutes on two cores.</summary>
public sealed record VaeOptions
{
    /// <summary>Layers, code and the law of a column.</summary>
    public VaeArchitecture Architecture { get; init; } = new();

    /// <summary>What is made small.</summary>
    public VaeObjective Objective { get; init; } = new();

    /// <summary>Whether encoder and decoder are given the label of a row.</summary>
    public bool Conditional { get; init; }

    /// <summary>Draws a row for the importance-sampled figures at the end of the fit.</summary>
    public int ScoreSamples { get; init; } = 200;

    /// <summary>How it is trained.</summary>
    [JsonIgnore]
    public TrainingOptions Training { get; init; } = new() { Epochs = null, Minutes = 10, BatchSize = 128, DecayStart = 0.4, Patience = 0 };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Architecture.Validate();
        Objective.Validate();
        if (ScoreSamples is < 1 or > 100_000_000)
            throw new ArgumentException($"score-samples: expected a whole number from 1 to 100000000, got {ScoreSamples}.");
        Training.Validate();
    }
}
