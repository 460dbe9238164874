using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Kernels;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>Trains a flow on the gray images or the points of a data set, and scores every split beside a simple law.</summary>
public sealed class FlowTraining
{
    private readonly FlowSource _source;
    private readonly Flow _flow;
    private readonly Trainer _trainer;

    /// <summary>Readies the training: reads the rows, holds validation rows out, makes the flow.</summary>
    /// <param name="data">Images, or with <see cref="FlowOptions.Points"/> rows of numbers. Without a validation split a sixth of the training rows is held out, at most 10,000.</param>
    /// <param name="options">What to train, and how.</param>
    /// <param name="checkpoints">Where checkpoints and metrics go; null for nowhere.</param>
    /// <param name="ranks">The processes that share every batch; null for this one alone. The first writes checkpoints.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The data are not of the kind the options say, damaged, or have a column of points with one value only.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or does not suit the data.</exception>
    public FlowTraining(Dataset data, FlowOptions options, CheckpointStore? checkpoints = null, ICollective? ranks = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _source = FlowSource.Of(data, options, cancellation);
        _flow = options.Create(_source.Start);
        _trainer = new Trainer(_flow, _source.Train, _source.Validation, options.Training) { Checkpoints = ranks is { Rank: > 0 } ? null : checkpoints, Ranks = ranks };
        Options = options with { Training = _trainer.Options };
    }

    /// <summary>The words for the law whose figures <see cref="Finish"/> gives beside the flow's.</summary>
    public string BaselineName => _source.BaselineName;

    /// <summary>The options, those that the data decide resolved.</summary>
    public FlowOptions Options { get; }

    /// <summary>Goes on from a checkpoint.</summary>
    /// <param name="checkpoint">What <see cref="CheckpointStore.Latest"/> gives.</param>
    /// <exception cref="InvalidDataException">It does not belong to this model and these data.</exception>
    public void Restore(ModelFile checkpoint) => _trainer.Restore(checkpoint);

    /// <summary>Trains.</summary>
    /// <param name="progress">Told some ten times a second.</param>
    /// <param name="cancellation">Ends training within a step.</param>
    public TrainingResult Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        _trainer.Run(progress, cancellation);

    /// <summary>The trained model with its figures on every split.</summary>
    /// <param name="result">What training gave.</param>
    /// <param name="cancellation">Ends the scoring early.</param>
    /// <returns>The model, and the figures of the simple law on the same rows.</returns>
    public (FlowModel Model, IReadOnlyDictionary<DataSplit, LogLikelihood> Baseline) Finish(
        TrainingResult result, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        var provenance = _source.Describe(Options, result);
        var scorer = new FlowModel(_flow, Options, provenance);
        var figures = new Dictionary<DataSplit, LogLikelihood>();
        var baseline = new Dictionary<DataSplit, LogLikelihood>();
        var parts = new List<(DataSplit Split, IRowSource Rows)> { (DataSplit.Train, _source.Train), (DataSplit.Validation, _source.Validation) };
        if (_source.Test(cancellation) is { } test)
            parts.Add((DataSplit.Test, test));
        foreach (var (split, rows) in parts)
        {
            figures[split] = scorer.Score(rows, cancellation).Summary;
            baseline[split] = _source.Baseline(rows);
        }
        return (new FlowModel(_flow, Options, provenance with { Figures = figures }), baseline);
    }
}
