using System.Text.Json.Nodes;
using Pushforward.Training;

namespace Pushforward.Autoencoders;

/// <summary>A variational autoencoder's options as the JSON that config.json and the model file hold.</summary>
public static class VaeConfig
{
    /// <summary>Options as JSON, all at one level.</summary>
    /// <param name="options">The options.</param>
    public static JsonObject ToJson(VaeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var json = OptionsJson.Write(options.Architecture, options.Objective, options.Training);
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
        return OptionsJson.Read("a variational autoencoder", () =>
        {
            var options = new VaeOptions
            {
                Architecture = OptionsJson.Part<VaeArchitecture>(config),
                Objective = OptionsJson.Part<VaeObjective>(config),
                Training = OptionsJson.Part<TrainingOptions>(config),
                Conditional = config["conditional"]!.GetValue<bool>(),
                ScoreSamples = config["scoreSamples"]!.GetValue<int>(),
            };
            options.Validate();
            return options;
        });
    }
}
