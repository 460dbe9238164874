using Pushforward.Numerics.Tensors;

namespace Pushforward.Autoencoders;

/// <summary>Normal laws with independent coordinates, one a row: q(z|x) = N(mean, diag e^logVariance).</summary>
/// <param name="Mean">[rows, latent].</param>
/// <param name="LogVariance">The logarithms of the variances. Same shape.</param>
public readonly record struct DiagonalGaussian(Tensor Mean, Tensor LogVariance)
{
    /// <summary>z = mean + e^(logVariance/2) noise: a draw through which gradients flow (Kingma &amp; Welling 2013, arXiv:1312.6114).</summary>
    /// <param name="noise">Standard normal. Same shape.</param>
    public Tensor Reparameterize(Tensor noise) => Mean + (LogVariance * 0.5).Exp() * noise;

    /// <summary>log q(z|x) of the draw <see cref="Reparameterize"/> makes of some noise: Σ -½ (log 2π + noise² + logVariance).</summary>
    /// <param name="noise">The noise of the draw.</param>
    /// <returns>[rows].</returns>
    public Tensor LogProbOfDraw(Tensor noise) => noise.StandardNormalLogProb() - LogVariance.SumOverColumns() * 0.5;

    /// <summary>log q(z|x) of points.</summary>
    /// <param name="z">Same shape.</param>
    /// <returns>[rows].</returns>
    public Tensor LogProb(Tensor z) => z.GaussianLogProb(Mean, LogVariance);

    /// <summary>KL(q(z|x) || N(0, I)) of each row: Σ ½ (mean² + e^v - v - 1), v the log-variance.</summary>
    /// <returns>[rows].</returns>
    public Tensor KlToStandardNormal() => Tensor.KlToStandardNormal(Mean, LogVariance);

    /// <summary>The same coordinate by coordinate.</summary>
    /// <returns>[rows, latent].</returns>
    public Tensor KlPerCoordinate() => (Mean.Square() + LogVariance.Exp() - LogVariance - 1) * 0.5;

    /// <summary>Each law several times, one right after the other.</summary>
    /// <param name="times">At least 1.</param>
    public DiagonalGaussian RepeatRows(int times) => times == 1 ? this : new(Mean.RepeatRows(times), LogVariance.RepeatRows(times));
}
