using Pushforward.Models;
using Pushforward.Numerics;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>
/// Trains any <see cref="ITrainable"/>: AdamW on minibatches, the average of weights evaluated on validation rows after every epoch, the best
/// average kept. A run that was stopped and goes on from its checkpoint gives the same bits as one that was not, for any number of threads, as long as
/// the rate does not follow the clock (<see cref="TrainingOptions.Deterministic"/>).
/// </summary>
public sealed class Trainer
{
    private const int DefaultBatchSize = 256;
    private const double SharedCheckpointMinutes = 1;
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(100);

    private readonly ITrainable _model;
    private readonly IRowSource _train, _validation;
    private readonly TrainingOptions _options;
    private readonly ThreadTeam? _team;
    private readonly RowLosses _losses;
    private readonly Adam _adam;
    private readonly WeightAverage? _average;
    private readonly float[] _best;
    private readonly List<FlatArray> _arrays;
    private readonly RatePlan _plan;
    private readonly int _batchSize, _batches;
    private readonly Lazy<string> _fingerprint;
    private TrainingState _state = TrainingState.Start();
    private TrainingClock _clock = new(0);
    private long _rowsThisSitting;
    private TrainingStep? _step;

    /// <summary>Readies a training.</summary>
    /// <param name="model">What is trained; its parameters as they are to begin.</param>
    /// <param name="train">The rows whose loss goes down.</param>
    /// <param name="validation">The rows that decide which weights are kept; see <see cref="RowSubset"/>.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <param name="team">The threads to use; null for the shared ones.</param>
    /// <exception cref="ArgumentException">An option is out of range, there are no rows, or the batch is larger than the data.</exception>
    public Trainer(ITrainable model, IRowSource train, IRowSource validation, TrainingOptions? options = null, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        _options = options ?? new();
        _options.Validate();
        (_model, _train, _validation, _team) = (model, train, validation, team);
        foreach (var rows in new[] { train, validation })
        {
            if (rows.Rows == 0)
                throw new ArgumentException($"{rows.Name}: expected at least one row, got none.");
        }
        if (train.Columns != validation.Columns)
            throw new ArgumentException($"{validation.Name}: expected rows of {train.Columns} numbers as in {train.Name}, got {validation.Columns}.");
        if (_options.BatchSize > train.Rows)
        {
            throw new ArgumentException(
                $"batch: {_options.BatchSize} is more than the {train.Rows} rows there are to train on ({train.Name}). Take a smaller batch.");
        }
        _batchSize = _options.BatchSize ?? Math.Min(DefaultBatchSize, train.Rows);
        _options = _options with { BatchSize = _batchSize };
        _batches = BatchOrder.Count(train.Rows, _batchSize);

        var parameters = model.Parameters;
        _losses = new RowLosses(model, _options.Seed, team);
        _adam = new Adam(parameters, new AdamOptions { WeightDecay = _options.WeightDecay }, team);
        _average = _options.AverageDecay > 0 ? new WeightAverage(parameters, _options.AverageDecay, team) : null;
        _best = parameters.Values.ToArray();
        _arrays = [new("weights", () => parameters.Values), new("best", () => _best), .. _adam.State.Select(state => new FlatArray(state.Name, () => state.Values))];
        if (_average is not null)
            _arrays.Add(new("average", () => _average.State.Values));
        _plan = new RatePlan(_options, _batches);
        _fingerprint = new(() => Checkpoint.Fingerprint(_train, _validation));
    }

    /// <summary>The options, those that the data decide resolved.</summary>
    public TrainingOptions Options => _options;

    /// <summary>Where checkpoints and metrics go; null for nowhere.</summary>
    public CheckpointStore? Checkpoints { get; init; }

    /// <summary>The processes that share every batch, each of which trains the same model on the same data; null for this one alone.</summary>
    public ICollective? Ranks { get; init; }

    private bool IsShared => Ranks is { Size: > 1 };

    /// <summary>Takes a checkpoint's weights, moments and position, to go on from there.</summary>
    /// <param name="checkpoint">What <see cref="CheckpointStore.Latest"/> gives.</param>
    /// <exception cref="InvalidDataException">It is of another architecture, seed or data, or damaged. Nothing has changed.</exception>
    public void Restore(ModelFile checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var state = CheckpointStore.StateOf(checkpoint, _batches);
        Checkpoint.Read(checkpoint, _model.Parameters, _arrays, _fingerprint.Value, _options.Seed);
        _state = state;
        _adam.Steps = state.OptimizerSteps;
        if (_average is not null)
            _average.Updates = state.AverageUpdates;
    }

    /// <summary>Trains until a limit is reached, patience is at its end, or the caller says stop.</summary>
    /// <param name="progress">Told some ten times a second.</param>
    /// <param name="cancellation">Ends training within a step; a checkpoint is saved if there is a place for it.</param>
    /// <returns>What became of it. The model's parameters are the best ones.</returns>
    /// <exception cref="NumericalException">A loss or gradient is not finite, however often training went back and lowered the rate.</exception>
    /// <exception cref="InvalidDataException">A row holds NaN or infinity.</exception>
    /// <exception cref="IOException">A checkpoint could not be written.</exception>
    public TrainingResult Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        PeakMemory.Restart();
        (_clock, _rowsThisSitting) = (new TrainingClock(_state.Seconds), 0);
        _step ??= new TrainingStep(_model, _train, _losses, _adam, _average, _options, _plan, Ranks ?? SingleProcess.Instance, _team);
        TrainingStopReason reason;
        string? checkpoint = null;
        try
        {
            while (Finished() is null)
                RunEpoch(progress, cancellation);
            reason = Finished()!.Value;
            // What comes after training may be interrupted too, and then need not begin with training.
            checkpoint = Save(progress);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested || _step.IsStopAsked)
        {
            reason = TrainingStopReason.Interrupted;
            checkpoint = Save(progress);
        }
        catch (CollectiveException e) when (Checkpoints?.Paths is [var newest, ..])
        {
            // With the rank its slice of the optimizer's state is gone.
            throw new CollectiveException($"{e.Message} The checkpoint to go on from is {newest}");
        }
        _best.CopyTo(_model.Parameters.Values);
        return new TrainingResult([.. _state.History], reason, _clock.Seconds, _state.Steps, checkpoint) { PeakBytes = PeakMemory.Bytes };
    }

    /// <summary>The mean loss over rows under the parameters as they are, with draws that are the same every time.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Ends the evaluation within a batch.</param>
    /// <exception cref="InvalidDataException">A row holds NaN or infinity.</exception>
    public double Evaluate(IRowSource rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return _losses.Mean(rows, _state.Steps, new LossTerms(), cancellation);
    }

    private TrainingStopReason? Finished()
    {
        // Minutes end an epoch early; it is then evaluated like any other, so that what was learned last counts.
        if (_state.Batch > 0)
            return null;
        if (_options.Patience > 0 && _state.EpochsSinceBest >= _options.Patience)
            return TrainingStopReason.Patience;
        if (_state.History.Count >= _options.Epochs)
            return TrainingStopReason.Epochs;
        return _state.History.Count > 0 && _plan.IsTimeUp(Seconds) ? TrainingStopReason.Minutes : null;
    }

    private void RunEpoch(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var order = new BatchOrder(_train.Rows, _batchSize, _options.Seed, _state.Epoch);
        while (_state.Batch < _batches && !(_state.Batch > 0 && _plan.IsTimeUp(Seconds)))
        {
            ThrowIfStopped(cancellation);
            var batch = order[_state.Batch];
            if (_step!.Take(batch, _state, Seconds, () => (_clock.Seconds, IsSaveDue, cancellation.IsCancellationRequested)) is { } failure)
            {
                FallBack(failure, progress);
                return;
            }
            _rowsThisSitting += batch.Length;
            if (_step.IsSaveDue)
                Save(progress);
            if (_clock.SinceReport >= BetweenReports)
                Report(progress);
        }

        var terms = new LossTerms();
        // Ranks stop together, between steps.
        double validation = EvaluateAverage(terms, IsShared ? CancellationToken.None : cancellation);
        if (!double.IsFinite(validation))
        {
            FallBack($"epoch {_state.Epoch}: the validation loss is {validation}.", progress);
            return;
        }
        bool best = _state.BestLoss is not { } before || validation < before;
        if (best)
            (_average is null ? _model.Parameters.Values : _average.State.Values).CopyTo(_best);
        _state.History.Add(new EpochRecord(
            _state.Epoch, _state.Steps, _state.LossSum / _state.RowsSeen, validation, _state.NormSum / _state.Batch,
            _state.LastRate, best, _state.Recoveries, _clock.Seconds)
        {
            TrainTerms = LossTerms.Means(_state.TermSums, _state.RowsSeen),
            ValidationTerms = terms.Means(_validation.Rows),
        });
        _state.BeginEpoch(_state.Epoch + 1);
        Checkpoints?.WriteMetrics(_state.History);
        Report(progress, completed: _state.History[^1]);
    }

    // By the first rank's clock, as of the last step, if there are several.
    private double Seconds => IsShared && _step?.Time is { } time ? time : _clock.Seconds;

    // A rank that dies takes its slice of the optimizer's state along: from the first step on there is something to go on from.
    private bool IsSaveDue => Checkpoints is not null
        && (_clock.SinceSave.TotalMinutes >= (IsShared ? Math.Min(_options.CheckpointMinutes, SharedCheckpointMinutes) : _options.CheckpointMinutes)
            || (IsShared && _rowsThisSitting == 0));

    private void ThrowIfStopped(CancellationToken cancellation)
    {
        if (!IsShared)
            cancellation.ThrowIfCancellationRequested();
        else if (_step!.IsStopAsked)
            throw new OperationCanceledException();
    }

    // The best weights are the last state known to be good: finite, and measured on the validation rows. Being in every checkpoint, they also make the
    // step back the same for a run that was resumed.
    private void FallBack(string failure, IProgress<TrainingProgress>? progress)
    {
        _best.CopyTo(_model.Parameters.Values);
        foreach (var moments in _adam.State)
            moments.Values.Clear();
        _adam.Steps = 0;
        if (_average is not null)
        {
            _best.CopyTo(_average.State.Values);
            _average.Updates = 0;
        }
        _state.BeginEpoch(_state.Epoch);
        if (_state.Recoveries == _options.Recoveries)
        {
            Save(progress);
            throw new NumericalException(
                $"{failure} Training went back to the best weights {_state.Recoveries} times, halving the rate each time, and could not go on. "
                + "Use a lower rate or clip gradients.");
        }
        _state.Recoveries++;
        _state.RateFactor /= 2;
        Report(progress, $"{failure} Went back to the best weights, at half the rate ({_state.Recoveries} of {_options.Recoveries}).");
    }

    private double EvaluateAverage(LossTerms terms, CancellationToken cancellation)
    {
        _step!.GatherAverage();
        _average?.Swap();
        try
        {
            return _losses.Mean(_validation, _state.Steps, terms, cancellation);
        }
        catch (NumericalException)
        {
            return double.NaN;
        }
        finally
        {
            _average?.Swap();
        }
    }

    // All ranks together, of which one writes.
    private string? Save(IProgress<TrainingProgress>? progress)
    {
        if (Checkpoints is null && !IsShared)
            return null;
        // A step can take weights out of range that its own loss did not show; the next one would find out.
        if (FiniteGuard.IndexOfNonFinite(_model.Parameters.Values) >= 0)
            FallBack($"epoch {_state.Epoch}, batch {_state.Batch} of {_batches}: its step left weights that are not finite.", progress);
        _step?.GatherState();
        if (Checkpoints is null)
            return null;
        _state.Seconds = _clock.Seconds;
        (_state.OptimizerSteps, _state.AverageUpdates) = (_adam.Steps, _average?.Updates ?? 0);
        string path = Checkpoints.Save(_state.Steps, Checkpoint.Write(_model.Parameters, _arrays, _state, _fingerprint.Value, _options.Seed));
        _clock.Saved();
        return path;
    }

    private void Report(IProgress<TrainingProgress>? progress, string? note = null, EpochRecord? completed = null)
    {
        _clock.Reported();
        if (progress is null)
            return;
        double fraction = _plan.Fraction(_state, _clock.Seconds);
        bool underWay = _state.RowsSeen > 0;
        progress.Report(new TrainingProgress(
            fraction,
            underWay ? _state.Epoch : Math.Max(1, _state.History.Count),
            underWay ? _state.LossSum / _state.RowsSeen : _state.History.LastOrDefault()?.TrainLoss ?? double.NaN,
            _state.BestLoss,
            _state.LastRate,
            _rowsThisSitting / _clock.ThisSitting,
            fraction > 0 ? TimeSpan.FromSeconds(_clock.Seconds * (1 - fraction) / fraction) : null,
            note)
        { Completed = completed });
    }
}
