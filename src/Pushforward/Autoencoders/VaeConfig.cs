using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>A variational autoencoder's options as the JSON that config.json and the model file hold.</summary>
public static class VaeConfig
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Options as JSON, all at one level.</summary>
    /// <param name="options">The options.</param>
    public static JsonObject ToJson(VaeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var json = new JsonObject();
        foreach (var part in new object[] { options.Architecture, options.Objective, options.Training })
        {
            foreach (var (name, value) in JsonSerializer.SerializeToNode(part, part.GetType(), Json)!.AsObject())
                json[name] = value?.DeepClone();
        }
        json["conditional"] = options.Conditional;
        json["scoreSamples"] = options.ScoreSamples;
        return json;
    }

    /// <summary>Reads options back.</summary>
    /// <param name="config">What <see cref="ToJson"/> gave.</param>
    /// <exception cref="InvalidDataException">A value is missing, of the wrong type or out of its range.</exception>
    public static VaeOptions FromJson(JsonObject config)
    {
        ArgumentNullException.ThrowIfNull(config);
        try
        {
            var options = new VaeOptions
            {
                Architecture = config.Deserialize<VaeArchitecture>(Json)!,
                Objective = config.Deserialize<VaeObjective>(Json)!,
                Training = config.Deserialize<TrainingOptions>(Json)!,
                Conditional = config["conditional"]!.GetValue<bool>(),
                ScoreSamples = config["scoreSamples"]!.GetValue<int>(),
            };
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NullReferenceException or InvalidOperationException or NotSupportedException or FormatException)
        {
            throw new InvalidDataException($"the options of a variational autoencoder are damaged: {e.Message.TrimEnd('.')}", e);
        }
    }
}
