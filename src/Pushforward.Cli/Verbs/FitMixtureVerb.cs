using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Verbs;

/// <summary><c>fit mixture</c>: a mixture of Bernoullis by EM.</summary>
internal static class FitMixtureVerb
{
    // More classes than this are not looked at one by one.
    private const int MostReported = 20;

    // A table of few cells costs nothing to climb to the very top, which its likelihood is compared at to a thousandth.
    private const double SmallTableTolerance = 1e-10, MostCellsOfSmallTable = 1e5;
    private const int SmallTableIterations = 5000;

    private static readonly BernoulliMixtureOptions Defaults = new();

    private static readonly Option<int> Components = Options.WithDefault(
        "--components", "K", Defaults.Components, "Components, K");

    private static readonly Option<int> Restarts = Options.WithDefault(
        "--restarts", "N", Defaults.Restarts, "Starts, of which the best is kept");

    private static readonly Option<double> Prior = Options.WithDefault(
        "--prior", "STRENGTH", Defaults.PriorStrength, "Pseudo-counts of the prior; 0 is plain maximum likelihood");

    private static readonly Option<double?> Tolerance = new("--tolerance")
    {
        Description = "Relative change of the mean log-likelihood at which a start has converged; 0 runs all iterations "
            + FormattableString.Invariant($"[default: {Defaults.Tolerance}, for a small table {SmallTableTolerance}]"),
        HelpName = "T",
    };

    private static readonly Option<int?> MaxIterations = new("--max-iterations")
    {
        Description = $"Iterations of a start at the most [default: {Defaults.MaxIterations}, for a small table {SmallTableIterations}]",
        HelpName = "N",
    };

    private static readonly Option<bool> EarlyStopping = new("--early-stopping")
    {
        Description = "Stop a start when the validation rows no longer become likelier, and keep the start under which they are likeliest",
    };

    private static readonly Option<int> Patience = Options.WithDefault(
        "--patience", "N", Defaults.Patience, "With --early-stopping: iterations without gain after which a start is stopped");

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder for model.safetensors, config.json, metrics.jsonl, and for a table report.html",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly MixtureArguments Mixture = new();

    private static readonly Option<int> ShortRuns = Options.WithDefault(
        "--short-runs", "N", Defaults.ShortRuns, "Short runs before each start, of which the best goes on");

    private static readonly Option<int> StepwisePasses = Options.WithDefault(
        "--stepwise-passes", "N", Defaults.StepwisePasses, "Passes of stepwise (online) EM before each start, for many rows in no particular order");

    private static readonly Option<int> Reseeds = Options.WithDefault(
        "--reseeds", "N", Defaults.Reseeds, "How often a converged start sets empty and duplicate components to work elsewhere; kept if it ends higher");

    private static readonly StreamArguments Streamed = new(Mixture.Data);

    public static Command Create()
    {
        var command = new Command("mixture", "A mixture of Bernoullis or categorical laws by expectation-maximization; answers may be missing");
        Mixture.AddTo(command);
        foreach (Option option in new Option[] { Components, Restarts, Prior, Tolerance, MaxIterations, EarlyStopping, Patience, ShortRuns, StepwisePasses, Reseeds, Out })
            command.Add(option);
        Streamed.AddTo(command);
        command.SetAction(Session.Run(Run, shared: true));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var options = new BernoulliMixtureOptions
        {
            Components = parse.GetValue(Components),
            Restarts = parse.GetValue(Restarts),
            PriorStrength = parse.GetValue(Prior),
            Tolerance = parse.GetValue(Tolerance) ?? Defaults.Tolerance,
            MaxIterations = parse.GetValue(MaxIterations) ?? Defaults.MaxIterations,
            Patience = parse.GetValue(Patience),
            ShortRuns = parse.GetValue(ShortRuns),
            StepwisePasses = parse.GetValue(StepwisePasses),
            Reseeds = parse.GetValue(Reseeds),
            Seed = session.Seed,
        };
        options.Validate();
        var folder = RunFolder.Create(parse.GetRequiredValue(Out));
        var emission = Mixture.EmissionOf(parse);
        var fit = Streamed.Use(parse, session, emission.Levels(), schema: null, streams => Fit(parse, session, options, emission, streams))
            ?? Fit(parse, session, options);
        if (!Session.IsFirst)
            return;
        var model = fit.Model;
        string path = folder.Save(model, MixtureMetrics.Lines(fit.Restarts));

        var json = new JsonObject
        {
            ["kind"] = model.Kind,
            ["model"] = path,
            ["iterations"] = fit.BestRestart.Iterations.Count,
            ["stopReason"] = model.Provenance.StopReason,
            ["seconds"] = model.Provenance.Seconds,
            ["restarts"] = MixtureMetrics.Restarts(fit.Restarts),
        };
        Figures.Print(session, model.Provenance, json);
        string? report = SaveReport(parse, fit, folder);
        if (report is not null)
            session.Print($"Open {report}");
        session.Print(FormattableString.Invariant(
            $"{fit.BestRestart.Iterations.Count} iterations ({model.Provenance.StopReason}), start {fit.Best + 1} of {fit.Restarts.Count}, {model.Provenance.Seconds:F1} s; wrote {path}"));

        if (report is not null)
            json["report"] = report;
        session.PrintJson(json);
        if (session.Stopping.IsCancellationRequested)
            Console.Error.WriteLine($"Interrupted; the best parameters so far are in {path}");
    }

    private static MixtureFit Fit(ParseResult parse, Session session, BernoulliMixtureOptions options)
    {
        var fitting = Mixture.Open(parse, session);
        if (fitting.Train is { Image: null } train)
            options = ForTable(parse, options, train.Rows, train.Columns);
        return session.WithProgress(
            $"Fitting a mixture of {options.Components} to {fitting.Data.Name}",
            display => fitting.Fit(options, parse.GetValue(EarlyStopping), profiles: true, new EmProgress(options, display), session.Stopping));
    }

    private static MixtureFit Fit(
        ParseResult parse, Session session, BernoulliMixtureOptions options, MixtureEmission emission, SortedDictionary<DataSplit, IBitSource> streams)
    {
        var train = streams[DataSplit.Train];
        if (train.Schema is not null)
            options = ForTable(parse, options, train.Rows, train.Columns);
        return session.WithProgress(
            $"Fitting a mixture of {options.Components} to {train.Name}",
            display => StreamedMixture.Fit(
                train,
                options,
                streams.Where(split => split.Key != DataSplit.Train).ToDictionary(),
                emission,
                parse.GetValue(EarlyStopping),
                new EmProgress(options, display),
                ranks: session.Ranks,
                cancellation: session.Stopping));
    }

    private static BernoulliMixtureOptions ForTable(ParseResult parse, BernoulliMixtureOptions options, int rows, int columns) =>
        (double)rows * columns > MostCellsOfSmallTable ? options : options with
        {
            Tolerance = parse.GetValue(Tolerance) ?? SmallTableTolerance,
            MaxIterations = parse.GetValue(MaxIterations) ?? SmallTableIterations,
        };

    // Tables are read by people who want classes and profiles; images by those who want samples.
    private static string? SaveReport(ParseResult parse, MixtureFit fit, RunFolder folder)
    {
        var model = fit.Model;
        if (model.Figures is null || model.Provenance.Schema is null || model.Classes.Components > MostReported)
            return null;
        string path = Path.Combine(folder.Path, "report.html");
        SurveyReport.Build(model, $"pushforward {string.Join(' ', parse.Tokens.Select(token => token.Value))}", fit.Restarts).Save(path);
        return path;
    }
}
