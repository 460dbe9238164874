using Pushforward.Cli.Terminal;
using Pushforward.Mixtures;

namespace Pushforward.Cli;

/// <summary>
/// Turns EM iterations into a fraction done. Close to its end EM converges linearly: the logarithm of the change falls in a straight line towards
/// that of the tolerance, so how far it has fallen tells how much of a restart is done, unless the iterations run out before.
/// </summary>
internal sealed class EmProgress(BernoulliMixtureOptions options, IProgress<ProgressReport> display) : IProgress<EmIteration>
{
    private double _previous;
    private double _firstChange;
    private double _done;

    public void Report(EmIteration value)
    {
        if (value.Iteration == 1)
        {
            (_firstChange, _done) = (0, 0);
        }
        else
        {
            double change = (value.Objective - _previous) / (Math.Abs(_previous) + 1);
            if (_firstChange == 0)
                _firstChange = change;
            double converged = options.Tolerance > 0 && change > 0 && _firstChange > options.Tolerance
                ? Math.Log(_firstChange / change) / Math.Log(_firstChange / options.Tolerance)
                : 0;
            _done = Math.Clamp(Math.Max(converged, (double)value.Iteration / options.MaxIterations), _done, 1);
        }
        _previous = value.Objective;
        string restart = options.Restarts > 1 ? $"start {value.Restart + 1} of {options.Restarts}, " : "";
        display.Report(new ProgressReport(
            (value.Restart + _done) / options.Restarts,
            FormattableString.Invariant($"{restart}iteration {value.Iteration}, {value.MeanLogLikelihood:F4} nats per row")));
    }
}
