using Pushforward.Numerics.Tensors;

namespace Pushforward.Autoencoders;

/// <summary>k draws z_i from each row's q(z|x), with log w_i = log p(x|z_i) + log p(z_i) - log q(z_i|x).</summary>
/// <param name="Posterior">q(z|x). Laws of [rows, latent].</param>
/// <param name="Reconstruction">log p(x|z_i). Shape [rows, k].</param>
/// <param name="LogWeights">log w_i. Shape [rows, k].</param>
public readonly record struct ImportanceWeights(DiagonalGaussian Posterior, Tensor Reconstruction, Tensor LogWeights)
{
    /// <summary>
    /// log (1/k) Σ w_i: a lower bound of log p(x) in expectation, the ELBO for k = 1, and the tighter the larger k (Burda, Grosse &amp; Salakhutdinov 2015,
    /// arXiv:1509.00519). Shape [rows].
    /// </summary>
    public Tensor Bound => LogWeights.LogSumExp() - Math.Log(LogWeights.Columns);
}
