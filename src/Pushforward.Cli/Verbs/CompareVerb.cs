using System.CommandLine;
using Pushforward.Cli.Terminal;
using Pushforward.Comparison;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Verbs;

/// <summary><c>compare MODEL... --data D</c>: models on one footing, in one table and one page.</summary>
internal static class CompareVerb
{
    private static readonly Argument<string[]> Models = new("MODEL")
    {
        Description = "Model files, as fit writes them",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly DataArguments Data = new(forFitting: true);

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder for report.html",
        HelpName = "DIR",
        DefaultValueFactory = _ => "comparison",
    };

    private static readonly Option<int?> Samples = new("--samples")
    {
        Description = "Rows drawn from each model, three times over [default: 10,000, or 2,000 with --quick, or as many as are held out]",
        HelpName = "N",
    };

    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer samples, and a classifier trained for seconds: a first look" };

    public static Command Create()
    {
        var command = new Command("compare", "Compare models on one footing: likelihoods of the same rows, and samples beside real rows") { Models };
        Data.AddTo(command);
        foreach (Option option in new Option[] { Out, Samples, Quick })
            command.Add(option);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        string[] paths = parse.GetRequiredValue(Models);
        bool quick = parse.GetValue(Quick);
        var options = quick ? ComparisonOptions.Quick : new ComparisonOptions();
        options = options with
        {
            Samples = parse.GetValue(Samples) ?? options.Samples,
            Seed = session.Seed,
            Binarization = Data.ChosenBinarization(parse, session),
        };
        options.Validate();
        var folder = RunFolder.Create(parse.GetRequiredValue(Out));
        string[] names = NamesOf(paths);
        ComparedModel[] models = [.. paths.Select((path, i) => new ComparedModel(names[i], ModelKinds.Load(path)))];
        var data = Data.Open(parse, session, models.Select(model => model.Model.Provenance.Schema).FirstOrDefault(schema => schema is not null));

        var result = session.WithProgress(
            $"Comparing {(models.Length == 1 ? names[0] : $"{models.Length} models")} on {data.Name}",
            display => ModelComparison.Run(models, data, options, new Display(display), session.Stopping));

        string command = $"pushforward compare {string.Join(' ', paths)} --data {Data.SpecOf(parse)}{(quick ? " --quick" : "")} --seed {session.Seed}";
        string report = Path.Combine(folder.Path, "report.html");
        ComparisonReport.Build(result, command).Save(report);
        ComparisonText.Print(session, result);
        session.Print($"Open {report}");
        var json = ComparisonText.Json(result);
        json["report"] = report;
        session.PrintJson(json);
    }

    /// <summary>Names for models: a run folder's, or the file's, and the whole path where two would be the same.</summary>
    internal static string[] NamesOf(IReadOnlyList<string> paths)
    {
        string[] names = [.. paths.Select(path =>
        {
            string file = Path.GetFileNameWithoutExtension(path);
            return file == "model" && Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) is { Length: > 0 } parent ? parent : file;
        })];
        for (int i = 0; i < names.Length; i++)
        {
            if (paths.Take(i).Contains(paths[i]))
                throw new ArgumentException($"MODEL {paths[i]}: it is given twice; name each model once.");
        }
        return [.. names.Select((name, i) => names.Count(other => other == name) > 1 ? paths[i] : name)];
    }

    private sealed class Display(IProgress<ProgressReport> display) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value) => display.Report(new ProgressReport(value.Fraction, value.Status));
    }
}
