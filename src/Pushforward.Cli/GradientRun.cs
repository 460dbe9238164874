using System.Text.Json.Nodes;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>One training by gradients in its folder, begun by a verb of <c>fit</c> or gone on with by <c>resume</c>.</summary>
internal static class GradientRun
{
    /// <summary>Begins a run in a folder that holds none.</summary>
    /// <param name="session">The run.</param>
    /// <param name="folder">Where.</param>
    /// <param name="data">What config.json is to say of the data.</param>
    /// <param name="make">Readies the training.</param>
    public static void Begin(Session session, RunFolder folder, JsonObject data, Func<CheckpointStore, IGradientTraining> make)
    {
        var checkpoints = new CheckpointStore(folder.Path);
        if (checkpoints.Paths.Count > 0)
        {
            throw new ArgumentException(
                $"--out {folder.Path}: a stopped run is there ({Path.GetFileName(checkpoints.Paths[0])}). Go on with 'pushforward resume {folder.Path}', or name another folder.");
        }
        var training = make(checkpoints);
        var config = training.Config;
        foreach (var (name, value) in data)
            config[name] = value?.DeepClone();
        if (Session.IsFirst)
            folder.SaveConfig(config);
        Finish(session, folder, checkpoints, training);
    }

    /// <summary>Goes on with a run where its newest checkpoint left off.</summary>
    /// <param name="session">The run.</param>
    /// <param name="folder">Where it is.</param>
    /// <param name="make">Readies the training.</param>
    public static void Resume(Session session, RunFolder folder, Func<CheckpointStore, IGradientTraining> make)
    {
        var checkpoints = new CheckpointStore(folder.Path);
        if (checkpoints.Latest(session.Say) is not { } checkpoint)
        {
            if (!File.Exists(folder.ModelPath))
                throw new FileNotFoundException($"{folder.Path}: no checkpoint and no model, so there is nothing to go on from. Fit the model again.");
            session.Say($"{folder.Path}: this run is finished; nothing is left to do.");
            Print(session, folder, new FinishedTraining(ModelKinds.Load(folder.ModelPath)), folder.CountMetrics());
            return;
        }
        var training = make(checkpoints);
        training.Restore(checkpoint);
        Finish(session, folder, checkpoints, training);
    }

    private static void Finish(Session session, RunFolder folder, CheckpointStore checkpoints, IGradientTraining training)
    {
        var result = session.WithProgress(training.Title, display => training.Run(new TrainingDisplay(display), session.Stopping));
        // One rank scores, prints and writes.
        if (!Session.IsFirst)
            return;
        try
        {
            if (result.StopReason == TrainingStopReason.Interrupted)
                throw new OperationCanceledException();
            session.Stopping.ThrowIfCancellationRequested();
            var finished = training.Finish(result, session);
            finished.Model.Save(folder.ModelPath);
            finished.Report?.Invoke().Save(folder.ReportPath);
            checkpoints.Clear();
            Print(session, folder, finished, result.Epochs.Count);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Interrupted; 'pushforward resume {folder.Path}' goes on from {result.Checkpoint}");
        }
    }

    private static void Print(Session session, RunFolder folder, FinishedTraining finished, int epochs)
    {
        var (model, provenance) = (finished.Model, finished.Model.Provenance);
        var json = new JsonObject
        {
            ["kind"] = model.Kind,
            ["model"] = folder.ModelPath,
            ["epochs"] = epochs,
            ["stopReason"] = provenance.StopReason,
            ["seconds"] = provenance.Seconds,
        };
        Figures.Print(session, provenance, json, finished.Notes);
        foreach (var (name, value) in finished.Json)
            json[name] = value?.DeepClone();
        session.Print(FormattableString.Invariant($"{epochs} epochs ({provenance.StopReason}), {provenance.Seconds:F1} s; wrote {folder.ModelPath}"));
        if (finished.Report is not null)
        {
            session.Print($"see {folder.ReportPath}");
            json["report"] = folder.ReportPath;
        }
        session.PrintJson(json);
    }
}
