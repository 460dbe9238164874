using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>
/// A variational autoencoder under its objective, as the trainer sees it. Rows are the columns followed by a one among zeros for the class, if there are
/// classes; for bits, a column between 0 and 1 is the probability of a one, and every epoch draws it afresh.
/// </summary>
/// <param name="vae">The model.</param>
/// <param name="objective">What is made small.</param>
/// <param name="seed">Names the bits that are drawn.</param>
public sealed class VaeTrainable(Vae vae, VaeObjective objective, long seed) : ITrainable
{
    private readonly RandomStream _bits = new(seed, "binarize-epoch");

    /// <inheritdoc/>
    public ParameterSet Parameters => vae.Parameters;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A column of bits is not within [0, 1].</exception>
    public Tensor Losses(Batch batch)
    {
        var (x, classes) = vae.Split(batch.Rows);
        if (vae.Architecture.Observation == ObservationKind.Bernoulli)
            x = Bits(x, batch);
        var noise = batch.Normal(objective.Samples * vae.Architecture.Latent).Reshape(batch.Index.Length * objective.Samples, vae.Architecture.Latent);
        var (losses, elbo, bound) = objective.Losses(vae, x, noise, classes, batch.Progress);
        batch.Report("reconstruction", elbo.Reconstruction);
        batch.Report("divergence", elbo.Divergence);
        batch.Report("ELBO", elbo.Value);
        if (objective.Samples > 1)
            batch.Report($"IWAE-{objective.Samples}", bound);
        return losses;
    }

    private Tensor Bits(Tensor x, Batch batch)
    {
        for (int n = 0; n < x.Rows; n++)
        {
            var row = x.Row(n);
            int wrong = row.IndexOfAnyExceptInRange(0f, 1f);
            if (wrong >= 0)
            {
                throw new InvalidDataException(
                    $"row {batch.Index.Span[n]}, column {wrong}: expected a bit, or the probability of one within [0, 1], found {row[wrong]}. Scale the rows, or give grays a law of their own.");
            }
        }
        // Zeros and ones stay what they are, so that fixed bits of an evaluation can come this way too.
        if (!batch.IsEvaluation)
            batch.Draw(_bits, x, static (stream, row) => stream.FillBernoulli(row, row));
        return x;
    }
}
