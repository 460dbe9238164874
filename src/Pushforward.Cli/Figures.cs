using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Evaluation;

namespace Pushforward.Cli;

/// <summary>How a likelihood is printed and what it is in JSON.</summary>
internal static class Figures
{
    public static string Text(LogLikelihood figure) => FormattableString.Invariant(
        $"{figure.Mean:F4} ± {figure.StandardError:F4} nats per row ({figure.BitsPerDimension:F4} bits per column; {figure.Estimate.Word()}, {figure.Rows} rows, {figure.Representation})");

    public static JsonObject Json(LogLikelihood figure) => new()
    {
        ["rows"] = figure.Rows,
        ["meanLogLikelihood"] = JsonResult.Number(figure.Mean),
        ["standardError"] = JsonResult.Number(figure.StandardError),
        ["bitsPerDimension"] = JsonResult.Number(figure.BitsPerDimension),
        ["estimate"] = figure.Estimate.Word(),
        ["representation"] = figure.Representation,
    };
}
