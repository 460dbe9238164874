using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Flows;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>One training of a NICE, begun by <c>fit nice</c> or gone on with by <c>resume</c>.</summary>
internal static class NiceRun
{
    /// <summary>Begins a run in a folder that holds none.</summary>
    public static void Begin(Session session, RunFolder folder, JsonObject images, NiceOptions options)
    {
        var checkpoints = new CheckpointStore(folder.Path);
        if (checkpoints.Paths.Count > 0)
        {
            throw new ArgumentException(
                $"--out {folder.Path}: a stopped run is there ({Path.GetFileName(checkpoints.Paths[0])}). Go on with 'pushforward resume {folder.Path}', or name another folder.");
        }
        var data = ImageArguments.Open(images, session);
        var training = new NiceTraining(data, options, checkpoints, session.Stopping);
        var config = NiceModel.ConfigOf(training.Options);
        config.Insert(0, "kind", NiceModel.KindName);
        foreach (var (name, value) in images)
            config[name] = value?.DeepClone();
        folder.SaveConfig(config);
        Finish(session, folder, checkpoints, data, training);
    }

    /// <summary>Goes on with a run where its newest checkpoint left off.</summary>
    public static void Resume(Session session, RunFolder folder, JsonObject config)
    {
        var checkpoints = new CheckpointStore(folder.Path);
        if (checkpoints.Latest(session.Say) is not { } checkpoint)
        {
            if (!File.Exists(folder.ModelPath))
                throw new FileNotFoundException($"{folder.Path}: no checkpoint and no model, so there is nothing to go on from. Fit the model again.");
            Finished(session, folder);
            return;
        }
        var data = ImageArguments.Open(config, session);
        var training = new NiceTraining(data, NiceModel.OptionsOf(config), checkpoints, session.Stopping);
        training.Restore(checkpoint);
        Finish(session, folder, checkpoints, data, training);
    }

    private static void Finish(Session session, RunFolder folder, CheckpointStore checkpoints, Dataset data, NiceTraining training)
    {
        var result = session.WithProgress(
            $"Training a NICE on {data.Name}", display => training.Run(new TrainingDisplay(display), session.Stopping));
        try
        {
            session.Stopping.ThrowIfCancellationRequested();
            var (model, baseline) = training.Finish(result, session.Stopping);
            model.Save(folder.ModelPath);
            checkpoints.Clear();
            Print(session, folder, model, result.Epochs.Count, baseline);
        }
        catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested)
        {
            Console.Error.WriteLine($"Interrupted; 'pushforward resume {folder.Path}' goes on from {result.Checkpoint}");
        }
    }

    // The run had come to its end before.
    private static void Finished(Session session, RunFolder folder)
    {
        session.Say($"{folder.Path}: this run is finished; nothing is left to do.");
        var model = (NiceModel)ModelKinds.Load(folder.ModelPath);
        Print(session, folder, model, folder.CountMetrics(), null);
    }

    private static void Print(
        Session session, RunFolder folder, NiceModel model, int epochs, IReadOnlyDictionary<DataSplit, LogLikelihood>? baseline)
    {
        var json = new JsonObject
        {
            ["kind"] = model.Kind,
            ["model"] = folder.ModelPath,
            ["epochs"] = epochs,
            ["stopReason"] = model.Provenance.StopReason,
            ["seconds"] = model.Provenance.Seconds,
        };
        var histograms = new JsonObject();
        foreach (var (split, figure) in model.Provenance.Figures.OrderBy(pair => pair.Key))
        {
            session.Print($"{split.Word(),-11} {Figures.Text(figure)}");
            json[split.Word()] = Figures.Json(figure);
            if (baseline is not null)
            {
                var histogram = baseline[split];
                session.Print(FormattableString.Invariant(
                    $"{"",-11} independent histogram of each pixel, for comparison: {histogram.Mean:F4} nats per row ({histogram.BitsPerDimension:F4} bits per column)"));
                histograms[split.Word()] = Figures.Json(histogram);
            }
        }
        if (histograms.Count > 0)
            json["histogram"] = histograms;
        session.Print(FormattableString.Invariant(
            $"{epochs} epochs ({model.Provenance.StopReason}), {model.Provenance.Seconds:F1} s; wrote {folder.ModelPath}"));
        session.PrintJson(json);
    }
}
