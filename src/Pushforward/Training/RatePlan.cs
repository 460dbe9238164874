using Pushforward.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>How far a training is on its way to its limits, and which rate belongs there.</summary>
internal sealed class RatePlan
{
    // The schedule runs over steps; where minutes set the end, nobody knows how many there will be, and a fraction is all there is.
    private const long Resolution = 1 << 30;

    private readonly TrainingOptions _options;
    private readonly int _batches;
    private readonly RateSchedule _schedule;

    public RatePlan(TrainingOptions options, int batches)
    {
        (_options, _batches) = (options, batches);
        _schedule = options.Decay == RateDecay.Cosine
            ? RateSchedule.Cosine(options.Rate, Resolution, (long)(options.DecayStart * Resolution), final: options.Rate * options.FinalRate)
            : RateSchedule.Constant(options.Rate);
    }

    public bool IsTimeUp(double seconds) => seconds >= _options.Minutes * 60;

    /// <summary>How much of the training is done, by the limit that is nearer.</summary>
    public double Fraction(TrainingState state, double seconds) => Math.Max(ByEpochs(state), ByTime(seconds));

    /// <summary>The rate of the next step.</summary>
    public double RateAt(TrainingState state, double seconds)
    {
        double fraction = Followed(state, seconds);
        double warmUp = state.Steps < _options.WarmUpSteps ? (state.Steps + 1.0) / _options.WarmUpSteps : 1;
        return _schedule.At((long)(fraction * Resolution)) * warmUp * state.RateFactor;
    }

    /// <summary>How much of the training is done, as warm-ups of losses see it; 1 where nobody can know.</summary>
    public double ProgressAt(TrainingState state, double seconds) =>
        _options is { Deterministic: true, Epochs: null } ? 1 : Followed(state, seconds);

    private double Followed(TrainingState state, double seconds) => Math.Max(ByEpochs(state), _options.Deterministic ? 0 : ByTime(seconds));

    private double ByEpochs(TrainingState state) => _options.Epochs is { } epochs
        ? Math.Min(1, (state.Epoch - 1 + (double)state.Batch / _batches) / epochs)
        : 0;

    private double ByTime(double seconds) => _options.Minutes is { } minutes ? Math.Min(1, seconds / (minutes * 60)) : 0;
}
