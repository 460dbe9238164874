using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Models;
using Pushforward.Reporting.Html;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>A training by gradients of some kind of model, as <see cref="GradientRun"/> runs it.</summary>
internal interface IGradientTraining
{
    /// <summary>What is done, for the progress display, e.g. "Training a NICE on mnist".</summary>
    string Title { get; }

    /// <summary>The kind and its resolved options, for config.json.</summary>
    JsonObject Config { get; }

    /// <summary>Goes on from a checkpoint.</summary>
    void Restore(ModelFile checkpoint);

    /// <summary>Trains.</summary>
    TrainingResult Run(IProgress<TrainingProgress> progress, CancellationToken cancellation);

    /// <summary>Scores what was trained.</summary>
    FinishedTraining Finish(TrainingResult result, Session session);
}

/// <summary>A trained model, and what there is to say beside its figures.</summary>
/// <param name="Model">The model.</param>
/// <param name="Notes">A line under the figure of a split.</param>
/// <param name="Json">Keys beside the contract's.</param>
internal sealed record FinishedTraining(TrainedModel Model, IReadOnlyDictionary<DataSplit, string> Notes, JsonObject Json)
{
    /// <summary>Makes a page to write beside the model; null for none.</summary>
    public Func<ReportBuilder>? Report { get; init; }

    public FinishedTraining(TrainedModel model)
        : this(model, new Dictionary<DataSplit, string>(), [])
    {
    }
}
