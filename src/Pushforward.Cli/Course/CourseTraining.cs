using System.Text.Json.Nodes;
using Pushforward.Models;
using Pushforward.Training;

namespace Pushforward.Cli.Course;

/// <summary>A training by gradients as a part of the course: taken from disk if complete, gone on with if stopped, begun otherwise.</summary>
internal static class CourseTraining
{
    /// <summary>Options with the course's seed and limit: minutes, or epochs that go through about as many rows where a first look is wanted.</summary>
    /// <param name="context">The course.</param>
    /// <param name="training">The options.</param>
    /// <param name="quickRows">Rows of a first look.</param>
    /// <param name="minutes">The limit of the whole course.</param>
    public static TrainingOptions Limited(CourseContext context, TrainingOptions training, int quickRows, double minutes) => context.IsQuick
        ? training with { Minutes = null, Epochs = context.Epochs(quickRows), Deterministic = true, Seed = context.Seed }
        : training with { Minutes = minutes, CheckpointMinutes = 1, Seed = context.Seed };

    /// <summary>The limit as options of <c>fit</c>.</summary>
    /// <param name="training">What <see cref="Limited"/> gave.</param>
    public static string LengthOf(TrainingOptions training) => training.Epochs is { } epochs
        ? $"--epochs {epochs} --deterministic"
        : FormattableString.Invariant($"--minutes {training.Minutes}");

    /// <summary>The trained model.</summary>
    /// <param name="context">The course.</param>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="options">What it depends on besides the images.</param>
    /// <param name="make">Readies the training.</param>
    /// <exception cref="OperationCanceledException">The user asked to stop; the checkpoint is in the folder.</exception>
    public static TrainedModel Run(CourseContext context, RunFolder folder, JsonObject options, Func<CheckpointStore, IGradientTraining> make)
    {
        var session = context.Session;
        var stamp = new CourseStamp(folder, context.Stamp(options));
        var checkpoints = new CheckpointStore(folder.Path);
        if (checkpoints.Paths.Count == 0 && stamp.Finished(session.Say) is { } kept)
        {
            session.Say($"{kept.Kind}: taken from {folder.ModelPath}");
            return kept;
        }
        var training = make(checkpoints);
        if (stamp.Matches() && Checkpoint(checkpoints, session) is { } checkpoint)
        {
            session.Say($"Going on from {checkpoint.Origin}");
            training.Restore(checkpoint);
        }
        else
        {
            checkpoints.Clear();
            stamp.Begin();
            var config = training.Config;
            config["data"] = context.DataName;
            folder.SaveConfig(config);
        }
        var result = session.WithProgress(training.Title, display => training.Run(new TrainingDisplay(display), session.Stopping));
        session.Stopping.ThrowIfCancellationRequested();
        var model = training.Finish(result, session).Model;
        model.Save(folder.ModelPath);
        checkpoints.Clear();
        return model;
    }

    private static ModelFile? Checkpoint(CheckpointStore checkpoints, Session session)
    {
        try
        {
            return checkpoints.Latest(session.Say);
        }
        catch (InvalidDataException e)
        {
            session.Say($"{e.Message} Training begins again.");
            return null;
        }
    }
}
