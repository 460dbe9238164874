using System.Text.Json;
using System.Text.Json.Nodes;
using Pushforward.Mixtures;

namespace Pushforward.Cli;

/// <summary>What a mixture's fit leaves behind beside the model: its curve and its restarts.</summary>
internal static class MixtureMetrics
{
    /// <summary>One object an iteration, all restarts one after another.</summary>
    public static IEnumerable<JsonObject> Lines(IReadOnlyList<EmRestart> restarts) =>
        restarts.SelectMany(restart => restart.Iterations).Select(iteration => new JsonObject
        {
            ["restart"] = iteration.Restart,
            ["iteration"] = iteration.Iteration,
            ["meanLogLikelihood"] = iteration.MeanLogLikelihood,
            ["objective"] = iteration.Objective,
        });

    /// <summary>Reads the restarts back from what <see cref="Lines"/> gave; why each stopped was not written and is taken to be its end.</summary>
    /// <exception cref="InvalidDataException">A line is no such object.</exception>
    public static IReadOnlyList<EmRestart> Read(string path)
    {
        try
        {
            return [.. File.ReadLines(path)
                .Select(line => JsonNode.Parse(line)!)
                .Select(json => new EmIteration(
                    json["restart"]!.GetValue<int>(), json["iteration"]!.GetValue<int>(), json["meanLogLikelihood"]!.GetValue<double>(), json["objective"]!.GetValue<double>()))
                .GroupBy(iteration => iteration.Restart)
                .Select(restart => new EmRestart([.. restart], EmStopReason.Converged))];
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: not the curve of a mixture's fit ({e.Message.TrimEnd('.')}). Fit the model again.", e);
        }
    }

    public static JsonArray Restarts(IReadOnlyList<EmRestart> restarts) => [.. restarts.Select(restart => new JsonObject
    {
        ["meanLogLikelihood"] = restart.MeanLogLikelihood,
        ["iterations"] = restart.Iterations.Count,
        ["stopReason"] = restart.StopReason.Word(),
    })];
}
