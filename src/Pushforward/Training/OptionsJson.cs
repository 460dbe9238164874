using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pushforward.Training;

/// <summary>Options of a model and of its training as JSON, all at one level: what config.json and the model file hold.</summary>
internal static class OptionsJson
{
    private static readonly JsonSerializerOptions Names = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The properties of several records, in order.</summary>
    public static JsonObject Write(params ReadOnlySpan<object> parts)
    {
        var json = new JsonObject();
        foreach (object part in parts)
        {
            foreach (var (name, value) in JsonSerializer.SerializeToNode(part, part.GetType(), Names)!.AsObject())
                json[name] = value?.DeepClone();
        }
        return json;
    }

    /// <summary>Reads one of the records back.</summary>
    public static T Part<T>(JsonObject config) => config.Deserialize<T>(Names)!;

    /// <summary>Reads options, and says of a file from elsewhere that it is damaged where they are not what was written.</summary>
    /// <param name="what">Whose options, e.g. "a 'nice'".</param>
    /// <param name="read">Reads and validates them.</param>
    /// <exception cref="InvalidDataException">A value is missing, of the wrong type or out of its range.</exception>
    public static T Read<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NullReferenceException or InvalidOperationException or NotSupportedException or FormatException)
        {
            throw new InvalidDataException($"the options of {what} are damaged: {e.Message.TrimEnd('.')}", e);
        }
    }
}
