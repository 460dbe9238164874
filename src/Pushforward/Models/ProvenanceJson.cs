using System.Text.Json;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Evaluation;
using Pushforward.Numerics.Formats;

namespace Pushforward.Models;

/// <summary>A model's provenance as the JSON its file carries, and back.</summary>
internal static class ProvenanceJson
{
    /// <summary>A model as a file: its options, its provenance and its parameters.</summary>
    public static ModelFile ToFile(TrainedModel model, params IReadOnlyList<NamedTensor> parameters) => new()
    {
        Kind = model.Kind,
        Config = model.Config(),
        Preprocessing = Preprocessing(model.Provenance),
        TrainedOn = TrainedOn(model.Provenance),
        Figures = Figures(model.Provenance),
        Seed = model.Provenance.Seed,
        Tensors = parameters,
    };

    /// <summary>Reads it back from a file.</summary>
    /// <exception cref="InvalidDataException">Something is missing or not what it should be.</exception>
    public static Provenance Read(ModelFile file)
    {
        try
        {
            var (preprocessing, trainedOn) = (file.Preprocessing, file.TrainedOn);
            int columns = Positive(trainedOn, "columns");
            int? levels = preprocessing.ContainsKey("grayLevels") ? Positive(preprocessing, "grayLevels") : null;
            return new Provenance
            {
                Source = Text(trainedOn, "source"),
                Rows = Positive(trainedOn, "rows"),
                Columns = columns,
                Representation = Text(preprocessing, "representation"),
                GrayLevels = levels,
                IsOfPoints = preprocessing.ContainsKey("points"),
                Binarization = levels is not null || preprocessing.ContainsKey("points") ? new() : new BinarizationOptions
                {
                    Method = Enum.Parse<Binarization>(Text(preprocessing, "binarization"), ignoreCase: true),
                    Seed = preprocessing["binarizationSeed"]!.GetValue<long>(),
                },
                Image = preprocessing["image"] is JsonArray { Count: 2 } image ? ImageOf(image, columns) : null,
                Schema = preprocessing["columns"] is JsonArray schema ? SchemaOf(schema, columns) : null,
                Seed = file.Seed,
                StopReason = Text(trainedOn, "stopReason"),
                Seconds = trainedOn["seconds"]!.GetValue<double>(),
                PeakBytes = trainedOn["peakBytes"]?.GetValue<long>(),
                Figures = file.Figures.ToDictionary(
                    pair => DataSplitNames.Parse(pair.Key), pair => FigureOf(pair.Value!.AsObject(), columns)),
            };
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or ArgumentException or FormatException or JsonException)
        {
            throw new InvalidDataException(
                $"{file.Origin}: what it says of its data and figures is incomplete or damaged. Fit the model again, or take the file from its source.", e);
        }
    }

    private static JsonObject Preprocessing(Provenance provenance)
    {
        var json = new JsonObject { ["representation"] = provenance.Representation };
        if (provenance.GrayLevels is { } levels)
        {
            json["grayLevels"] = levels;
            json["noise"] = "uniform";
        }
        else if (provenance.IsOfPoints)
        {
            json["points"] = "standardized";
        }
        else
        {
            json["binarization"] = provenance.Binarization.Method.ToString().ToLowerInvariant();
            json["binarizationSeed"] = provenance.Binarization.Seed;
        }
        json["image"] = provenance.Image is { } image ? new JsonArray(image.Height, image.Width) : null;
        json["columns"] = provenance.Schema is null ? null : new JsonArray([.. provenance.Schema.Select(column => new JsonObject
        {
            ["name"] = column.Name,
            ["levels"] = new JsonArray([.. column.Levels.Select(level => (JsonNode)level)]),
        })]);
        return json;
    }

    private static JsonObject TrainedOn(Provenance provenance)
    {
        var json = new JsonObject
        {
            ["source"] = provenance.Source,
            ["rows"] = provenance.Rows,
            ["columns"] = provenance.Columns,
            ["stopReason"] = provenance.StopReason,
            ["seconds"] = provenance.Seconds,
        };
        if (provenance.PeakBytes is { } bytes)
            json["peakBytes"] = bytes;
        return json;
    }

    private static JsonObject Figures(Provenance provenance) => new(provenance.Figures.OrderBy(pair => pair.Key).Select(pair =>
        KeyValuePair.Create(pair.Key.Word(), (JsonNode?)new JsonObject
        {
            ["rows"] = pair.Value.Rows,
            ["meanLogLikelihood"] = pair.Value.Mean,
            ["standardError"] = double.IsFinite(pair.Value.StandardError) ? pair.Value.StandardError : null,
            ["estimate"] = pair.Value.Estimate.Word(),
            ["representation"] = pair.Value.Representation,
            ["levels"] = pair.Value.Levels,
            ["samples"] = pair.Value.Samples,
            ["effectiveSampleSize"] = pair.Value.EffectiveSampleSize,
            ["elbo"] = pair.Value.Elbo is not { } elbo ? null : new JsonObject { ["reconstruction"] = elbo.Reconstruction, ["divergence"] = elbo.Divergence },
        })));

    private static ImageShape ImageOf(JsonArray image, int columns)
    {
        var shape = new ImageShape(image[0]!.GetValue<int>(), image[1]!.GetValue<int>());
        return shape is { Height: > 0, Width: > 0 } && (long)shape.Height * shape.Width == columns
            ? shape
            : throw new FormatException($"image: {shape.Height} x {shape.Width} pixels for {columns} columns.");
    }

    private static ColumnLevels[] SchemaOf(JsonArray schema, int columns)
    {
        ColumnLevels[] result = [.. schema.Select(column => new ColumnLevels(
            Text(column!.AsObject(), "name"), [.. column["levels"]!.AsArray().Select(level => level!.GetValue<string>())]))];
        return result.Length == columns ? result : throw new FormatException($"columns: {result.Length} described of {columns}.");
    }

    private static LogLikelihood FigureOf(JsonObject figure, int columns) => new(
        figure["rows"]!.GetValue<int>(),
        figure["meanLogLikelihood"]!.GetValue<double>(),
        figure["standardError"]?.GetValue<double>() ?? double.NaN,
        columns,
        Enum.GetValues<LikelihoodEstimate>().First(estimate => estimate.Word() == Text(figure, "estimate")),
        Text(figure, "representation"))
    {
        Levels = figure.ContainsKey("levels") ? Positive(figure, "levels") : 1,
        Samples = figure["samples"]?.GetValue<int>(),
        EffectiveSampleSize = figure["effectiveSampleSize"]?.GetValue<double>(),
        Elbo = figure["elbo"] is JsonObject elbo ? new(elbo["reconstruction"]!.GetValue<double>(), elbo["divergence"]!.GetValue<double>()) : null,
    };

    private static string Text(JsonObject json, string name) => json[name]!.GetValue<string>();

    private static int Positive(JsonObject json, string name) =>
        json[name]!.GetValue<int>() is > 0 and var value ? value : throw new FormatException($"{name}: expected a positive number.");
}
