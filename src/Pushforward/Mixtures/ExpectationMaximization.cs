using System.Numerics;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures;

/// <summary>
/// Expectation-maximization (Dempster, Laird &amp; Rubin 1977) from every start, on bits of any layout: <see cref="EmSteps{T}"/> by turns until nothing is
/// gained. Neither step can lower the log-likelihood (plus log-prior); that is checked every iteration.
/// </summary>
internal sealed class ExpectationMaximization<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A row's log-probability is a sum that starts at a component's baseline and is rounded at each of up to some two hundred additions, to
    // half a unit in the last place of what it is by then. Errors of independent sign grow as the root of their number: to about eight units.
    // In double precision the sum over rows adds more than that.
    private static readonly double Rounding = typeof(T) == typeof(float) ? 8.0 / (1 << 24) : 1e-11;

    private readonly EmTask _task;
    private readonly BernoulliMixtureOptions _options;
    private readonly EmSteps<T> _steps;
    private readonly EmStarts<T> _starts;
    private readonly HeldOut<T>? _held;
    private readonly IProgress<EmIteration>? _progress;
    private readonly CancellationToken _cancellation;

    public ExpectationMaximization(
        EmTask task, BernoulliMixtureOptions options, ThreadTeam team, IProgress<EmIteration>? progress, CancellationToken cancellation)
    {
        (_task, _options, _progress, _cancellation) = (task, options, progress, cancellation);
        _steps = new EmSteps<T>(task, options, team);
        _starts = new EmStarts<T>(task.Data, options, _steps);
        if (task.Validation is { } rows)
            _held = new HeldOut<T>(rows, _steps.Layout, team);
    }

    /// <summary>Climbs from every start and keeps the best.</summary>
    public EmResult Run()
    {
        var restarts = new List<EmRestart>();
        int best = 0;
        LaneParameters? model = null;
        for (int restart = 0; restart < (_task.Start is null ? _options.Restarts : 1); restart++)
        {
            var parameters = _task.Start is { } start ? AnswerPass.Parameters(start, _task.Data.Layout, _steps.Layout) : _starts.Best(restart);
            _held?.Begin();
            var result = Climb(parameters, restart);
            if (_held is null)
                (parameters, result) = Reseed(parameters, result, restart);
            restarts.Add(result);
            if (model is null || result.Merit > restarts[best].Merit)
                (best, model) = (restart, _held?.Best ?? parameters);
            if (result.StopReason == EmStopReason.Interrupted)
                break;
        }
        var (weights, means) = model!.SortedByWeight();
        var precision = typeof(T) == typeof(float) ? MixturePrecision.Single : MixturePrecision.Double;
        return new EmResult(weights, means, _task.Data.Layout, restarts, best, precision);
    }

    public void Dispose()
    {
        _steps.Dispose();
        _held?.Dispose();
    }

    // The parameters left are those the last entry's likelihood belongs to; with held-out rows the best ones are kept there.
    private EmRestart Climb(LaneParameters parameters, int restart)
    {
        var iterations = new List<EmIteration>();
        for (int i = 1; ; i++)
        {
            var (logLikelihood, logPrior) = _steps.Expect(parameters, _cancellation.IsCancellationRequested);
            var current = new EmIteration(restart, i, logLikelihood / _steps.TotalWeight, (logLikelihood + logPrior) / _steps.TotalWeight);
            double previous = iterations.Count > 0 ? iterations[^1].Objective : double.NegativeInfinity;
            Check(current, previous);
            iterations.Add(current);
            _progress?.Report(current);
            // Ranks agree on when to stop. One by itself need not wait for the next sums.
            bool stopping = _task.Ranks is { Size: > 1 } ? _steps.IsStopAsked : _cancellation.IsCancellationRequested;
            EmStopReason? stop = stopping ? EmStopReason.Interrupted
                : i > 1 && _options.Tolerance > 0 && current.Objective - previous <= _options.Tolerance * (Math.Abs(previous) + 1) ? EmStopReason.Converged
                : i == _options.MaxIterations ? EmStopReason.MaxIterations
                : null;
            if (_held is not null && _held.Observe(i, _steps.Scores, parameters, last: stop is not null) is var waited && waited > _options.Patience)
                stop ??= EmStopReason.Validation;
            if (stop is { } reason)
                return new EmRestart(iterations, reason) { Returned = _held?.BestIteration ?? i, ValidationLogLikelihood = _held?.BestLogLikelihood };
            _steps.Maximize(parameters);
        }
    }

    private void Check(EmIteration current, double previous)
    {
        if (!double.IsFinite(current.Objective))
        {
            throw new NumericalException(
                $"EM restart {current.Restart}, iteration {current.Iteration}: the mean log-likelihood is {current.Objective}, expected a finite number.");
        }
        if (current.Objective < previous - Rounding * (_steps.LargestBaseline + Math.Abs(previous) + 1))
        {
            throw new NumericalException(
                $"EM restart {current.Restart}, iteration {current.Iteration}: the objective fell from {previous:R} to {current.Objective:R} nats per row, which EM "
                + "cannot do beyond rounding. Please report this with the data, the seed and the options.");
        }
    }

    /// <summary>Sets components that do no work to work elsewhere, and climbs again; what is not better for it is taken back.</summary>
    private (LaneParameters Parameters, EmRestart Result) Reseed(LaneParameters parameters, EmRestart result, int restart)
    {
        for (int round = 0; round < _options.Reseeds && result.StopReason == EmStopReason.Converged; round++)
        {
            var candidate = parameters.Copy();
            var free = Reseeding.Apply(candidate, _steps.TotalWeight);
            if (free.Count == 0)
                break;
            _starts.MoveToRows(candidate, free, new RandomStream(_options.Seed, $"em-reseed/{round}", restart));
            var again = Climb(candidate, restart);
            if (again.Objective <= result.Objective)
                break;
            (parameters, result) = (candidate, again);
        }
        return (parameters, result);
    }
}
