using System.Text.Json.Nodes;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>Options of flows as JSON: what config.json and the model file hold.</summary>
public static class FlowConfig
{
    /// <summary>The kinds of flow there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [NiceOptions.KindName, RealNvpOptions.KindName];

    /// <summary>Options as JSON, those of training beside those of the flow.</summary>
    /// <param name="options">The options.</param>
    public static JsonObject Write(FlowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OptionsJson.Write(options, options.Training);
    }

    /// <summary>Reads options back from their JSON.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="config">What <see cref="Write"/> gave.</param>
    /// <exception cref="InvalidDataException">A value is missing, of the wrong type or out of its range, or there is no such kind of flow.</exception>
    public static FlowOptions Read(string kind, JsonObject config) => OptionsJson.Read($"a '{kind}'", () =>
    {
        FlowOptions options = kind switch
        {
            NiceOptions.KindName => OptionsJson.Part<NiceOptions>(config),
            RealNvpOptions.KindName => OptionsJson.Part<RealNvpOptions>(config),
            _ => throw new ArgumentException($"kind: expected {string.Join(" or ", Kinds)}, got '{kind}'."),
        };
        options = options with { Training = OptionsJson.Part<TrainingOptions>(config) };
        options.Validate();
        return options;
    });
}
