using System.CommandLine;
using Pushforward.Flows;

namespace Pushforward.Cli.Verbs;

/// <summary><c>fit nice</c>: a flow of additive couplings, by gradients.</summary>
internal static class FitNiceVerb
{
    private static readonly NiceOptions Defaults = new();

    private static readonly Option<int> Couplings = new("--couplings")
    {
        Description = "Additive couplings, odd and even pixels taking turns",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Couplings,
    };

    private static readonly Option<string> Hidden = new("--hidden")
    {
        Description = "Sizes of the hidden layers of each coupling's network; published: 1000,1000,1000,1000,1000",
        HelpName = "A,B,...",
        DefaultValueFactory = _ => string.Join(',', Defaults.Hidden),
    };

    private static readonly Option<string> Prior = new("--prior")
    {
        Description = "The law of the latent coordinates",
        HelpName = "logistic|normal",
        DefaultValueFactory = _ => "logistic",
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder for model.safetensors, config.json, metrics.jsonl and checkpoints",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly ImageArguments Data = new();

    private static readonly TrainingArguments Training = new(Defaults.Training);

    public static Command Create()
    {
        Prior.AcceptOnlyFromAmong("logistic", "normal");
        var command = new Command("nice", "NICE, a flow of additive couplings (Dinh, Krueger & Bengio 2014), on gray images");
        Data.AddTo(command);
        foreach (Option option in new Option[] { Couplings, Hidden, Prior, Out })
            command.Add(option);
        Training.AddTo(command);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var options = new NiceOptions
        {
            Couplings = parse.GetValue(Couplings),
            Hidden = TrainingArguments.Sizes(parse.GetValue(Hidden)!),
            Prior = Enum.Parse<FlowPrior>(parse.GetValue(Prior)!, ignoreCase: true),
            Training = Training.Options(parse, session),
        };
        options.Validate();
        var images = Data.ToJson(parse);
        GradientRun.Begin(
            session, RunFolder.Create(parse.GetRequiredValue(Out)), images,
            checkpoints => new NiceRun(ImageArguments.Open(images, session), options, checkpoints, session));
    }
}
