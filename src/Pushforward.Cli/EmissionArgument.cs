using System.CommandLine;
using Pushforward.Mixtures;

namespace Pushforward.Cli;

/// <summary>The option that says which law the columns of a mixture have.</summary>
internal static class EmissionArgument
{
    public static Option<string> Create()
    {
        var option = new Option<string>("--emission")
        {
            Description = "The law of a column within a component; auto is bernoulli where every column has two levels, else categorical",
            HelpName = "bernoulli|categorical|auto",
            DefaultValueFactory = _ => "auto",
        };
        option.AcceptOnlyFromAmong("bernoulli", "categorical", "auto");
        return option;
    }

    public static MixtureEmission Read(string word) => Enum.Parse<MixtureEmission>(word, ignoreCase: true);
}
