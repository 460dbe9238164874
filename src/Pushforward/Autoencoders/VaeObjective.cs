using Pushforward.Numerics.Tensors;

namespace Pushforward.Autoencoders;

/// <summary>What training makes small: -E_q log p(x|z) + β KL(q(z|x) || p(z)), or the importance-weighted bound.</summary>
public sealed record VaeObjective
{
    /// <summary>β: 1 is the ELBO; more makes codes cheaper and coordinates fewer (Higgins et al. 2017).</summary>
    public double Beta { get; init; } = 1;

    /// <summary>In which part of the training β rises from 0 in a straight line (Bowman et al. 2016, Sønderby et al. 2016); 0 for none.</summary>
    public double KlWarmUp { get; init; } = 0.1;

    /// <summary>Nats of a coordinate's divergence that cost nothing: each coordinate of each row costs max(this, KL) (after Kingma et al. 2016).</summary>
    public double FreeBits { get; init; }

    /// <summary>
    /// k: draws of the importance-weighted bound (Burda, Grosse &amp; Salakhutdinov 2015, arXiv:1509.00519). 1 is the ELBO, its divergence in closed form.
    /// </summary>
    public int Samples { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Beta >= 0 && double.IsFinite(Beta), "beta", "a finite number of at least 0", Beta);
        Require(KlWarmUp is >= 0 and <= 1, "kl-warm-up", "a part of the training from 0 to 1", KlWarmUp);
        Require(FreeBits >= 0 && double.IsFinite(FreeBits), "free-bits", "a finite number of at least 0", FreeBits);
        Require(Samples is >= 1 and <= 100_000, "samples", "a whole number from 1 to 100000", Samples);
        Require(Samples == 1 || (Beta == 1 && FreeBits == 0), "samples", "1 with beta or free bits, which the importance-weighted bound has no divergence for", Samples);
    }

    /// <summary>What <see cref="Losses"/> gives.</summary>
    /// <param name="Losses">What is to become small. Shape [rows].</param>
    /// <param name="Elbo">The bound's parts by the same draws, before β, warm-up and free bits.</param>
    /// <param name="Bound">The importance-weighted bound; of one draw the ELBO. Shape [rows].</param>
    public readonly record struct Result(Tensor Losses, Elbo Elbo, Tensor Bound);

    /// <summary>The loss of each row.</summary>
    /// <param name="vae">The model.</param>
    /// <param name="x">[rows, columns].</param>
    /// <param name="noise">Standard normal; <see cref="Samples"/> rows for each row of x. Shape [rows k, latent].</param>
    /// <param name="classes">A one among zeros, [rows, classes]; null where the model has none.</param>
    /// <param name="progress">How much of the training is done, from 0 to 1.</param>
    public Result Losses(Vae vae, Tensor x, Tensor noise, Tensor? classes = null, double progress = 1)
    {
        ArgumentNullException.ThrowIfNull(vae);
        // The warm-up of an importance-weighted bound would tilt its weights; it begins from a trained model instead.
        double beta = Samples == 1 && progress < KlWarmUp ? Beta * progress / KlWarmUp : Beta;
        if (Samples == 1)
        {
            var q = vae.Posterior(x, classes);
            var elbo = new Elbo(vae.Likelihood(q.Reparameterize(noise), classes).LogProb(x), q.KlToStandardNormal());
            var cost = FreeBits > 0 ? Tensor.Max(q.KlPerCoordinate(), Tensor.Scalar(FreeBits)).SumOverColumns() : elbo.Divergence;
            return new(cost * beta - elbo.Reconstruction, elbo, elbo.Value);
        }
        var weights = vae.Weigh(x, noise, classes);
        var bound = weights.Bound;
        return new(-bound, new(weights.Reconstruction.MeanOverColumns(), weights.Posterior.KlToStandardNormal()), bound);
    }

    private static void Require(bool holds, string name, string expected, object got)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{name}: expected {expected}, got {got}."));
    }
}
