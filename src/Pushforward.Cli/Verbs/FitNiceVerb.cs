using System.CommandLine;
using Pushforward.Flows;

namespace Pushforward.Cli.Verbs;

/// <summary><c>fit nice</c>: a flow of additive couplings, by gradients.</summary>
internal static class FitNiceVerb
{
    private static readonly FlowArguments Flow = new(
        new NiceOptions(),
        "Additive couplings, odd and even pixels taking turns",
        "Sizes of the hidden layers of each coupling's network; published: 1000,1000,1000,1000,1000");

    public static Command Create()
    {
        var command = new Command("nice", "NICE, a flow of additive couplings (Dinh, Krueger & Bengio 2014), on gray images");
        Flow.AddTo(command);
        command.SetAction(Session.Run((session, parse) => Flow.Run(session, parse, otherwise => otherwise), shared: true));
        return command;
    }
}
