using Pushforward.Numerics;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>
/// A step of training, which ranks take together: each computes the gradient of its shards of the batch, the gradients are added up, and the optimizer moves
/// the weights and their average.
/// </summary>
/// <param name="model">What is trained.</param>
/// <param name="rows">The rows whose loss goes down.</param>
/// <param name="losses">Computes their losses.</param>
/// <param name="adam">The optimizer.</param>
/// <param name="average">The average of weights; null if none is kept.</param>
/// <param name="options">How to train, the batch size resolved.</param>
/// <param name="plan">The rate of every step.</param>
/// <param name="ranks">Who takes the step.</param>
/// <param name="team">The threads to use; null for the shared ones.</param>
internal sealed class TrainingStep(
    ITrainable model, IRowSource rows, RowLosses losses, Adam adam, WeightAverage? average, TrainingOptions options, RatePlan plan, ICollective ranks, ThreadTeam? team)
{
    private readonly int _batches = BatchOrder.Count(rows.Rows, options.BatchSize!.Value);
    private SharedOptimizer? _optimizer;
    private GradientSum? _gradient;
    private StepSum? _sum;

    /// <summary>Whether a rank was asked to stop, as of the last step.</summary>
    public bool IsStopAsked => _sum is { IsStopAsked: true };

    /// <summary>Whether the first rank's clock said at the last step that a checkpoint is due.</summary>
    public bool IsSaveDue => _sum is { IsSaveDue: true };

    /// <summary>The first rank's clock as of the last step; null before the first.</summary>
    public double? Time => _sum?.Time;

    /// <summary>Takes the step.</summary>
    /// <param name="index">The batch: places in the rows.</param>
    /// <param name="state">Where training stands; goes on by a batch if the step could be taken.</param>
    /// <param name="seconds">Training time by the clock that all ranks go by.</param>
    /// <param name="own">What this rank has to tell once its gradients are there: its own clock, whether a checkpoint is due by it, whether it was asked to stop.</param>
    /// <returns>What went wrong, the parameters then being as they were; null if nothing did.</returns>
    /// <exception cref="InvalidDataException">A row holds NaN or infinity.</exception>
    public string? Take(ReadOnlyMemory<int> index, TrainingState state, double seconds, Func<(double Clock, bool SaveDue, bool IsStopAsked)> own)
    {
        _optimizer ??= new SharedOptimizer(adam, average, ranks, team);
        _gradient ??= new GradientSum(model.Parameters, ranks, _optimizer.Slices, options.BatchSize!.Value, options.Deterministic, team);
        _sum ??= new StepSum(ranks, _gradient.Shards);
        double rate = plan.RateAt(state, seconds);
        string? failure = null;
        _sum.Clear();
        for (int shard = 0; shard < _gradient.Shards && failure is null; shard++)
        {
            if (_gradient.Owns(shard))
                failure = Differentiate(shard, index[_gradient.Of(shard, index.Length)], index.Length, state, seconds);
        }
        var (clock, saveDue, stopping) = own();
        failure = _sum.AllReduce(failure, stopping, clock, saveDue);
        if (failure is not null)
            return failure;
        if (!double.IsFinite(_sum.Bound))
            return Diagnose(index, state);
        _gradient.Reduce(_sum.Bound);
        double norm = _optimizer.GradientNorm();
        if (!double.IsFinite(norm))
            return Diagnose(index, state);
        if (options.ClipNorm is { } bound)
            _optimizer.ClipGradient(norm, bound);
        _optimizer.Step(rate);
        state.Batch++;
        state.Steps++;
        state.LossSum += _sum.Loss;
        _sum.AddTermsTo(state.TermSums);
        state.NormSum += norm;
        state.RowsSeen += index.Length;
        state.LastRate = rate;
        return null;
    }

    /// <summary>Tells every rank the average of all weights, of which each had its slice.</summary>
    public void GatherAverage() => _optimizer?.GatherAverage();

    /// <summary>Tells every rank the optimizer's whole state, of which each had its slice.</summary>
    public void GatherState() => _optimizer?.GatherState();

    // The gradient of a shard's part of the batch's mean loss; or what went wrong.
    private string? Differentiate(int shard, ReadOnlyMemory<int> index, int batch, TrainingState state, double seconds)
    {
        var terms = new LossTerms();
        double sum = 0;
        using (losses.Tape.Record())
        {
            Tensor perRow;
            try
            {
                perRow = losses.Of(losses.Gather(rows, index, state) with { Progress = plan.ProgressAt(state, seconds), Terms = terms });
            }
            catch (NumericalException exception)
            {
                return $"{Place(state)}: {exception.Message}";
            }
            foreach (float loss in perRow.AsSpan())
                sum += loss;
            if (!double.IsFinite(sum))
                return Diagnose(index, state);
            losses.Tape.Backward(index.Length == batch ? perRow.Mean() : perRow.Mean() * ((float)index.Length / batch));
        }
        _sum!.Enter(shard, sum, _gradient!.Keep(shard), terms);
        return null;
    }

    private string Diagnose(ReadOnlyMemory<int> index, TrainingState state) => $"{Place(state)}: {losses.Diagnose(rows, index, state)}";

    private string Place(TrainingState state) => $"epoch {state.Epoch}, batch {state.Batch + 1} of {_batches}";
}
