using System.Text.Json.Nodes;
using Pushforward.Cli.Verbs;
using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Models;
using Pushforward.Reporting.Reports;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>The training of a flow, whose figures stand beside those of a simple law.</summary>
/// <param name="data">Images or points.</param>
/// <param name="options">What to train, and how.</param>
/// <param name="checkpoints">Where checkpoints go.</param>
/// <param name="session">The run.</param>
internal sealed class FlowRun(Dataset data, FlowOptions options, CheckpointStore checkpoints, Session session) : IGradientTraining
{
    private readonly FlowTraining _training = new(data, options, checkpoints, session.Ranks, session.Stopping);

    public string Title => $"Training {options.Title} on {data.Name}";

    public JsonObject Config
    {
        get
        {
            var config = FlowConfig.Write(_training.Options);
            config.Insert(0, "kind", options.Kind);
            return config;
        }
    }

    public void Restore(ModelFile checkpoint) => _training.Restore(checkpoint);

    public TrainingResult Run(IProgress<TrainingProgress> progress, CancellationToken cancellation) => _training.Run(progress, cancellation);

    public FinishedTraining Finish(TrainingResult result, Session session)
    {
        var (model, baseline) = _training.Finish(result, session.Stopping);
        var notes = new Dictionary<DataSplit, string>();
        var json = new JsonObject();
        foreach (var (split, histogram) in baseline.OrderBy(pair => pair.Key))
        {
            notes[split] = FormattableString.Invariant(
                $"{_training.BaselineName}, for comparison: {histogram.Mean:F4} nats per row ({histogram.BitsPerDimension:F4} bits per column)");
            json[split.Word()] = Figures.Json(histogram);
        }
        return model.Options.Points ? OfPoints(model, notes, json, session) : new FinishedTraining(model, notes, new JsonObject { ["histogram"] = json })
        {
            Report = () => ImageFlowReport.Build(FlowCodes.OfHeldOut(model, data, session.Stopping), result.Epochs, ReportVerb.CommandFor(checkpoints.Folder)),
        };
    }

    private FinishedTraining OfPoints(FlowModel model, Dictionary<DataSplit, string> notes, JsonObject normal, Session session)
    {
        var keys = new JsonObject { ["normal"] = normal };
        var split = data.Has(DataSplit.Test) ? DataSplit.Test : DataSplit.Train;
        var points = data.ToPoints(split, session.Stopping);
        var law = (data as ToyDataset)?.Law;
        if (law is not null)
        {
            double truth = PointFlowReport.Truth(law, points);
            string entropy = law.Entropy is { } nats ? FormattableString.Invariant($", minus its entropy {-nats:F4}") : "";
            notes[split] += FormattableString.Invariant($"; the law itself: {truth:F4}{entropy}");
            keys["truth"] = new JsonObject { [split.Word()] = truth, ["entropy"] = law.Entropy };
        }
        return new FinishedTraining(model, notes, keys) { Report = points.Columns == 2 ? () => PointFlowReport.Build(model, points, law) : null };
    }
}
