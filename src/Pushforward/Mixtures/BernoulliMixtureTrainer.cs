using System.Numerics;
using System.Numerics.Tensors;
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

    private readonly BernoulliMixtureOptions _options;
    private readonly BitMatrix _data;
    private readonly double[]? _rowWeights;
    private readonly ThreadTeam _team;
    private readonly double _totalWeight;
    private readonly double[] _columnMeans;
    private readonly MixturePrecision _precision;

    private BernoulliMixtureTrainer(BitMatrix data, double[]? rowWeights, BernoulliMixtureOptions options, ThreadTeam team)
    {
        (_data, _rowWeights, _options, _team) = (data, rowWeights, options, team);
        _totalWeight = rowWeights?.Sum() ?? data.Rows;
        _columnMeans = ColumnMeans();
        _precision = options.Precision != MixturePrecision.Auto ? options.Precision
            : (double)data.Rows * data.Columns * options.Components <= DoublePrecisionWork ? MixturePrecision.Double : MixturePrecision.Single;
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
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (data.Rows == 0)
            throw new ArgumentException("data: expected at least one row to fit to, got none.", nameof(data));
        CheckWeights(rowWeights, data.Rows);
        var trainer = new BernoulliMixtureTrainer(data, rowWeights, options, team ?? ThreadTeam.Shared);
        return trainer._precision == MixturePrecision.Double
            ? trainer.FitAll<double>(progress, cancellationToken)
            : trainer.FitAll<float>(progress, cancellationToken);
    }

    private BernoulliMixtureFit FitAll<T>(IProgress<EmIteration>? progress, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = LaneLayout.For<T>(_options.Components);
        var codes = BitCodes.Encode(_data, _rowWeights, _team);
        using var pass = new ExpectationPass<T>(codes, layout, _team);
        var statistics = new SufficientStatistics(codes.Columns, layout.Lanes);

        var restarts = new List<EmRestart>();
        int best = 0;
        BernoulliMixture? model = null;
        for (int restart = 0; restart < _options.Restarts; restart++)
        {
            var parameters = Start(layout, restart);
            var result = Climb(pass, parameters, statistics, restart, progress, cancellationToken);
            restarts.Add(result);
            if (model is null || result.Objective > restarts[best].Objective)
            {
                best = restart;
                model = SortedByWeight(parameters.ToMixture());
            }
            if (result.StopReason == EmStopReason.Interrupted)
                break;
        }
        return new BernoulliMixtureFit(model!, restarts, best, _precision);
    }

    private EmRestart Climb<T>(
        ExpectationPass<T> pass,
        LaneParameters parameters,
        SufficientStatistics statistics,
        int restart,
        IProgress<EmIteration>? progress,
        CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var prior = new MeanPrior(_options.PriorStrength, _columnMeans);
        var scores = new BernoulliScores(parameters.Layout, parameters.Columns);
        double rounding = _precision == MixturePrecision.Single ? SingleRounding : DoubleRounding;
        var iterations = new List<EmIteration>();
        for (int i = 1; ; i++)
        {
            double logPrior = scores.Fill(parameters, prior, _team) + LogPriorOfWeights(parameters);
            pass.Expect(scores.Scores, statistics);
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

            // The parameters returned are always the ones the last entry's likelihood belongs to.
            if (cancellationToken.IsCancellationRequested)
                return new EmRestart(iterations, EmStopReason.Interrupted);
            if (i > 1 && _options.Tolerance > 0 && current.Objective - previous <= _options.Tolerance * scale)
                return new EmRestart(iterations, EmStopReason.Converged);
            if (i == _options.MaxIterations)
                return new EmRestart(iterations, EmStopReason.MaxIterations);
            Maximize(statistics, parameters);
        }
    }

    /// <summary>M-step: the parameters that maximise the expected log-likelihood plus log-prior, given the statistics.</summary>
    private void Maximize(SufficientStatistics statistics, LaneParameters parameters)
    {
        double strength = _options.PriorStrength;
        int components = parameters.Layout.Components, lanes = parameters.Layout.Lanes;
        for (int k = 0; k < components; k++)
            parameters.Weights[k] = (statistics.Counts[k] + strength / components) / (_totalWeight + strength);

        var inverse = Array.ConvertAll(statistics.Counts, count => count + strength > 0 ? 1 / (count + strength) : 0);
        const int block = 64;
        _team.Run((parameters.Columns + block - 1) / block, part =>
        {
            for (int d = part * block; d < Math.Min(parameters.Columns, (part + 1) * block); d++)
            {
                var mean = parameters.Means.AsSpan(d * lanes, lanes);
                TensorPrimitives.Add(statistics.Ones.AsSpan(d * lanes, lanes), strength * _columnMeans[d], mean);
                TensorPrimitives.Multiply(mean, inverse, mean);
                TensorPrimitives.Clamp(mean, MinimumProbability, 1 - MinimumProbability, mean);
            }
        });
    }

    /// <summary>Each component starts between a row, drawn without repetition while there are rows left, and the mean of all.</summary>
    private LaneParameters Start(LaneLayout layout, int restart)
    {
        var random = new RandomStream(_options.Seed, "em-start", restart);
        var parameters = new LaneParameters(layout, _data.Columns);
        var drawn = new HashSet<int>();
        for (int k = 0; k < layout.Components; k++)
        {
            parameters.Weights[k] = 1.0 / layout.Components;
            int row = random.NextInt32(_data.Rows);
            while (drawn.Count < _data.Rows && !drawn.Add(row))
                row = random.NextInt32(_data.Rows);
            for (int d = 0; d < _data.Columns; d++)
            {
                double value = RowShare * (_data[row, d] ? 1 : 0) + (1 - RowShare) * _columnMeans[d];
                parameters.Means[d * layout.Lanes + k] = Math.Clamp(value, MinimumProbability, 1 - MinimumProbability);
            }
        }
        return parameters;
    }

    private double LogPriorOfWeights(LaneParameters parameters)
    {
        if (_options.PriorStrength == 0)
            return 0;
        double sum = 0;
        for (int k = 0; k < _options.Components; k++)
            sum += Math.Log(parameters.Weights[k]);
        return _options.PriorStrength / _options.Components * sum;
    }

    // Half a row of each answer is added, so that a constant column's mean, which the prior pulls towards, is strictly inside (0, 1).
    private double[] ColumnMeans()
    {
        if (_rowWeights is null)
            return Array.ConvertAll(_data.ColumnOnes(), ones => (ones + 0.5) / (_data.Rows + 1.0));
        var means = new double[_data.Columns];
        for (int row = 0; row < _data.Rows; row++)
        {
            for (int d = 0; d < means.Length; d++)
                means[d] += _data[row, d] ? _rowWeights[row] : 0;
        }
        return Array.ConvertAll(means, ones => (ones + 0.5) / (_totalWeight + 1));
    }

    private static BernoulliMixture SortedByWeight(BernoulliMixture mixture)
    {
        int[] order = [.. Enumerable.Range(0, mixture.Components).OrderByDescending(k => mixture.Weights[k])];
        var means = new double[mixture.Means.Length];
        for (int k = 0; k < order.Length; k++)
            mixture.Mean(order[k]).CopyTo(means.AsSpan(k * mixture.Columns));
        return new BernoulliMixture(Array.ConvertAll(order, k => mixture.Weights[k]), means, mixture.Columns);
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
