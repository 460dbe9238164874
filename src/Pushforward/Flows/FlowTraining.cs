using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>Trains a flow on the gray images of a data set, and scores every split beside the independent histogram.</summary>
public sealed class FlowTraining
{
    private readonly ImageDataset _data;
    private readonly ImageSet _images;
    private readonly IRowSource _train, _validation;
    private readonly Flow _flow;
    private readonly Trainer _trainer;
    private readonly LevelCounts _counts;
    private readonly Dequantization _dequantization;

    /// <summary>Readies the training: reads the images, holds validation rows out, makes the flow.</summary>
    /// <param name="data">Images. Without a validation split a sixth of the training images is held out, at most 10,000.</param>
    /// <param name="options">What to train, and how.</param>
    /// <param name="checkpoints">Where checkpoints and metrics go; null for nowhere.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="InvalidDataException">The data are a table, or damaged.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or does not suit the data.</exception>
    public FlowTraining(Dataset data, FlowOptions options, CheckpointStore? checkpoints = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _images = GrayImages.Of(data, DataSplit.Train, cancellation);
        _data = (ImageDataset)data;
        _dequantization = options.Dequantization;
        (_train, _validation) = Parts(options.Training.Seed, cancellation);
        _counts = new LevelCounts(_train, _dequantization.Levels);
        _flow = options.Create(new FlowStart(ColumnMoments.Of(_counts, _dequantization))
        {
            Frequencies = options.Frequencies(_counts),
            Image = new ImageShape(_images.Height, _images.Width),
        });
        _trainer = new Trainer(_flow, _train, _validation, options.Training) { Checkpoints = checkpoints };
        Options = options with { Training = _trainer.Options };
    }

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
    /// <returns>The model, and the figures of the independent histogram on the same rows.</returns>
    public (FlowModel Model, IReadOnlyDictionary<DataSplit, LogLikelihood> Baseline) Finish(
        TrainingResult result, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        var provenance = new Provenance
        {
            Source = _data.Name,
            Rows = _train.Rows,
            Columns = _images.Columns,
            Representation = _dequantization.Representation(_images.Columns),
            GrayLevels = _dequantization.Levels,
            Image = new ImageShape(_images.Height, _images.Width),
            Seed = Options.Training.Seed,
            StopReason = result.StopReason.Word(),
            Seconds = result.Seconds,
        };
        var scorer = new FlowModel(_flow, Options, provenance);
        var histogram = new HistogramBaseline(_counts);
        var figures = new Dictionary<DataSplit, LogLikelihood>();
        var baseline = new Dictionary<DataSplit, LogLikelihood>();
        var parts = new List<(DataSplit Split, IRowSource Rows)> { (DataSplit.Train, _train), (DataSplit.Validation, _validation) };
        if (_data.Has(DataSplit.Test))
            parts.Add((DataSplit.Test, Rows(_data.Images(DataSplit.Test, cancellation), DataSplit.Test)));
        foreach (var (split, rows) in parts)
        {
            figures[split] = scorer.Score(rows, cancellation).Summary;
            baseline[split] = histogram.Score(rows);
        }
        return (new FlowModel(_flow, Options, provenance with { Figures = figures }), baseline);
    }

    private (IRowSource Train, IRowSource Validation) Parts(long seed, CancellationToken cancellation)
    {
        var all = Rows(_images, DataSplit.Train);
        return _data.Has(DataSplit.Validation)
            ? (all, Rows(_data.Images(DataSplit.Validation, cancellation), DataSplit.Validation))
            : RowSubset.HoldOut(all, seed);
    }

    private ImageRows Rows(ImageSet images, DataSplit split) => new(images, $"{_data.Name}, {split.Word()} split");
}
