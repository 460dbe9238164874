using Pushforward.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>
/// A model that gradients can train: parameters, and the loss of each row. What a row's loss is made of (a density, a bound, a warm-up) is
/// the model's affair; how rows become batches, and gradients steps, is the trainer's.
/// </summary>
/// <remarks>
/// Losses are one a row, not a mean, so that the gradient of a batch is a sum over its parts: "gradient of a shard, summed, then step".
/// </remarks>
public interface ITrainable
{
    /// <summary>What the optimizer changes; complete.</summary>
    ParameterSet Parameters { get; }

    /// <summary>The loss of each row, for instance -log p(x) in nats; lower is better.</summary>
    /// <param name="batch">The rows, and where the randomness for each comes from.</param>
    /// <returns>[rows], tracked while a tape records.</returns>
    /// <exception cref="Pushforward.Numerics.NumericalException">A value left the range in which losses exist; the trainer takes it as a loss that is not finite.</exception>
    Tensor Losses(Batch batch);
}
