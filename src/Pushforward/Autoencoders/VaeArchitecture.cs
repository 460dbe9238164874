namespace Pushforward.Autoencoders;

/// <summary>What a variational autoencoder is made of.</summary>
public sealed record VaeArchitecture
{
    /// <summary>Latent coordinates.</summary>
    public int Latent { get; init; } = 40;

    /// <summary>The sizes of the encoder's hidden layers; the decoder has them the other way round. None makes both linear.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [300, 300];

    /// <summary>What a hidden layer computes.</summary>
    public LayerKind Layers { get; init; } = LayerKind.Gated;

    /// <summary>The law of a column given the code.</summary>
    public ObservationKind Observation { get; init; } = ObservationKind.Bernoulli;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (Latent is < 1 or > 1_000_000)
            throw new ArgumentException($"latent: expected a whole number from 1 to 1000000, got {Latent}. A code needs at least one coordinate.");
        if (Hidden.Any(size => size is < 1 or > 1_000_000))
            throw new ArgumentException($"hidden: expected sizes from 1 to 1000000 as in 300,300, got '{string.Join(',', Hidden)}'.");
        if (!Enum.IsDefined(Layers))
            throw new ArgumentException($"layers: expected plain, gated or residual, got {Layers}.");
        if (!Enum.IsDefined(Observation))
            throw new ArgumentException($"observation: expected bernoulli, discretizedLogistic or gaussian, got {Observation}.");
    }
}
