using Pushforward.Data;
using Pushforward.Numerics;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>
/// Fits a Bernoulli mixture by expectation-maximization (Dempster, Laird &amp; Rubin 1977). With r_nk = p(k | x_n), N_k = sum_n r_nk and
/// S_kd = sum_n r_nk x_nd, the M-step is pi_k = (N_k + a / K) / (N + a) and p_kd = (S_kd + a m_d) / (N_k + a), where m_d is the column's
/// mean and a the strength of the prior. Neither step can lower the log-likelihood (plus log-prior); that is checked every iteration.
/// Columns of more levels and missing answers are for <see cref="CategoricalMixtureTrainer"/>.
/// </summary>
public static class BernoulliMixtureTrainer
{
    /// <summary>
    /// Means are kept within [1e-10, 1 - 1e-10]: the likelihood then stays finite on rows never seen, at no more than 23 nats a
    /// surprising bit, and the M-step is still the exact maximiser over that range.
    /// </summary>
    public const double MinimumProbability = MaximizationStep.MinimumProbability;

    /// <summary>Fits.</summary>
    /// <param name="data">Bits, at least one row. Shape [rows, columns].</param>
    /// <param name="options">How.</param>
    /// <param name="rowWeights">How often each row counts, at least 0 with a positive sum; null counts each once.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="cancellationToken">Ends the fit after the current iteration; what there is then is returned, marked as interrupted.</param>
    /// <exception cref="ArgumentException">An option or the weights are out of range, or there are no rows.</exception>
    /// <exception cref="NumericalException">The objective fell by more than rounding explains, or is not finite.</exception>
    public static BernoulliMixtureFit Fit(
        BitMatrix data,
        BernoulliMixtureOptions options,
        double[]? rowWeights = null,
        IProgress<EmIteration>? progress = null,
        ThreadTeam? team = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var task = new EmTask(new StoredRows(CategoricalRows.Of(data), rowWeights));
        return Fit(task.Climb(options, progress, team, cancellationToken));
    }

    /// <summary>Fits to rows that are read anew in every pass. The result is the same to the bit as if they were in memory.</summary>
    /// <param name="data">Bits, at least one row, each of a column of its own; how often rows count, the source says.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows, each of which calls this with the same arguments and gets the same mixture; null for this one alone.</param>
    /// <param name="cancellationToken">Ends the fit after the current iteration; what there is then is returned, marked as interrupted.</param>
    /// <exception cref="ArgumentException">An option or the weights are out of range, there are no rows, or columns that are no bits.</exception>
    /// <exception cref="InvalidDataException">The data are damaged, or not bits.</exception>
    /// <exception cref="NumericalException">The objective fell by more than rounding explains, or is not finite.</exception>
    public static BernoulliMixtureFit Fit(
        IBitSource data,
        BernoulliMixtureOptions options,
        IProgress<EmIteration>? progress = null,
        ThreadTeam? team = null,
        ICollective? ranks = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Layout.Bits != data.Columns || data.Layout.Levels.ContainsAnyExcept(2))
        {
            throw new ArgumentException(
                $"data: {data.Name} has missing answers or columns of more than two levels; fit it by {nameof(CategoricalMixtureTrainer)}.", nameof(data));
        }
        return Fit(CategoricalMixtureTrainer.FitBits(data, options, null, progress, team, ranks, cancellationToken));
    }

    private static BernoulliMixtureFit Fit(EmResult result) =>
        new(new BernoulliMixture(result.Weights, result.Means, result.Bits.Columns), result.Restarts, result.Best, result.Precision);
}
