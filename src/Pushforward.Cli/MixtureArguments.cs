using System.CommandLine;
using Pushforward.Mixtures;

namespace Pushforward.Cli;

/// <summary>The options that say what a mixture is fitted to: the data, and the law of their columns.</summary>
internal sealed class MixtureArguments
{
    private readonly Option<string> _emission = Options.WithDefault(
        "--emission", "bernoulli|categorical|auto", "auto",
        "The law of a column within a component; auto is bernoulli where every column has two levels, else categorical");

    public MixtureArguments() => _emission.AcceptOnlyFromAmong("bernoulli", "categorical", "auto");

    /// <summary>The data's own options.</summary>
    public DataArguments Data { get; } = new(forFitting: true);

    public void AddTo(Command command)
    {
        Data.AddTo(command);
        command.Add(_emission);
    }

    /// <summary>The law asked for.</summary>
    public MixtureEmission EmissionOf(ParseResult parse) => Enum.Parse<MixtureEmission>(parse.GetValue(_emission)!, ignoreCase: true);

    /// <summary>Reads the training rows, and says what there is to say of them.</summary>
    public MixtureFitting Open(ParseResult parse, Session session)
    {
        var fitting = new MixtureFitting(Data.Open(parse, session), Data.Binarization(parse, session), EmissionOf(parse), session.Stopping) { Ranks = session.Ranks };
        foreach (string warning in fitting.Train.Warnings)
            session.Say(warning);
        return fitting;
    }
}
