using System.CommandLine;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Flows;
using Pushforward.Mixtures;
using Pushforward.Models;

namespace Pushforward.Cli.Verbs;

/// <summary><c>score MODEL --data D</c>: how likely the data are.</summary>
internal static class ScoreVerb
{
    private static readonly Argument<string> Model = ModelArgument.Create();

    private static readonly DataArguments Data = new(forFitting: false);

    private static readonly StreamArguments Streamed = new(Data);

    private static readonly Option<string?> Split = new("--split")
    {
        Description = "Which part of the data [default: test where there is one, else all there is]",
        HelpName = "train|validation|test",
    };

    private static readonly Option<string?> PerRow = new("--per-row") { Description = "Write log p(x) of every row to a CSV file; - for standard output", HelpName = "F" };

    private static readonly Option<int?> Samples = new("--samples")
    {
        Description = $"Draws a row, of models whose likelihood is estimated by importance sampling [default: {IImportanceSampled.DefaultSamples}]",
        HelpName = "K",
    };

    private static readonly Option<int?> Rows = new("--rows") { Description = "Only the first N rows, of such models [default: all]", HelpName = "N" };

    private static readonly Option<string?> Memberships = new("--memberships")
    {
        Description = "Of a mixture: write every row's modal class, how certain it is, and the posterior of every class to a CSV file; - for standard output",
        HelpName = "F",
    };

    private static readonly Option<bool> Check = new("--check")
    {
        Description = "Of a flow: also take every row to its latent code and back, and report the largest error",
    };

    public static Command Create()
    {
        Split.AcceptOnlyFromAmong("train", "validation", "test");
        var command = new Command("score", "Say how likely data are under a model, in nats per row") { Model, Split, PerRow, Samples, Rows, Memberships, Check };
        Data.AddTo(command);
        Streamed.AddTo(command);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        string? path = parse.GetValue(PerRow), memberships = parse.GetValue(Memberships);
        if (path == "-" && memberships == "-")
            throw new ArgumentException("--per-row - and --memberships -: only one of them can have standard output. Name a file for the other.");
        if (session.Json && (path == "-" || memberships == "-"))
            throw new ArgumentException($"--json takes standard output for itself: name a file with {(path == "-" ? "--per-row" : "--memberships")}.");
        var model = ModelKinds.Load(parse.GetRequiredValue(Model));
        if (Stream(session, parse, model) is { } figure)
        {
            session.PrintJson(Figures.Json(figure));
            return;
        }
        var data = Data.Open(parse, session, model.Provenance.Schema);
        var split = parse.GetValue(Split) is { } word ? DataSplitNames.Parse(word) : data.Has(DataSplit.Test) ? DataSplit.Test : data.Splits[0];
        if (parse.GetValue(Check) && model is not FlowModel)
            throw new ArgumentException($"--check: a {model.Kind} is no invertible map. Leave the option out.");
        var (perRow, summary) = Score(session, parse, model, data, split);

        if (path is not null)
            WritePerRow(path, perRow);
        if (memberships is not null)
        {
            var mixture = MixtureOf(model);
            int components = mixture.Classes.Components;
            double[] posterior = mixture.Responsibilities(mixture.Answers(data, split, session.Stopping).Answers);
            WriteMemberships(memberships, components, Enumerable.Range(0, posterior.Length / components).Select(n => posterior[(n * components)..((n + 1) * components)]));
        }
        // Standard output may be taken by rows.
        bool taken = path == "-" || memberships == "-";
        Action<string> print = taken ? session.Say : session.Print;
        print($"{data.Name}, {split.Word()}: {Figures.Text(summary)}");
        if (Figures.BoundText(summary) is { } bound)
            print(bound);
        var json = Figures.Json(summary);
        if (parse.GetValue(Check) && model is FlowModel flow)
            json["reconstruction"] = Reconstruct(session, flow, data, split, print: !taken);
        session.PrintJson(json);
    }

    private static (double[] PerRow, LogLikelihood Summary) Score(Session session, ParseResult parse, TrainedModel model, Dataset data, DataSplit split)
    {
        var (samples, rows) = (parse.GetValue(Samples), parse.GetValue(Rows));
        if (model is not IImportanceSampled sampled)
        {
            return samples is null && rows is null
                ? model.Score(data, split, session.Stopping)
                : throw new ArgumentException($"--{(samples is null ? "rows" : "samples")}: the likelihood of a {model.Kind} takes no sampling. Leave the option out.");
        }
        int draws = samples ?? IImportanceSampled.DefaultSamples;
        return session.WithProgress(
            FormattableString.Invariant($"Estimating likelihoods with {draws} draws a row"),
            display => sampled.Score(data, split, draws, rows, new FractionDisplay(display), session.Stopping));
    }

    private static JsonObject Reconstruct(Session session, FlowModel flow, Dataset data, DataSplit split, bool print)
    {
        var error = flow.Reconstruct(flow.RowsOf(data, split, session.Stopping), session.Stopping);
        if (print)
        {
            session.Print(FormattableString.Invariant(
                $"to the latent code and back: largest error {error.Largest:G3} (row {error.Row + 1}, column {error.Column + 1}), mean {error.Mean:G3}, {error.Beyond} numbers off by more than {ReconstructionError.Tolerance}"));
        }
        return new JsonObject { ["largestError"] = error.Largest, ["row"] = error.Row + 1, ["column"] = error.Column + 1, ["meanError"] = error.Mean, ["beyondTolerance"] = error.Beyond };
    }

    // Of a mixture whose rows are not read into memory: the same figure, and the same files.
    private static LogLikelihood? Stream(Session session, ParseResult parse, TrainedModel model)
    {
        if (model is not MixtureModel mixture)
            return Streamed.IsAsked(parse) ? throw new ArgumentException($"--stream: rows are streamed to mixtures, and this is a {model.Kind}. Leave the option out.") : null;
        // Gray pixels have to become bits.
        if (model.Provenance.Image is not null && !Streamed.IsAsked(parse))
            return null;
        return Streamed.Use(parse, session, ColumnLevelLimit.Any, model.Provenance.Schema, streams =>
        {
            if (parse.GetValue(Split) is { } split && split != DataSplit.Train.Word())
                throw new ArgumentException($"--split {split}: a stream is one file, which is all train. Leave the option out.");
            foreach (var option in new Option[] { Samples, Rows, Check })
            {
                if (parse.GetResult(option) is { Implicit: false })
                    throw new ArgumentException($"{option.Name}: this is nothing that a {model.Kind} has. Leave the option out.");
            }
            var data = streams[DataSplit.Train];
            string? path = parse.GetValue(PerRow), memberships = parse.GetValue(Memberships);
            var (perRow, summary) = path is null ? (null, mixture.Summarize(data)) : mixture.Score(data);
            if (path is not null)
                WritePerRow(path, perRow!);
            if (memberships is not null)
                WriteMemberships(memberships, mixture.Classes.Components, mixture.Responsibilities(data));
            Action<string> print = path == "-" || memberships == "-" ? session.Say : session.Print;
            print($"{data.Name}: {Figures.Text(summary)}");
            return summary;
        });
    }

    private static void WritePerRow(string path, double[] perRow) => OutputFile.Write(path, stream => SampleWriter.Text(
        stream,
        ["row", "logLikelihood"],
        perRow.Index().Select(row => (IEnumerable<string>)[(row.Index + 1).ToString(CultureInfo.InvariantCulture), row.Item.ToString("R", CultureInfo.InvariantCulture)])));

    private static MixtureModel MixtureOf(TrainedModel model) => model as MixtureModel
        ?? throw new ArgumentException("--memberships: this kind of model has no classes; score with one that 'fit mixture' wrote.");

    private static void WriteMemberships(string path, int components, IEnumerable<double[]> posteriors)
    {
        string[] header = ["row", "class", "certainty", .. Enumerable.Range(1, components).Select(k => FormattableString.Invariant($"class{k}"))];
        OutputFile.Write(path, stream => SampleWriter.Text(stream, header, posteriors.Index().Select(row =>
        {
            int modal = TensorPrimitives.IndexOfMax<double>(row.Item);
            return (IEnumerable<string>)
            [
                (row.Index + 1).ToString(CultureInfo.InvariantCulture),
                (modal + 1).ToString(CultureInfo.InvariantCulture),
                row.Item[modal].ToString("R", CultureInfo.InvariantCulture),
                .. row.Item.Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
            ];
        })));
    }
}
