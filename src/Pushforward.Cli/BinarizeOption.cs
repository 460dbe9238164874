using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Data;

namespace Pushforward.Cli;

/// <summary>How gray pixels become bits, as an option and as config.json notes it.</summary>
internal static class BinarizeOption
{
    private const string Key = "binarize";

    /// <param name="description">What help says of it.</param>
    public static Option<string> Create(string description)
    {
        var option = new Option<string>("--" + Key) { Description = description, HelpName = "stochastic|threshold", DefaultValueFactory = _ => "stochastic" };
        option.AcceptOnlyFromAmong("stochastic", "threshold");
        return option;
    }

    public static Binarization Of(string word) => word == "threshold" ? Binarization.Threshold : Binarization.Stochastic;

    /// <summary>What <see cref="Note"/> noted.</summary>
    public static Binarization Of(JsonObject config) => Of(config[Key] is JsonValue value && value.TryGetValue(out string? word) ? word : "stochastic");

    public static void Note(JsonObject config, string word) => config[Key] = word;
}
