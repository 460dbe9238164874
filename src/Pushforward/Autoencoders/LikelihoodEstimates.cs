namespace Pushforward.Autoencoders;

/// <summary>What importance sampling says of rows; one value a row.</summary>
/// <param name="LogLikelihood">log (1/k) Σ w_i, an estimate of log p(x) that is below it in expectation and rises to it with k.</param>
/// <param name="EffectiveSampleSize">(Σ w)² / Σ w²: as how many draws from the true posterior the k count.</param>
/// <param name="Reconstruction">The mean of log p(x|z_i).</param>
/// <param name="Divergence">KL(q(z|x) || p(z)) in closed form.</param>
public sealed record LikelihoodEstimates(double[] LogLikelihood, double[] EffectiveSampleSize, double[] Reconstruction, double[] Divergence)
{
    /// <summary>Reconstruction - Divergence, a row.</summary>
    public double[] Elbo => [.. Reconstruction.Zip(Divergence, (reconstruction, divergence) => reconstruction - divergence)];
}
