using System.CommandLine;
using System.Globalization;
using System.Text;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;

namespace Pushforward.Cli.Verbs;

/// <summary><c>score MODEL --data D</c>: how likely the data are.</summary>
internal static class ScoreVerb
{
    private static readonly Argument<string> Model = ModelArgument.Create();

    private static readonly DataArguments Data = new(forFitting: false);

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

    public static Command Create()
    {
        Split.AcceptOnlyFromAmong("train", "validation", "test");
        var command = new Command("score", "Say how likely data are under a model, in nats per row") { Model, Split, PerRow, Samples, Rows };
        Data.AddTo(command);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var model = ModelKinds.Load(parse.GetRequiredValue(Model));
        var data = Data.Open(parse, session, model.Provenance.Schema);
        var split = parse.GetValue(Split) is { } word ? DataSplitNames.Parse(word) : data.Has(DataSplit.Test) ? DataSplit.Test : data.Splits[0];
        var (perRow, summary) = Score(session, parse, model, data, split);

        string? path = parse.GetValue(PerRow);
        if (path is not null)
            WritePerRow(path, perRow);
        if (path != "-")
        {
            session.Print($"{data.Name}, {split.Word()}: {Figures.Text(summary)}");
            if (Figures.BoundText(summary) is { } bound)
                session.Print(bound);
        }
        session.PrintJson(Figures.Json(summary));
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

    private static void WritePerRow(string path, double[] perRow)
    {
        var text = new StringBuilder("row,logLikelihood\n");
        for (int n = 0; n < perRow.Length; n++)
            text.Append(CultureInfo.InvariantCulture, $"{n + 1},{perRow[n]:R}\n");
        OutputFile.WriteText(path, text.ToString());
    }
}
