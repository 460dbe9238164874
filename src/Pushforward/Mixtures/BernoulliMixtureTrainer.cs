using System.Numerics;
using Pushforward.Data;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures;

/// <summary>
/// Fits a Bernoulli mixture by expectation-maximisation (Dempster, Laird &amp; Rubin 1977). With r_nk = p(k | x_n), N_k = sum_n r_nk and
/// S_kd = sum_n r_nk x_nd, the M-step is pi_k = (N_k + a / K) / (N + a) and p_kd = (S_kd + a m_d) / (N_k + a), where m_d is the column's
/// mean and a the strength of the prior. Neither step can lower the log-likelihood (plus log-prior); that is checked every iteration.
/// Categorical columns and missing answers are bits too (<see cref="BitLayout"/>), so <see cref="CategoricalMixtureTrainer"/> climbs by the same steps.
/// </summary>
public sealed class BernoulliMixtureTrainer
{
    /// <summary>
    /// Means are kept within [1e-10, 1 - 1e-10]: the likelihood then stays finite on rows never seen, at no more than 23 nats a
    /// surprising bit, and the M-step is still the exact maximiser over that range.
    /// </summary>
    public const double MinimumProbability = 1e-10;

    // Cells times components below which double precision costs too little to notice.
    private const double DoublePrecisionWork = 1 << 26;

    // A row's log-probability is a sum that starts at a component's baseline and is rounded at each of up to some two hundred additions, to
    // half a unit in the last place of what it is by then. Errors of independent sign grow as the root of their number: to about eight units.
    // In double precision the sum over rows adds more than that.
    private const double SingleRounding = 8.0 / (1 << 24), DoubleRounding = 1e-11;

    // A start's means: this much of a random row, the rest the column's mean.
    private const double RowShare = 0.5;

    // Rows after which stepwise EM makes a step of full size.
    private const int StepwiseRows = 8192;

    // By then EM has found the groups it will refine.
    private const int ShortRunIterations = 5;

    private readonly BernoulliMixtureOptions _options;
    private readonly EmRows _data;
    private readonly ThreadTeam _team;
    private readonly ICollective _ranks;
    private readonly double _totalWeight;
    private readonly MaximizationStep _step;
    private readonly MixturePrecision _precision;

    private BernoulliMixtureTrainer(EmRows data, BernoulliMixtureOptions options, ThreadTeam team, ICollective? ranks)
    {
        (_data, _options, _team, _ranks) = (data, options, team, ranks ?? SingleProcess.Instance);
        _totalWeight = data.TotalWeight;
        _step = new MaximizationStep(data, options.PriorStrength, team);
        _precision = options.Precision != MixturePrecision.Auto ? options.Precision
            : (double)data.Rows * data.Layout.Bits * options.Components <= DoublePrecisionWork ? MixturePrecision.Double : MixturePrecision.Single;
    }

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
        var fit = Climb(new EmTask(CategoricalRows.Of(data), rowWeights), options, progress, team, cancellationToken);
        return new BernoulliMixtureFit(new BernoulliMixture(fit.Weights, fit.Means, data.Columns), fit.Restarts, fit.Best, fit.Precision);
    }

    /// <summary>Fits to rows that are read anew in every pass. The result is the same to the bit as if they were in memory.</summary>
    /// <param name="data">Bits, at least one row.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <param name="ranks">The processes that share the rows, each of which calls this with the same arguments and gets the same mixture; null for this one alone.</param>
    /// <param name="cancellationToken">Ends the fit after the current iteration; what there is then is returned, marked as interrupted.</param>
    /// <exception cref="ArgumentException">An option is out of range, or there are no rows.</exception>
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
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (data.Rows == 0)
            throw new ArgumentException("data: expected at least one row to fit to, got none.", nameof(data));
        var fit = new BernoulliMixtureTrainer(new StreamedRows(data, ranks ?? SingleProcess.Instance), options, team ?? ThreadTeam.Shared, ranks).FitAll(null, progress, cancellationToken);
        return new BernoulliMixtureFit(new BernoulliMixture(fit.Weights, fit.Means, data.Columns), fit.Restarts, fit.Best, fit.Precision);
    }

    /// <summary>Climbs from every start, on bits of any layout.</summary>
    internal static EmResult Climb(
        EmTask task, BernoulliMixtureOptions options, IProgress<EmIteration>? progress, ThreadTeam? team, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (task.Data.Rows == 0)
            throw new ArgumentException("data: expected at least one row to fit to, got none.");
        CheckWeights(task.RowWeights, task.Data.Rows);
        var rows = new StoredRows(task.Data, task.RowWeights);
        return new BernoulliMixtureTrainer(rows, options, team ?? ThreadTeam.Shared, task.Ranks).FitAll(task, progress, cancellationToken);
    }

    private EmResult FitAll(EmTask? task, IProgress<EmIteration>? progress, CancellationToken cancellationToken) =>
        _precision == MixturePrecision.Double
            ? FitAll<double>(task, progress, cancellationToken)
            : FitAll<float>(task, progress, cancellationToken);

    private EmResult FitAll<T>(EmTask? task, IProgress<EmIteration>? progress, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = LaneLayout.For<T>(_options.Components);
        var codes = _data.Encode(_team, layout.Tiles);
        using var pass = new ExpectationPass<T>(codes, layout, _team, _ranks);
        var statistics = new SufficientStatistics(codes.Columns, layout.Lanes, precise: _precision == MixturePrecision.Double);

        var restarts = new List<EmRestart>();
        int best = 0;
        LaneParameters? model = null;
        using var held = task?.Validation is { } rows ? new HeldOut<T>(rows, task!.ValidationWeights, layout, _team) : null;
        for (int restart = 0; restart < (task?.Start is null ? _options.Restarts : 1); restart++)
        {
            var parameters = task?.Start is { } start ? AnswerPass.Parameters(start, _data.Layout, layout) : BestStart(pass, layout, statistics, restart);
            held?.Begin();
            var result = Climb(pass, parameters, statistics, held, restart, progress, cancellationToken);
            if (held is null)
                (parameters, result) = Reseed(pass, parameters, statistics, result, restart, progress, cancellationToken);
            restarts.Add(result);
            if (model is null || result.Merit > restarts[best].Merit)
                (best, model) = (restart, held?.Best ?? parameters);
            if (result.StopReason == EmStopReason.Interrupted)
                break;
        }
        var (weights, means) = model!.SortedByWeight();
        return new EmResult(weights, means, _data.Layout, restarts, best, _precision);
    }

    private EmRestart Climb<T>(
        ExpectationPass<T> pass,
        LaneParameters parameters,
        SufficientStatistics statistics,
        HeldOut<T>? held,
        int restart,
        IProgress<EmIteration>? progress,
        CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var prior = new MeanPrior(_options.PriorStrength, _step.Shares);
        var scores = new EmissionScores(parameters.Layout, _data.Layout);
        double rounding = _precision == MixturePrecision.Single ? SingleRounding : DoubleRounding;
        var iterations = new List<EmIteration>();
        for (int i = 1; ; i++)
        {
            double logPrior = scores.Fill(parameters, prior, _team) + _step.LogPriorOfWeights(parameters);
            pass.Expect(scores.Scores, statistics, cancellationToken.IsCancellationRequested);
            var current = new EmIteration(
                restart, i, statistics.LogLikelihood / _totalWeight, (statistics.LogLikelihood + logPrior) / _totalWeight);
            if (!double.IsFinite(current.Objective))
            {
                throw new NumericalException(
                    $"EM restart {restart}, iteration {i}: the mean log-likelihood is {current.Objective}, expected a finite number.");
            }
            double previous = iterations.Count > 0 ? iterations[^1].Objective : double.NegativeInfinity;
            double scale = Math.Abs(previous) + 1;
            if (current.Objective < previous - rounding * (pass.LargestBaseline + scale))
            {
                throw new NumericalException(
                    $"EM restart {restart}, iteration {i}: the objective fell from {previous:R} to {current.Objective:R} nats per row, which EM cannot do "
                    + "beyond rounding. Please report this with the data, the seed and the options.");
            }
            iterations.Add(current);
            progress?.Report(current);
            // Ranks agree on when to stop. One by itself need not wait for the next sums.
            bool stopping = _ranks.Size > 1 ? statistics.IsStopAsked : cancellationToken.IsCancellationRequested;

            // The parameters returned are those the last entry's likelihood belongs to, or with held-out rows those of the best entry.
            EmStopReason? stop = stopping ? EmStopReason.Interrupted
                : i > 1 && _options.Tolerance > 0 && current.Objective - previous <= _options.Tolerance * scale ? EmStopReason.Converged
                : i == _options.MaxIterations ? EmStopReason.MaxIterations
                : null;
            if (held is not null && held.Observe(i, scores.Scores, parameters, last: stop is not null) is var waited && waited > _options.Patience)
                stop ??= EmStopReason.Validation;
            if (stop is { } reason)
                return new EmRestart(iterations, reason) { Returned = held?.BestIteration ?? i, ValidationLogLikelihood = held?.BestLogLikelihood };
            _step.Maximize(statistics, parameters);
        }
    }

    /// <summary>The start that short runs promise most from, after stepwise passes over the data if the options ask for them.</summary>
    private LaneParameters BestStart<T>(ExpectationPass<T> pass, LaneLayout layout, SufficientStatistics statistics, int restart)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scores = new EmissionScores(layout, _data.Layout);
        var prior = new MeanPrior(_options.PriorStrength, _step.Shares);
        LaneParameters? best = null;
        double highest = double.NegativeInfinity;
        for (int run = 0; run < _options.ShortRuns; run++)
        {
            var parameters = Start(layout, restart, run);
            for (int i = 0; i < _options.StepwisePasses; i++)
                Stepwise(pass, parameters, statistics, scores, prior);
            double objective = 0;
            for (int i = 0; _options.ShortRuns > 1 && i < ShortRunIterations; i++)
            {
                objective = scores.Fill(parameters, prior, _team) + _step.LogPriorOfWeights(parameters);
                pass.Expect(scores.Scores, statistics);
                objective += statistics.LogLikelihood;
                _step.Maximize(statistics, parameters);
            }
            if (best is null || objective > highest)
                (best, highest) = (parameters, objective);
        }
        return best!;
    }

    /// <summary>
    /// One pass of stepwise EM (Capp&#233; &amp; Moulines 2009): after each batch of rows s = (1 - g) s + g N s_batch / N_batch with 1 - g = (1 - (t + 2)^-0.7)^v, where
    /// the batch has v times the weight of <see cref="StepwiseRows"/> rows, and an M-step. Repeated rows, which are walked once, so count as often as they stand there.
    /// It comes far in one pass over many rows; it does not converge by itself, and need not climb.
    /// </summary>
    private void Stepwise<T>(
        ExpectationPass<T> pass, LaneParameters parameters, SufficientStatistics statistics, EmissionScores scores, MeanPrior prior)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var running = new SufficientStatistics(parameters.Columns, parameters.Layout.Lanes);
        int batch = 0;
        scores.Fill(parameters, prior, _team);
        pass.ExpectBatches(scores.Scores, statistics, () =>
        {
            double weight = statistics.Counts.Sum();
            if (weight == 0)
                return;
            double share = weight / (_totalWeight / _data.Rows * StepwiseRows);
            double step = batch == 0 ? 1 : 1 - Math.Pow(1 - Math.Pow(batch + 2, -0.7), share);
            batch++;
            running.Blend(1 - step, statistics, step * _totalWeight / weight);
            _step.Maximize(running, parameters);
            scores.Fill(parameters, prior, _team);
        });
    }

    /// <summary>Sets components that do no work to work elsewhere, and climbs again; what is not better for it is taken back.</summary>
    private (LaneParameters Parameters, EmRestart Result) Reseed<T>(
        ExpectationPass<T> pass,
        LaneParameters parameters,
        SufficientStatistics statistics,
        EmRestart result,
        int restart,
        IProgress<EmIteration>? progress,
        CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int round = 0; round < _options.Reseeds && result.StopReason == EmStopReason.Converged; round++)
        {
            var candidate = parameters.Copy();
            var free = Reseeding.Apply(candidate, _totalWeight);
            if (free.Count == 0)
                break;
            var random = new RandomStream(_options.Seed, $"em-reseed/{round}", restart);
            var rows = _data.Gather([.. free.Select(_ => random.NextInt32(_data.Rows))]);
            for (int i = 0; i < free.Count; i++)
                MoveTowards(candidate, free[i], rows, i);
            var again = Climb(pass, candidate, statistics, null, restart, progress, cancellationToken);
            if (again.Objective <= result.Objective)
                break;
            (parameters, result) = (candidate, again);
        }
        return (parameters, result);
    }

    /// <summary>Each component starts between a row, drawn without repetition while there are rows left, and the mean of all.</summary>
    private LaneParameters Start(LaneLayout layout, int restart, int run)
    {
        var random = new RandomStream(_options.Seed, run == 0 ? "em-start" : $"em-start/{run}", restart);
        var drawn = new HashSet<int>();
        var order = new int[layout.Components];
        for (int k = 0; k < order.Length; k++)
        {
            int row = random.NextInt32(_data.Rows);
            while (drawn.Count < _data.Rows && !drawn.Add(row))
                row = random.NextInt32(_data.Rows);
            order[k] = row;
        }

        var rows = _data.Gather(order);
        var parameters = new LaneParameters(layout, _data.Layout.Bits);
        for (int k = 0; k < order.Length; k++)
        {
            parameters.Weights[k] = 1.0 / layout.Components;
            for (int bit = 0; bit < parameters.Columns; bit++)
                parameters.Means[bit * layout.Lanes + k] = _step.Shares[bit];
            MoveTowards(parameters, k, rows, k);
        }
        return parameters;
    }

    // A component's probabilities half way to a row's answers, where it has any.
    private void MoveTowards(LaneParameters parameters, int component, CategoricalRows rows, int row)
    {
        for (int column = 0; column < rows.Columns; column++)
        {
            bool missing = rows[row, column] == CategoricalRows.Missing;
            for (int bit = _data.Layout.FirstBit(column); bit < _data.Layout.FirstBit(column + 1); bit++)
            {
                ref double mean = ref parameters.Means[bit * parameters.Layout.Lanes + component];
                double value = missing ? mean : RowShare * (rows.Bits[row, bit] ? 1 : 0) + (1 - RowShare) * mean;
                mean = Math.Clamp(value, MinimumProbability, 1 - MinimumProbability);
            }
        }
    }

    private static void CheckWeights(double[]? weights, int rows)
    {
        if (weights is null)
            return;
        if (weights.Length != rows)
            throw new ArgumentException($"weights: expected one for each of the {rows} rows, got {weights.Length}.", nameof(weights));
        int bad = Array.FindIndex(weights, weight => !(weight >= 0 && double.IsFinite(weight)));
        if (bad >= 0)
            throw new ArgumentException($"weights: expected finite numbers of at least 0, got {weights[bad]} for row {bad + 1}.", nameof(weights));
        if (!(weights.Sum() > 0))
            throw new ArgumentException("weights: expected a positive sum, got 0.", nameof(weights));
    }
}
