using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Data.Downloads;
using Pushforward.Evaluation;
using Pushforward.Mixtures;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Verbs;

/// <summary><c>demo</c>: the main job in one command, ending in one page.</summary>
internal static class DemoVerb
{
    private const int FewComponents = 5, ManyComponents = 20;

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Images to learn: digits, mnist, or a folder with IDX files [default: mnist if fetched before, else the built-in digits]",
        HelpName = "D",
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder for the report and the models",
        HelpName = "DIR",
        DefaultValueFactory = _ => "demo",
    };

    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer starts and iterations: a first look within a minute" };

    public static Command Create()
    {
        var command = new Command("demo", "The main job in one command: fit, sample, score and compare models of digits, and write report.html") { Data, Out, Quick };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        string name = parse.GetValue(Data) ?? (DataCache.Has(KnownSets.Mnist) ? "mnist" : "digits");
        string folder = parse.GetValue(Out)!;
        bool quick = parse.GetValue(Quick);
        var runs = new RunFolder[] { RunFolder.Create(Path.Combine(folder, $"mixture-{FewComponents}")), RunFolder.Create(Path.Combine(folder, $"mixture-{ManyComponents}")) };
        var data = DataSource.Open(name, cancellation: session.Stopping);
        if (data.Kind != DataKind.Images)
            throw new ArgumentException($"--data {name}: the demo learns images, and this is a table. Fit tables with: pushforward fit mixture --data {name} --out DIR");
        var binarization = new BinarizationOptions { Seed = session.Seed };

        var fitted = new List<(FittedMixture Mixture, string Path)>();
        foreach (var (components, run) in new[] { FewComponents, ManyComponents }.Zip(runs))
        {
            var options = new BernoulliMixtureOptions
            {
                Components = components,
                Restarts = quick ? 2 : 10,
                MaxIterations = quick ? 60 : 500,
                Seed = session.Seed,
            };
            var (model, fit) = session.WithProgress(
                $"Mixture of {components} on {data.Name}",
                display => BernoulliMixtureModel.Fit(data, options, binarization, new EmProgress(options, display), session.Stopping));
            fitted.Add((new FittedMixture(model, fit), run.Save(model, MixtureMetrics.Lines(fit.Restarts))));
            if (session.Stopping.IsCancellationRequested)
            {
                Console.Error.WriteLine($"Interrupted; the best parameters so far are in {fitted[^1].Path}");
                return;
            }
        }

        var heldOut = data.ToBits(data.Has(DataSplit.Test) ? DataSplit.Test : DataSplit.Train, binarization, session.Stopping);
        string command = $"pushforward demo --data {name}{(quick ? " --quick" : "")} --seed {session.Seed}";
        string report = Path.Combine(folder, "report.html");
        MixtureReport.Build([.. fitted.Select(f => f.Mixture)], heldOut, session.Seed, command).Save(report);

        foreach (var (mixture, _) in fitted)
        {
            foreach (var (split, figure) in mixture.Model.Provenance.Figures.OrderBy(pair => pair.Key))
                session.Print($"{mixture.Name,-8}{split.Word(),-11} {Figures.Text(figure)}");
        }
        session.Print($"Open {report}");
        session.PrintJson(Json(fitted, report));
    }

    private static JsonObject Json(IReadOnlyList<(FittedMixture Mixture, string Path)> fitted, string report) => new()
    {
        ["report"] = report,
        ["models"] = new JsonArray([.. fitted.Select(f => new JsonObject
        {
            ["name"] = f.Mixture.Name,
            ["kind"] = f.Mixture.Model.Kind,
            ["path"] = f.Path,
        })]),
        ["comparison"] = new JsonObject
        {
            ["models"] = new JsonArray([.. fitted.Select(f => Compared(f.Mixture))]),
            ["report"] = report,
        },
    };

    private static JsonObject Compared(FittedMixture mixture)
    {
        var provenance = mixture.Model.Provenance;
        var figure = provenance.Figures.GetValueOrDefault(DataSplit.Test) ?? provenance.Figures[DataSplit.Train];
        return new JsonObject
        {
            ["name"] = mixture.Name,
            ["kind"] = mixture.Model.Kind,
            ["logLikelihood"] = new JsonObject
            {
                ["value"] = figure.Mean,
                ["standardError"] = figure.StandardError,
                ["estimate"] = figure.Estimate.Word(),
                ["representation"] = figure.Representation,
            },
            ["parameters"] = mixture.Model.ParameterCount,
            ["seconds"] = provenance.Seconds,
        };
    }
}
