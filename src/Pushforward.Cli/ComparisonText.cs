using System.Globalization;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Comparison;
using Pushforward.Evaluation;

namespace Pushforward.Cli;

/// <summary>How a comparison is printed and what it is in JSON.</summary>
internal static class ComparisonText
{
    public static void Print(Session session, ComparisonResult result)
    {
        foreach (var (title, likelihoods) in new[] { ("bits", result.Bits), ("gray levels", result.Gray) })
        {
            if (likelihoods is null)
                continue;
            session.Print($"log-likelihood of {title}, {result.Data} {likelihoods.Representation}:");
            foreach (var entry in likelihoods.Entries)
                session.Print($"  {entry.Model,-16} {Figures.Text(entry.Figure)}");
            foreach (var pair in likelihoods.Pairs)
            {
                session.Print(string.Create(CultureInfo.InvariantCulture,
                    $"  {pair.First} less {pair.Second}: {pair.Difference.Mean:F3} nats, 95% interval {pair.Difference.Lower:F3} to {pair.Difference.Upper:F3}{(pair.SecondIsBound ? " (the second is a lower bound)" : "")}"));
            }
        }
        if (result is { Floor: { } floor, Ceiling: { } ceiling })
        {
            session.Print($"samples, {result.SampleRows} rows {result.SampleSeeds} times, compared by {result.Features}:");
            session.Print($"  {"",-20}{"Frechet",10}{"MMD x1000",11}{"told apart",12}{"precision",11}{"recall",9}{"density",9}{"coverage",10}{"rank",8}{"near copies",13}");
            foreach (var figures in result.Samples.Prepend(floor).Append(ceiling))
            {
                session.Print(string.Create(CultureInfo.InvariantCulture,
                    $"  {figures.Name,-20}{figures.Frechet.Mean,10:G4}{1000 * figures.KernelMmd.Mean,11:F3}{figures.TwoSampleAccuracy.Mean,12:P1}{figures.Precision.Mean,11:F3}"
                    + $"{figures.Recall.Mean,9:F3}{figures.Density.Mean,9:F3}{figures.Coverage.Mean,10:F3}{figures.Memorization.Rank,8:F3}{figures.Memorization.NearCopies,13:P1}"));
            }
            if (result.Classifier is { } classifier)
            {
                session.Print(string.Create(CultureInfo.InvariantCulture,
                    $"  classifier {classifier.Hash}, seed {classifier.Options.Training.Seed}: {classifier.Accuracy:P2} of held-out images right, trained in {classifier.Seconds:F0} s"));
            }
        }
        foreach (var (name, reason) in result.LeftOut)
            session.Print($"not compared: {name}, because {reason}");
        foreach (string note in result.Notes.Concat(SampleFigure.Misorders(result)))
            session.Print($"note: {note}");
        foreach (string sentence in result.Recommendation)
            session.Print(sentence);
    }

    public static JsonObject Json(ComparisonResult result) => new()
    {
        ["models"] = new JsonArray([.. result.Models.Select(model => ModelJson(result, model))]),
        ["leftOut"] = new JsonArray([.. result.LeftOut.Select(one => new JsonObject { ["name"] = one.Name, ["reason"] = one.Reason })]),
        ["data"] = result.Data,
        ["representation"] = result.Representation,
        ["split"] = Pushforward.Data.DataSplitNames.Word(result.Split),
        ["grayLikelihoods"] = result.Gray is { } gray ? new JsonArray([.. gray.Entries.Select(entry => Named(entry.Model, Figures.Json(entry.Figure)))]) : null,
        ["paired"] = new JsonArray([.. new[] { result.Bits, result.Gray }.OfType<LikelihoodComparison>().SelectMany(likelihoods => likelihoods.Pairs.Select(pair => new JsonObject
        {
            ["representation"] = likelihoods.Representation,
            ["first"] = pair.First,
            ["second"] = pair.Second,
            ["meanDifference"] = JsonResult.Number(pair.Difference.Mean),
            ["standardError"] = JsonResult.Number(pair.Difference.StandardError),
            ["lower"] = JsonResult.Number(pair.Difference.Lower),
            ["upper"] = JsonResult.Number(pair.Difference.Upper),
            ["secondIsLowerBound"] = pair.SecondIsBound,
        }))]),
        ["floor"] = result.Floor is { } floor ? Samples(floor) : null,
        ["ceiling"] = result.Ceiling is { } ceiling ? Samples(ceiling) : null,
        ["samples"] = result.Floor is null ? null : new JsonObject
        {
            ["rows"] = result.SampleRows,
            ["seeds"] = result.SampleSeeds,
            ["features"] = result.Features,
            ["kernelBandwidth"] = result.Bandwidth,
        },
        ["classifier"] = result.Classifier is { } classifier ? new JsonObject
        {
            ["accuracy"] = JsonResult.Number(classifier.Accuracy),
            ["seed"] = classifier.Options.Training.Seed,
            ["hash"] = classifier.Hash,
            ["seconds"] = classifier.Seconds,
        } : null,
        ["notes"] = new JsonArray([.. result.Notes.Concat(SampleFigure.Misorders(result)).Select(note => (JsonNode)note)]),
        ["recommendation"] = new JsonArray([.. result.Recommendation.Select(sentence => (JsonNode)sentence)]),
    };

    private static JsonObject ModelJson(ComparisonResult result, ComparedModel model)
    {
        var json = new JsonObject
        {
            ["name"] = model.Name,
            ["kind"] = model.Model.Kind,
            ["logLikelihood"] = result.LikelihoodOf(model.Name) is { Figure: var figure } ? new JsonObject
            {
                ["value"] = JsonResult.Number(figure.Mean),
                ["standardError"] = JsonResult.Number(figure.StandardError),
                ["estimate"] = figure.Estimate.Word(),
                ["representation"] = figure.Representation,
                ["bitsPerDimension"] = JsonResult.Number(figure.BitsPerDimension),
            } : null,
        };
        if (result.SamplesOf(model.Name) is { } samples)
        {
            foreach (var (key, value) in Samples(samples).ToArray())
                json[key] = value?.DeepClone();
        }
        json["parameters"] = model.Model.ParameterCount;
        json["seconds"] = model.Model.Provenance.Seconds;
        return json;
    }

    private static JsonObject Samples(SampleFigures figures)
    {
        var json = new JsonObject
        {
            ["frechet"] = figures.Frechet.Mean,
            ["frechetSpread"] = JsonResult.Number(figures.Frechet.Deviation),
            ["kernelMmd"] = figures.KernelMmd.Mean,
            ["kernelMmdSpread"] = JsonResult.Number(figures.KernelMmd.Deviation),
            ["kernelPValue"] = figures.KernelPValue,
            ["precision"] = figures.Precision.Mean,
            ["recall"] = figures.Recall.Mean,
            ["density"] = figures.Density.Mean,
            ["coverage"] = figures.Coverage.Mean,
            ["twoSampleAccuracy"] = figures.TwoSampleAccuracy.Mean,
            ["twoSampleStandardError"] = figures.TwoSampleStandardError,
            ["nearestTrainingRank"] = figures.Memorization.Rank,
            ["nearCopies"] = figures.Memorization.NearCopies,
            ["memorizes"] = figures.Memorization.IsDecidable ? figures.Memorization.IsFlagged : null,
            ["secondsPerThousandSamples"] = JsonResult.Number(figures.SecondsPerThousand),
        };
        if (figures.Calibration is { } calibration)
        {
            json["marginalError"] = calibration.MarginalError;
            json["correlationError"] = calibration.CorrelationError;
        }
        return json;
    }

    private static JsonObject Named(string name, JsonObject json)
    {
        json.Insert(0, "name", name);
        return json;
    }
}
