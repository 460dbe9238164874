using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>What a flow is trained on: rows in parts, what it takes from them before training, and a simple law to be seen beside.</summary>
internal abstract class FlowSource
{
    protected FlowSource(Dataset data) => Data = data;

    /// <summary>Rows to train on.</summary>
    public IRowSource Train { get; protected init; } = null!;

    /// <summary>Rows to choose weights by.</summary>
    public IRowSource Validation { get; protected init; } = null!;

    /// <summary>What a flow of these options begins with.</summary>
    public FlowStart Start { get; protected init; } = null!;

    /// <summary>The words for the law of <see cref="Baseline"/>.</summary>
    public abstract string BaselineName { get; }

    protected Dataset Data { get; }

    /// <summary>Opens a data set for a flow.</summary>
    public static FlowSource Of(Dataset data, FlowOptions options, CancellationToken cancellation) =>
        options.Points ? new PointSource(data, options, cancellation) : new GraySource(data, options, cancellation);

    /// <summary>The rows of the test split; null where there is none.</summary>
    public abstract IRowSource? Test(CancellationToken cancellation);

    /// <summary>Says what the rows are.</summary>
    public abstract Provenance Describe(FlowOptions options, TrainingResult result);

    /// <summary>The figure of the simple law.</summary>
    public abstract LogLikelihood Baseline(IRowSource rows);

    /// <summary>All rows and those given to choose by; where none are given, some of all held out.</summary>
    protected static (IRowSource Train, IRowSource Validation) Parts(IRowSource all, IRowSource? validation, FlowOptions options) =>
        validation is null ? RowSubset.HoldOut(all, options.Training.Seed) : (all, validation);

    /// <summary>The words for how training ended, and the rest that all sources share.</summary>
    protected Provenance Describe(FlowOptions options, TrainingResult result, string representation) => new()
    {
        Source = Data.Name,
        Rows = Train.Rows,
        Columns = Train.Columns,
        Representation = representation,
        Seed = options.Training.Seed,
        StopReason = result.StopReason.Word(),
        Seconds = result.Seconds,
        PeakBytes = result.PeakBytes,
    };
}

/// <summary>Gray images, beside independent histograms.</summary>
internal sealed class GraySource : FlowSource
{
    private readonly ImageSet _images;
    private readonly Dequantization _dequantization;
    private readonly HistogramBaseline _histogram;

    public GraySource(Dataset data, FlowOptions options, CancellationToken cancellation)
        : base(data)
    {
        _images = GrayImages.Of(data, DataSplit.Train, cancellation);
        _dequantization = options.Dequantization;
        var all = Rows(_images, DataSplit.Train);
        (Train, Validation) = Parts(
            all, data.Has(DataSplit.Validation) ? Rows(((ImageDataset)data).Images(DataSplit.Validation, cancellation), DataSplit.Validation) : null, options);
        var counts = new LevelCounts(Train, _dequantization.Levels);
        _histogram = new HistogramBaseline(counts);
        Start = new FlowStart(ColumnMoments.Of(counts, _dequantization))
        {
            Frequencies = options.Frequencies(counts),
            Image = new ImageShape(_images.Height, _images.Width),
        };
    }

    public override string BaselineName => "independent histogram of each pixel";

    public override IRowSource? Test(CancellationToken cancellation) =>
        Data.Has(DataSplit.Test) ? Rows(((ImageDataset)Data).Images(DataSplit.Test, cancellation), DataSplit.Test) : null;

    public override Provenance Describe(FlowOptions options, TrainingResult result) =>
        Describe(options, result, _dequantization.Representation(_images.Columns)) with
        {
            GrayLevels = _dequantization.Levels,
            Image = new ImageShape(_images.Height, _images.Width),
        };

    public override LogLikelihood Baseline(IRowSource rows) => _histogram.Score(rows);

    private ImageRows Rows(ImageSet images, DataSplit split) => new(images, $"{Data.Name}, {split.Word()} split");
}

/// <summary>Points, beside one normal law.</summary>
internal sealed class PointSource : FlowSource
{
    private readonly PointData _points;
    private readonly Standardization _standardization;
    private readonly NormalBaseline _normal;

    public PointSource(Dataset data, FlowOptions options, CancellationToken cancellation)
        : base(data)
    {
        _points = data.ToPoints(DataSplit.Train, cancellation);
        int[] train = [.. Enumerable.Range(0, _points.Rows)];
        bool holdsOut = !data.Has(DataSplit.Validation);
        if (holdsOut)
        {
            // Which rows are held out is known before how columns are scaled, so that held-out rows have no part in that.
            var unscaled = new Standardization(new double[_points.Columns], [.. Enumerable.Repeat(1.0, _points.Columns)]);
            var part = RowSubset.HoldOut(new PointRows(_points, unscaled), options.Training.Seed).Train;
            train = [.. Enumerable.Range(0, part.Rows).Select(part.SourceRow)];
        }
        _standardization = Standardization.Of(_points, train);
        var all = new PointRows(_points, _standardization);
        (Train, Validation) = Parts(all, holdsOut ? null : new PointRows(data.ToPoints(DataSplit.Validation, cancellation), _standardization), options);
        _normal = new NormalBaseline(Train);
        double[] zeros = new double[_points.Columns], ones = [.. zeros.Select(_ => 1.0)];
        Start = new FlowStart(new ColumnMoments(zeros, ones)) { Standardization = _standardization };
    }

    public override string BaselineName => "one normal law with a full covariance";

    public override IRowSource? Test(CancellationToken cancellation) =>
        Data.Has(DataSplit.Test) ? new PointRows(Data.ToPoints(DataSplit.Test, cancellation), _standardization) : null;

    public override Provenance Describe(FlowOptions options, TrainingResult result) => Describe(options, result, FlowModel.PointRepresentation) with
    {
        IsOfPoints = true,
        Schema = [.. _points.ColumnNames.Select(name => new ColumnLevels(name, []))],
    };

    public override LogLikelihood Baseline(IRowSource rows) => _normal.Score(rows, _standardization.LogDet, FlowModel.PointRepresentation);
}
