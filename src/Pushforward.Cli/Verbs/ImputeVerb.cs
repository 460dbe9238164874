using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Flows;
using Pushforward.Mixtures;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;
using Pushforward.Reporting.Sheets;
using Pushforward.Training;

namespace Pushforward.Cli.Verbs;

/// <summary><c>impute MODEL --data D --out F</c>: fills what is missing.</summary>
internal static class ImputeVerb
{
    private const int MostDraws = 1000, MostImages = 100_000;

    private static readonly Argument<string> Model = ModelArgument.Create();

    private static readonly DataArguments Data = new(forFitting: false);

    private static readonly Option<string> Out = new("--out")
    {
        Description = "A .csv file for a table; a .png sheet or an .npy array for images; - writes CSV to standard output",
        HelpName = "F",
        Required = true,
    };

    private static readonly Option<string> Mode = new("--mode")
    {
        Description = "mean: the expected value given the row's other answers; mode: the likeliest one; draw: one drawn from its law given the others",
        HelpName = "mean|mode|draw",
        DefaultValueFactory = _ => "mode",
    };

    private static readonly Option<int> Draws = new("--draws")
    {
        Description = "With --mode draw: how many completed tables, one below the other, numbered in a first column 'draw' (multiple imputation)",
        HelpName = "M",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> Split = new("--split")
    {
        Description = "Which part of the data [default: test for images where there is one, else all there is]",
        HelpName = "train|validation|test",
    };

    private static readonly Option<string?> Mask = new("--mask")
    {
        Description = "For images: the half to take away and fill in again",
        HelpName = string.Join('|', ImageMask.Words),
    };

    private static readonly Option<int> Rows = new("--rows") { Description = "For images: how many, the first ones", HelpName = "N", DefaultValueFactory = _ => 12 };

    private static readonly Option<int> Steps = new("--steps")
    {
        Description = "Of a flow: steps of the gradient ascent by which it fills in",
        HelpName = "N",
        DefaultValueFactory = _ => new Inpainting().Steps,
    };

    public static Command Create()
    {
        Mode.AcceptOnlyFromAmong("mean", "mode", "draw");
        Split.AcceptOnlyFromAmong("train", "validation", "test");
        Mask.AcceptOnlyFromAmong(ImageMask.Words);
        var command = new Command("impute", "Fill what is missing, given what is there") { Model, Out, Mode, Draws, Split, Mask, Rows, Steps };
        Data.AddTo(command);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        string path = parse.GetRequiredValue(Model);
        var loaded = ModelKinds.Load(path);
        if (loaded is FlowModel flow)
        {
            Inpaint(session, parse, flow);
            return;
        }
        if (loaded is not MixtureModel model)
            throw new ArgumentException($"{path}: this kind of model knows no missing values; impute with one that 'fit mixture' wrote, or images with a flow.");
        var mode = Enum.Parse<ImputationMode>(parse.GetValue(Mode)!, ignoreCase: true);
        int draws = parse.GetValue(Draws);
        if (draws is < 1 or > MostDraws || (draws > 1 && mode != ImputationMode.Draw))
            throw new ArgumentException($"--draws: expected a whole number from 1 to {MostDraws}, and more than 1 only with --mode draw; got {draws}.");
        string target = parse.GetRequiredValue(Out);
        if (session.Json && target == "-")
            throw new ArgumentException("--json takes standard output for itself: name a file with --out.");

        var data = Data.Open(parse, session, model.Provenance.Schema);
        var split = SplitOf(parse, data);
        var answers = model.Answers(data, split, session.Stopping);
        foreach (string warning in answers.Warnings)
            session.Say(warning);
        var (rows, filled) = answers.Image is { } image
            ? Images(session, parse, model, answers, image, mode, target)
            : Table(session, model, answers, Data.SpecOf(parse), mode, draws, target);

        if (target != "-")
            session.Print(FormattableString.Invariant($"Filled {filled} of {(long)rows * answers.Columns} values ({parse.GetValue(Mode)}); wrote {target}"));
        session.PrintJson(new JsonObject
        {
            ["rows"] = rows,
            ["filled"] = filled,
            ["out"] = target,
            ["mode"] = parse.GetValue(Mode),
            ["draws"] = draws,
        });
    }

    private static (int Rows, long Filled) Table(
        Session session, MixtureModel model, CategoricalData answers, string spec, ImputationMode mode, int draws, string target)
    {
        if (target != "-" && !target.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"--out {target}: a completed table is written as text; name a file that ends in .csv.");
        var schema = model.Provenance.Schema
            ?? [.. Enumerable.Range(0, answers.Columns).Select(d => new ColumnLevels(FormattableString.Invariant($"x{d}"), ["0", "1"]))];
        var completed = new CompletedRows(model.Classes, answers.Answers, mode);
        var carried = CarriedColumns.Of(spec, schema);
        var header = carried?.Header ?? schema.Select(column => column.Name);
        // All tables are begun before the first is written, so that what cannot be filled is found out in time.
        IEnumerable<string[]>[] tables = [.. Enumerable.Range(0, draws).Select(draw => completed.AsText(schema, new RandomStream(session.Seed, "impute", draw)))];
        var rows = tables.SelectMany((table, draw) => (carried?.Join(table) ?? table).Select(row =>
        {
            session.Stopping.ThrowIfCancellationRequested();
            return draws > 1 ? row.Prepend((draw + 1).ToString(CultureInfo.InvariantCulture)) : row;
        }));
        OutputFile.Write(target, stream => SampleWriter.Text(stream, draws > 1 ? header.Prepend("draw") : header, rows));
        return (answers.Rows, answers.Answers.CountMissing());
    }

    // A flow has no law of some pixels given others at hand; it climbs to likely ones.
    private static void Inpaint(Session session, ParseResult parse, FlowModel model)
    {
        string target = parse.GetRequiredValue(Out);
        var (mask, _, count) = ImageOptions(parse, target);
        if (parse.GetResult(Mode) is { Implicit: false } && parse.GetValue(Mode) != "mode")
            throw new ArgumentException($"--mode {parse.GetValue(Mode)}: a flow fills in what is likeliest, by gradient ascent; use --mode mode.");
        var data = Data.Open(parse, session, model.Provenance.Schema);
        var rows = new HeadRows(model.RowsOf(data, SplitOf(parse, data), session.Stopping), count);
        var (filledRows, filled, before, after) = FlowInpainting.Run(
            model, rows, mask, new Inpainting { Steps = parse.GetValue(Steps) }, target, session.Stopping);
        session.Print(FormattableString.Invariant(
            $"Filled {filled} of {(long)filledRows * rows.Columns} values; the mean log-density that was climbed rose from {before:F1} to {after:F1} nats; wrote {target}"));
        session.PrintJson(new JsonObject
        {
            ["rows"] = filledRows,
            ["filled"] = filled,
            ["out"] = target,
            ["mode"] = "mode",
            ["meanLogProbBefore"] = before,
            ["meanLogProbAfter"] = after,
        });
    }

    private static DataSplit SplitOf(ParseResult parse, Dataset data) => parse.GetValue(Split) is { } word ? DataSplitNames.Parse(word)
        : data.Kind == DataKind.Images && data.Has(DataSplit.Test) ? DataSplit.Test : data.Splits[0];

    private static (string Mask, bool Sheet, int Rows) ImageOptions(ParseResult parse, string target)
    {
        if (parse.GetValue(Mask) is not { } mask)
            throw new ArgumentException($"--mask: no pixel of an image is missing; say which half to take away: {string.Join(", ", ImageMask.Words)}.");
        bool sheet = target.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        if (!sheet && !target.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"--out {target}: completed images are written as a sheet or an array; name a file that ends in .png or .npy.");
        int count = parse.GetValue(Rows);
        return count is < 1 or > MostImages
            ? throw new ArgumentException($"--rows: expected a whole number from 1 to {MostImages}, got {count}.")
            : (mask, sheet, count);
    }

    private static (int Rows, long Filled) Images(
        Session session, ParseResult parse, MixtureModel model, CategoricalData answers, ImageShape image, ImputationMode mode, string target)
    {
        var (mask, sheet, count) = ImageOptions(parse, target);
        var whole = answers.Answers.Select([.. Enumerable.Range(0, Math.Min(count, answers.Rows))]);
        var masked = ImageMask.Apply(mask, image, whole);
        float[] completed = new CompletedRows(model.Classes, masked, mode).AsNumbers(new RandomStream(session.Seed, "impute"));
        if (!sheet)
        {
            OutputFile.Write(target, stream => Npy.Write(stream, new StoredArray([whole.Rows, whole.Columns], completed)));
            return (whole.Rows, masked.CountMissing());
        }

        // Three lines: the images, what is left of them, and what the model makes of that.
        var values = new List<float>();
        foreach (var rows in new[] { whole, masked })
        {
            for (int n = 0; n < rows.Rows; n++)
            {
                for (int d = 0; d < rows.Columns; d++)
                    values.Add(rows[n, d] == CategoricalRows.Missing ? 0.5f : rows[n, d]);
            }
        }
        values.AddRange(completed);
        var options = new ImageSheetOptions { Columns = whole.Rows, Groups = [whole.Rows, whole.Rows, whole.Rows] };
        OutputFile.Write(target, stream => stream.Write(ImageSheet.Render(values.ToArray(), image.Height, image.Width, options).Png.Span));
        return (whole.Rows, masked.CountMissing());
    }
}
