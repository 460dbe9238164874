using Pushforward.Numerics.Tensors;

namespace Pushforward.Autoencoders;

/// <summary>
/// The evidence lower bound, its two parts apart: ELBO(x) = E_q log p(x|z) - KL(q(z|x) || p(z)) (Kingma &amp; Welling 2013, arXiv:1312.6114). The first says
/// how well codes let their rows be rebuilt; the second is the reverse divergence, what the codes cost.
/// </summary>
/// <param name="Reconstruction">log p(x|z) of one draw z from q(z|x). Shape [rows].</param>
/// <param name="Divergence">KL(q(z|x) || p(z)), in closed form. Shape [rows].</param>
public readonly record struct Elbo(Tensor Reconstruction, Tensor Divergence)
{
    /// <summary>The bound: Reconstruction - Divergence. Shape [rows].</summary>
    public Tensor Value => Reconstruction - Divergence;
}
