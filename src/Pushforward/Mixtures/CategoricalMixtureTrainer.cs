using Pushforward.Data;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mixtures;

/// <summary>
/// Fits a <see cref="CategoricalMixture"/> by expectation-maximisation. Missing answers are marginalised in the E-step and left out of the counts in the
/// M-step, which is maximum likelihood when they are missing at random (Rubin 1976); no row is dropped.
/// </summary>
public static class CategoricalMixtureTrainer
{
    /// <summary>Fits.</summary>
    /// <param name="data">Answers, at least one row. Shape [rows, columns].</param>
    /// <param name="options">How.</param>
    /// <param name="rowWeights">How often each row counts, at least 0 with a positive sum; null counts each once.</param>
    /// <param name="validation">
    /// Rows held out: a restart stops when they have not become likelier for <see cref="BernoulliMixtureOptions.Patience"/> iterations, and the
    /// restart under which they are likeliest is kept. Null for none.
    /// </param>
    /// <param name="validationWeights">How often each of those counts; null counts each once.</param>
    /// <param name="start">Where to start, once, instead of the options' restarts; null for those.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="cancellationToken">Ends the fit after the current iteration; what there is then is returned, marked as interrupted.</param>
    /// <exception cref="ArgumentException">An option or the weights are out of range, or there are no rows.</exception>
    /// <exception cref="Pushforward.Numerics.NumericalException">The objective fell by more than rounding explains, or is not finite.</exception>
    public static CategoricalMixtureFit Fit(
        CategoricalRows data,
        BernoulliMixtureOptions options,
        double[]? rowWeights = null,
        CategoricalRows? validation = null,
        double[]? validationWeights = null,
        CategoricalMixture? start = null,
        IProgress<EmIteration>? progress = null,
        ThreadTeam? team = null,
        CancellationToken cancellationToken = default)
    {
        var result = FitBits(data, options, rowWeights, validation, validationWeights, start, progress, team, null, cancellationToken);
        return new CategoricalMixtureFit(ToMixture(result, result.Bits), result.Restarts, result.Best, result.Precision);
    }

    /// <summary>Fits to rows that are read anew in every pass. The result is the same to the bit as if they were in memory.</summary>
    /// <param name="data">Answers, at least one row; how often each counts, the source says.</param>
    /// <param name="options">How.</param>
    /// <param name="validation">Rows held out, as above; null for none.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows, each of which calls this with the same arguments and gets the same mixture; null for this one alone.</param>
    /// <param name="cancellationToken">Ends the fit after the current iteration; what there is then is returned, marked as interrupted.</param>
    /// <exception cref="ArgumentException">An option or the weights are out of range, or there are no rows.</exception>
    /// <exception cref="InvalidDataException">The data are damaged.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    /// <exception cref="Pushforward.Numerics.NumericalException">The objective fell by more than rounding explains, or is not finite.</exception>
    public static CategoricalMixtureFit Fit(
        IBitSource data,
        BernoulliMixtureOptions options,
        IBitSource? validation = null,
        IProgress<EmIteration>? progress = null,
        ThreadTeam? team = null,
        ICollective? ranks = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var result = FitBits(data, options, validation, progress, team, ranks, cancellationToken);
        return new CategoricalMixtureFit(ToMixture(result, result.Bits), result.Restarts, result.Best, result.Precision);
    }

    internal static EmResult FitBits(
        CategoricalRows data,
        BernoulliMixtureOptions options,
        double[]? rowWeights,
        CategoricalRows? validation,
        double[]? validationWeights,
        CategoricalMixture? start,
        IProgress<EmIteration>? progress,
        ThreadTeam? team,
        ICollective? ranks,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (validation is not null)
        {
            var common = data.Layout.Common(validation.Layout);
            (data, validation) = (data.In(common), validation.In(common));
        }
        var task = new EmTask(new StoredRows(data, rowWeights))
        {
            Validation = validation is null ? null : new StoredRows(validation, validationWeights),
            Start = start,
            Ranks = ranks,
        };
        return task.Climb(options, progress, team, cancellationToken);
    }

    internal static EmResult FitBits(
        IBitSource data,
        BernoulliMixtureOptions options,
        IBitSource? validation,
        IProgress<EmIteration>? progress,
        ThreadTeam? team,
        ICollective? ranks,
        CancellationToken cancellationToken)
    {
        if (validation is not null)
        {
            var common = data.Layout.Common(validation.Layout);
            (data, validation) = (RelaidRows.Of(data, common), RelaidRows.Of(validation, common));
        }
        var task = new EmTask(new StreamedRows(data, ranks)) { Validation = validation is null ? null : new StreamedRows(validation), Ranks = ranks };
        return task.Climb(options, progress, team, cancellationToken);
    }

    internal static CategoricalMixture ToMixture(EmResult result, BitLayout bits)
    {
        var probabilities = new List<double>();
        for (int k = 0; k < result.Weights.Length; k++)
        {
            var means = result.Means.AsSpan(k * bits.Bits, bits.Bits);
            for (int column = 0; column < bits.Columns; column++)
            {
                var own = means.Slice(bits.FirstBit(column), bits.Width(column));
                if (bits.IsSingle(column))
                    probabilities.Add(1 - own[0]);
                probabilities.AddRange(own);
            }
        }
        return new CategoricalMixture(result.Weights, probabilities.ToArray(), bits.Levels);
    }
}

/// <summary>A fitted mixture with the record of its fit.</summary>
/// <param name="Model">The best restart's mixture; components in order of falling weight.</param>
/// <param name="Restarts">Every start that was run.</param>
/// <param name="Best">Index of the best among them.</param>
/// <param name="Precision">Single or Double: what Auto resolved to.</param>
public sealed record CategoricalMixtureFit(CategoricalMixture Model, IReadOnlyList<EmRestart> Restarts, int Best, MixturePrecision Precision)
{
    /// <summary>The restart the model comes from.</summary>
    public EmRestart BestRestart => Restarts[Best];
}
