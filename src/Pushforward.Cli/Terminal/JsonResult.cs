using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pushforward.Cli.Terminal;

/// <summary>The one JSON object a verb prints. Numbers JSON lacks are the strings "Infinity", "-Infinity" and "NaN".</summary>
internal static class JsonResult
{
    private const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonNode Number(double value) => value switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        double.NaN => "NaN",
        _ => value,
    };

    public static void Write(TextWriter output, JsonObject result)
    {
        result.Insert(0, "schemaVersion", SchemaVersion);
        output.WriteLine(result.ToJsonString(Indented));
    }
}
