using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Flows;
using Pushforward.Mixtures;
using Pushforward.Models;
using Pushforward.Numerics.Random;

namespace Pushforward.Cli.Verbs;

/// <summary><c>sample MODEL -n N --out F</c>: new rows.</summary>
internal static class SampleVerb
{
    private const int MaxCount = 10_000_000;

    private static readonly Argument<string> Model = ModelArgument.Create();

    private static readonly Option<int> Count = new("-n", "--count") { Description = "How many rows", HelpName = "N", DefaultValueFactory = _ => 64 };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "A .png sheet (images), .csv or .npy; - writes CSV to standard output",
        HelpName = "F",
        DefaultValueFactory = _ => "-",
    };

    private static readonly Option<bool> Means = new("--means")
    {
        Description = "The expected row given the latent part of each draw instead of the draw itself: smoother, but no sample",
    };

    private static readonly Option<string?> Given = new("--given")
    {
        Description = "A table whose rows are answered in part: N completions of each, drawn from the law of what is missing given what is there",
        HelpName = "D",
    };

    private static readonly Option<int?> Label = new("--label") { Description = "The class to draw, of a model that was fitted with --conditional", HelpName = "N" };

    private static readonly Option<double?> Temperature = new("--temperature")
    {
        Description = "Of a flow: what latent codes are multiplied by before they become rows; below 1 rows vary less, and only at 1 they are samples of the law [default: 1]",
        HelpName = "T",
    };

    private static readonly DataArguments Reading = new(forFitting: false);

    public static Command Create()
    {
        var command = new Command("sample", "Draw new rows from a model") { Model, Count, Out, Means, Temperature, Label, Given };
        Reading.AddReadingTo(command);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        int count = parse.GetValue(Count);
        if (count is < 1 or > MaxCount)
            throw new ArgumentException($"-n: expected a whole number from 1 to {MaxCount}, got {count}.");
        string path = parse.GetValue(Out)!;
        if (session.Json && path == "-")
            throw new ArgumentException("--json takes standard output for itself: name a file with --out.");
        var writer = SampleWriter.For(path);

        var model = ModelKinds.Load(parse.GetRequiredValue(Model));
        if (parse.GetValue(Given) is { } given)
        {
            RunGiven(session, parse, model, given, count, path);
            return;
        }
        var kind = parse.GetValue(Means) ? SampleKind.Means : SampleKind.Draws;
        var random = new RandomStream(session.Seed, "sample");
        var samples = parse.GetValue(Temperature) is { } temperature ? Tempered(model, kind).Sample(count, random, temperature)
            : parse.GetValue(Label) is { } label ? Conditional(model, label).Sample(count, random, kind, label) : model.Sample(count, random, kind);
        OutputFile.Write(path, stream => writer(stream, samples));

        string what = kind == SampleKind.Means ? "means (not samples)" : "samples";
        if (path != "-")
            session.Print($"Wrote {count} {what} to {path}");
        session.PrintJson(new JsonObject { ["rows"] = count, ["out"] = path, ["drawn"] = kind == SampleKind.Means ? "means" : "samples" });
    }

    private static FlowModel Tempered(TrainedModel model, SampleKind kind) => model is FlowModel flow && kind == SampleKind.Draws
        ? flow
        : throw new ArgumentException($"--temperature: only draws from a flow have one, and this is {(kind == SampleKind.Means ? "a request for means" : $"a {model.Kind}")}. Leave the option out.");

    private static void RunGiven(Session session, ParseResult parse, TrainedModel model, string given, int count, string path)
    {
        if (model is not MixtureModel { Provenance.Schema: { } schema } mixture)
            throw new ArgumentException("--given: draws given a part of a row need a mixture fitted to a table; for images see 'pushforward impute --mask'.");
        if (path != "-" && !path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"--out {path}: completed rows are written as text; name a file that ends in .csv.");
        var data = Reading.Open(given, parse, session, schema);
        var answers = mixture.Answers(data, data.Splits[0], session.Stopping).Answers;
        if ((long)answers.Rows * count > MaxCount)
            throw new ArgumentException($"-n: {answers.Rows} rows with {count} completions each are more than {MaxCount}; ask for fewer.");
        var repeated = answers.Select([.. Enumerable.Range(0, answers.Rows * count).Select(n => n / count)]);
        var completed = new CompletedRows(mixture.Classes, repeated, ImputationMode.Draw).AsText(schema, new RandomStream(session.Seed, "sample"));
        OutputFile.Write(path, stream => SampleWriter.Text(stream, schema.Select(column => column.Name), completed));
        if (path != "-")
            session.Print($"Wrote {repeated.Rows} completions, {count} of each of {answers.Rows} rows, to {path}");
        session.PrintJson(new JsonObject { ["rows"] = repeated.Rows, ["out"] = path, ["drawn"] = "completions" });
    }

    private static IConditional Conditional(TrainedModel model, int label) => model is IConditional { Classes: > 0 } conditional
        ? conditional
        : throw new ArgumentException($"--label {label}: this {model.Kind} was not given labels. Fit one with: pushforward fit vae --conditional");
}
