using System.CommandLine;
using System.Globalization;
using System.Text;
using Pushforward.Data;

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

    public static Command Create()
    {
        Split.AcceptOnlyFromAmong("train", "validation", "test");
        var command = new Command("score", "Say how likely data are under a model, in nats per row") { Model, Split, PerRow };
        Data.AddTo(command);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var model = ModelKinds.Load(parse.GetRequiredValue(Model));
        var data = Data.Open(parse, session, model.Provenance.Schema);
        var split = parse.GetValue(Split) is { } word ? DataSplitNames.Parse(word) : data.Has(DataSplit.Test) ? DataSplit.Test : data.Splits[0];
        var (perRow, summary) = model.Score(data, split, session.Stopping);

        string? path = parse.GetValue(PerRow);
        if (path is not null)
            WritePerRow(path, perRow);
        if (path != "-")
            session.Print($"{data.Name}, {split.Word()}: {Figures.Text(summary)}");
        session.PrintJson(Figures.Json(summary));
    }

    private static void WritePerRow(string path, double[] perRow)
    {
        var text = new StringBuilder("row,logLikelihood\n");
        for (int n = 0; n < perRow.Length; n++)
            text.Append(CultureInfo.InvariantCulture, $"{n + 1},{perRow[n]:R}\n");
        OutputFile.WriteText(path, text.ToString());
    }
}
