using System.Text.Json.Nodes;
using Pushforward.Autoencoders;
using Pushforward.Cli.Verbs;
using Pushforward.Data;
using Pushforward.Models;
using Pushforward.Reporting.Reports;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>The training of a variational autoencoder, by either bound.</summary>
/// <param name="data">The images.</param>
/// <param name="options">What to train, and how.</param>
/// <param name="binarization">How pixels become bits.</param>
/// <param name="start">The model whose weights it begins with; null for random ones.</param>
/// <param name="checkpoints">Where checkpoints go.</param>
/// <param name="session">The run.</param>
internal sealed class VaeRun(
    Dataset data, VaeOptions options, Binarization binarization, VaeModel? start, CheckpointStore checkpoints, Session session) : IGradientTraining
{
    private readonly VaeTraining _training = new(
        data, options, new BinarizationOptions { Method = binarization, Seed = options.Training.Seed }, start, checkpoints, session.Ranks, session.Stopping);

    public string Title => $"Training {(VaeModel.KindOf(options) == VaeModel.KindName ? "a VAE" : "an IWAE")} on {data.Name}";

    public JsonObject Config
    {
        get
        {
            var config = VaeConfig.ToJson(_training.Options);
            config.Insert(0, "kind", VaeModel.KindOf(options));
            return config;
        }
    }

    public void Restore(ModelFile checkpoint) => _training.Restore(checkpoint);

    public TrainingResult Run(IProgress<TrainingProgress> progress, CancellationToken cancellation) => _training.Run(progress, cancellation);

    public FinishedTraining Finish(TrainingResult result, Session session)
    {
        string what = FormattableString.Invariant($"Estimating likelihoods with {options.ScoreSamples} draws a row");
        var model = session.WithProgress(what, display => _training.Finish(result, new FractionDisplay(display), session.Stopping));
        if (model.Usage.IsCollapsed)
            session.Say("The posterior has collapsed: no latent coordinate is active, and the decoder does without codes. Train longer, with a warm-up of the KL, free bits or a lower beta.");
        return new FinishedTraining(model)
        {
            Report = () => VaeReport.Build(LatentSpace.OfHeldOut(model, data, session.Stopping), result.Epochs, ReportVerb.CommandFor(checkpoints.Folder), session.Stopping),
            Json = new JsonObject { ["activeUnits"] = model.Usage.ActiveUnits, ["latent"] = options.Architecture.Latent },
        };
    }
}
