using System.CommandLine;

namespace Pushforward.Cli.Verbs;

/// <summary><c>fit KIND</c>: one subcommand for each kind of model.</summary>
internal static class FitVerb
{
    public static Command Create() => new("fit", "Fit a model to data")
    {
        FitMixtureVerb.Create(),
        FitNiceVerb.Create(),
        FitRealNvpVerb.Create(),
        FitVaeVerb.Create(importanceWeighted: false),
        FitVaeVerb.Create(importanceWeighted: true),
        FitDiscreteFlowVerb.Create(),
    };
}
