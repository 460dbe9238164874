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

    public static JsonArray Restarts(IReadOnlyList<EmRestart> restarts) => [.. restarts.Select(restart => new JsonObject
    {
        ["meanLogLikelihood"] = restart.MeanLogLikelihood,
        ["iterations"] = restart.Iterations.Count,
        ["stopReason"] = restart.StopReason.Word(),
    })];
}
