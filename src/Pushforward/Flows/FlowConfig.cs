using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pushforward.Training;

namespace Pushforward.Flows;

/// <summary>Options of flows as JSON: what config.json and the model file hold.</summary>
public static class FlowConfig
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The kinds of flow there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [NiceOptions.KindName, RealNvpOptions.KindName];

    /// <summary>Options as JSON, those of training beside those of the flow.</summary>
    /// <param name="options">The options.</param>
    public static JsonObject Write(FlowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var json = JsonSerializer.SerializeToNode(options, options.GetType(), Json)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(options.Training, Json)!.AsObject().ToArray())
            json[name] = value?.DeepClone();
        return json;
    }

    /// <summary>Reads options back from their JSON.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="config">What <see cref="Write"/> gave.</param>
    /// <exception cref="InvalidDataException">A value is missing, of the wrong type or out of its range, or there is no such kind of flow.</exception>
    public static FlowOptions Read(string kind, JsonObject config)
    {
        try
        {
            FlowOptions options = kind switch
            {
                NiceOptions.KindName => config.Deserialize<NiceOptions>(Json)!,
                RealNvpOptions.KindName => config.Deserialize<RealNvpOptions>(Json)!,
                _ => throw new ArgumentException($"kind: expected {string.Join(" or ", Kinds)}, got '{kind}'."),
            };
            options = options with { Training = config.Deserialize<TrainingOptions>(Json)! };
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NullReferenceException or InvalidOperationException or NotSupportedException)
        {
            throw new InvalidDataException($"the options of a '{kind}' are damaged: {e.Message}", e);
        }
    }
}
