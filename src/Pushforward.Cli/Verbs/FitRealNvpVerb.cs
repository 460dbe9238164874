using System.CommandLine;
using Pushforward.Flows;

namespace Pushforward.Cli.Verbs;

/// <summary><c>fit realnvp</c>: a flow of affine, spline or mixture couplings, by gradients.</summary>
internal static class FitRealNvpVerb
{
    private static readonly RealNvpOptions Defaults = new();

    private static readonly FlowArguments Flow = new(
        Defaults,
        "Couplings: those at each scale, which share its pixels; or, alternating, all there are",
        "Sizes of the hidden layers of each coupling's network",
        RealNvpOptions.OfPoints);

    private static readonly Option<string> Coupling = FlowArguments.Word("--coupling", "How a pixel moves, given those that drive it", Defaults.Coupling);

    private static readonly Option<string> Arrangement = FlowArguments.Word(
        "--arrangement", "Which pixels drive which: odd and even ones by turns, or coarser scales the finer ones", Defaults.Arrangement);

    private static readonly Option<bool> Marginals = new("--marginals")
    {
        Description = "Whether each pixel first goes through its own distribution function and a logit; the flow then begins as the independent histogram",
        HelpName = "true|false",
        DefaultValueFactory = _ => Defaults.Marginals,
    };

    private static readonly Option<double?> Logit = new("--logit")
    {
        Description = "Without marginals: let the flow see logit(A + (1 - 2A) x) in place of pixels x in (0, 1) [default: pixels as they are]",
        HelpName = "A",
    };

    private static readonly Option<int> Bins = new("--bins") { Description = "Pieces of each spline", HelpName = "N", DefaultValueFactory = _ => Defaults.Bins };

    private static readonly Option<int> Components = new("--components")
    {
        Description = "Logistics of each mixture",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Components,
    };

    private static readonly Option<bool> Hurdle = new("--hurdle")
    {
        Description = "Multiscale, with marginals and mixtures: whether a coupling says first if a pixel is paper, and the mixture only how dark the ink is",
        HelpName = "true|false",
        DefaultValueFactory = _ => Defaults.Hurdle,
    };

    private static readonly Option<int> Neighbors = new("--neighbors")
    {
        Description = "Multiscale: how many pixels around each that moves are seen by a network that all of a scale share; 0 for no such network",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Neighbors,
    };

    private static readonly Option<string> NeighborsHidden = new("--neighbors-hidden")
    {
        Description = "Sizes of the hidden layers of that network",
        HelpName = "A,B,...",
        DefaultValueFactory = _ => string.Join(',', Defaults.NeighborsHidden),
    };

    public static Command Create()
    {
        var command = new Command("realnvp", "A flow of affine (RealNVP; Dinh, Sohl-Dickstein & Bengio 2017), spline or mixture couplings, on gray images; or on points, where other defaults hold: 8 alternating spline couplings of 64,64 and one minute");
        Flow.AddTo(command, Coupling, Arrangement, Marginals, Logit, Bins, Components, Hurdle, Neighbors, NeighborsHidden);
        command.SetAction(Session.Run(Run, shared: true));
        return command;
    }

    private static void Run(Session session, ParseResult parse) => Flow.Run(session, parse, otherwise => Options(parse, (RealNvpOptions)otherwise));

    private static RealNvpOptions Options(ParseResult parse, RealNvpOptions otherwise) => otherwise with
    {
        Coupling = FlowArguments.Read(parse, Coupling, otherwise.Coupling),
        Arrangement = FlowArguments.Read(parse, Arrangement, otherwise.Arrangement),
        Marginals = TrainingArguments.Given(parse, Marginals, otherwise.Marginals),
        Logit = parse.GetValue(Logit),
        Bins = TrainingArguments.Given(parse, Bins, otherwise.Bins),
        Components = TrainingArguments.Given(parse, Components, otherwise.Components),
        Hurdle = TrainingArguments.Given(parse, Hurdle, otherwise.Hurdle),
        Neighbors = TrainingArguments.Given(parse, Neighbors, otherwise.Neighbors),
        NeighborsHidden = TrainingArguments.Sizes(parse, NeighborsHidden, otherwise.NeighborsHidden),
    };
}
