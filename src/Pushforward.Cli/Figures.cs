using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;

namespace Pushforward.Cli;

/// <summary>How a likelihood is printed and what it is in JSON.</summary>
internal static class Figures
{
    public static string Text(LogLikelihood figure) => FormattableString.Invariant(
        $"{figure.Mean:F4} ± {figure.StandardError:F4} nats per row ({figure.BitsPerDimension:F4} bits per column; {Estimate(figure)}, {figure.Rows} rows, {figure.Representation})");

    /// <summary>Prints the figures of a model, a line a split, and enters each under its split's name.</summary>
    /// <param name="session">Who prints.</param>
    /// <param name="provenance">The model's.</param>
    /// <param name="json">Takes the figures.</param>
    /// <param name="notes">What is to stand below the line of a split; null for nothing.</param>
    public static void Print(Session session, Provenance provenance, JsonObject json, IReadOnlyDictionary<DataSplit, string>? notes = null)
    {
        foreach (var (split, figure) in provenance.Figures.OrderBy(pair => pair.Key))
        {
            session.Print($"{split.Word(),-11} {Text(figure)}");
            json[split.Word()] = Json(figure);
            foreach (string? line in new[] { BoundText(figure), notes?.GetValueOrDefault(split) })
            {
                if (line is not null)
                    session.Print($"{"",-11} {line}");
            }
        }
    }

    /// <summary>The lower bound beside it, if there is one.</summary>
    public static string? BoundText(LogLikelihood figure) => figure.Elbo is not { } elbo ? null : FormattableString.Invariant(
        $"ELBO {elbo.Value:F4} = reconstruction {elbo.Reconstruction:F4} - KL {elbo.Divergence:F4}, a gap of {figure.Mean - elbo.Value:F4}");

    public static JsonObject Json(LogLikelihood figure)
    {
        var json = new JsonObject
        {
            ["rows"] = figure.Rows,
            ["meanLogLikelihood"] = JsonResult.Number(figure.Mean),
            ["standardError"] = JsonResult.Number(figure.StandardError),
            ["bitsPerDimension"] = JsonResult.Number(figure.BitsPerDimension),
            ["estimate"] = figure.Estimate.Word(),
            ["representation"] = figure.Representation,
        };
        if (figure is { Samples: { } samples, EffectiveSampleSize: { } effective })
        {
            json["samples"] = samples;
            json["effectiveSampleSize"] = JsonResult.Number(effective);
        }
        if (figure.Elbo is { } elbo)
        {
            json["elbo"] = new JsonObject
            {
                ["value"] = JsonResult.Number(elbo.Value),
                ["reconstruction"] = JsonResult.Number(elbo.Reconstruction),
                ["divergence"] = JsonResult.Number(elbo.Divergence),
            };
        }
        return json;
    }

    private static string Estimate(LogLikelihood figure) => figure is { Samples: { } samples, EffectiveSampleSize: { } effective }
        ? FormattableString.Invariant($"{figure.Estimate.Word()} with {samples} draws a row that count as {effective:F1}")
        : figure.Estimate.Word();
}
