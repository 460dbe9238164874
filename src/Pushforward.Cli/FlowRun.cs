using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Models;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>The training of a flow, whose figures stand beside those of the independent histogram.</summary>
/// <param name="data">The images.</param>
/// <param name="options">What to train, and how.</param>
/// <param name="checkpoints">Where checkpoints go.</param>
/// <param name="session">The run.</param>
internal sealed class FlowRun(Dataset data, FlowOptions options, CheckpointStore checkpoints, Session session) : IGradientTraining
{
    private readonly FlowTraining _training = new(data, options, checkpoints, session.Stopping);

    public string Title => $"Training a {options.Kind} on {data.Name}";

    public JsonObject Config
    {
        get
        {
            var config = FlowModel.ConfigOf(_training.Options);
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
                $"independent histogram of each pixel, for comparison: {histogram.Mean:F4} nats per row ({histogram.BitsPerDimension:F4} bits per column)");
            json[split.Word()] = Figures.Json(histogram);
        }
        return new FinishedTraining(model, notes, new JsonObject { ["histogram"] = json });
    }
}
