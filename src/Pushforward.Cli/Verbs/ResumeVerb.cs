using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Autoencoders;
using Pushforward.Flows;

namespace Pushforward.Cli.Verbs;

/// <summary><c>resume DIR</c>: goes on where a stopped run left off.</summary>
internal static class ResumeVerb
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "The folder of a run that was stopped" };

    public static Command Create()
    {
        var command = new Command("resume", "Go on with a training that was stopped; the result is the one an uninterrupted run gives") { Folder };
        command.SetAction(Session.Run(Run, shared: true));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var folder = RunFolder.Existing(parse.GetRequiredValue(Folder));
        var config = folder.LoadConfig();
        switch (config["kind"] is JsonValue kind && kind.TryGetValue(out string? word) ? word : null)
        {
            case (NiceOptions.KindName or RealNvpOptions.KindName) and var flow:
                GradientRun.Resume(
                    session, folder, checkpoints => new FlowRun(ImageArguments.Open(config, session), FlowConfig.Read(flow, config), checkpoints, session));
                break;
            case VaeModel.KindName or VaeModel.ImportanceWeightedKindName:
                GradientRun.Resume(
                    session, folder, checkpoints => new VaeRun(
                        ImageArguments.Open(config, session), VaeConfig.FromJson(config), BinarizeOption.Of(config), null, checkpoints, session));
                break;
            case var other:
                throw new ArgumentException($"{folder.Path}: a run of kind '{other}' cannot be gone on with; kinds that can: {string.Join(", ", FlowConfig.Kinds)}, {VaeModel.KindName}, {VaeModel.ImportanceWeightedKindName}. Fit the model again.");
        }
    }
}
