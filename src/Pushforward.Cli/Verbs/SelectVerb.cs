using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Mixtures.Selection;

namespace Pushforward.Cli.Verbs;

/// <summary><c>select mixture --data D --components 1-10</c>: one fit for each K, criteria side by side, and a recommendation.</summary>
internal static class SelectVerb
{
    private const string Auto = "auto";

    private static readonly BernoulliMixtureOptions Defaults = new();

    private static readonly MixtureArguments Mixture = new();

    private static readonly Option<string> Components = Options.WithDefault(
        "--components", "GRID", "1-10", $"What to try: 1-10, 10,50,100, or a wide range such as 10-400, walked on a geometric grid beyond {ComponentGrid.MostInTurn} numbers");

    private static readonly Option<int?> Restarts = new("--restarts")
    {
        Description = $"Starts of each K [default: {Defaults.Restarts}]; with a validation split, of the recommended one [default: 3]",
        HelpName = "N",
    };

    private static readonly Option<string> Prior = Options.WithDefault(
        "--prior", "STRENGTH|auto", Auto, "Pseudo-counts of the prior; auto is 0 (maximum likelihood), and with a validation split whatever makes that likeliest");

    private static readonly Option<double> Tolerance = Options.WithDefault(
        "--tolerance", "T", 1e-9, "Relative change of the mean log-likelihood at which a start has converged");

    private static readonly Option<int> MaxIterations = Options.WithDefault(
        "--max-iterations", "N", 5000, "Iterations of a start at the most");

    private static readonly Option<int> Patience = Options.WithDefault(
        "--patience", "N", Defaults.Patience, "With a validation split: iterations without gain there after which a start is stopped");

    private static readonly Option<int> Folds = Options.WithDefault(
        "--folds", "N", 0, "Cross-validate: hold out the rows in so many parts, one after another, and let their likelihood decide; 0 does not");

    private static readonly Option<int> Bootstrap = Options.WithDefault(
        "--bootstrap", "N", 0, "Test each K against the one before by the likelihood ratio, with so many simulated data sets; 0 does not");

    private static readonly Option<string> Out = Options.WithDefault(
        "--out", "DIR", "selection", "Folder for the recommended model");

    public static Command Create()
    {
        var mixture = new Command("mixture", "Choose the number of components by criteria, or by held-out rows together with the prior");
        Mixture.AddTo(mixture);
        foreach (Option option in new Option[] { Components, Restarts, Prior, Tolerance, MaxIterations, Patience, Folds, Bootstrap, Out })
            mixture.Add(option);
        mixture.SetAction(Session.Run(Run));
        return new Command("select", "Fit models of several sizes and recommend one") { mixture };
    }

    private static void Run(Session session, ParseResult parse)
    {
        var options = new MixtureSelectionOptions
        {
            Components = ComponentGrid.Parse(parse.GetValue(Components)!),
            Prior = ReadPrior(parse.GetValue(Prior)!),
            Folds = parse.GetValue(Folds),
            Bootstrap = parse.GetValue(Bootstrap),
            FinalRestarts = parse.GetValue(Restarts) ?? 3,
            Fit = new BernoulliMixtureOptions
            {
                Restarts = parse.GetValue(Restarts) ?? Defaults.Restarts,
                Tolerance = parse.GetValue(Tolerance),
                MaxIterations = parse.GetValue(MaxIterations),
                Patience = parse.GetValue(Patience),
                Seed = session.Seed,
            },
        };
        options.Validate();
        var folder = RunFolder.Create(parse.GetValue(Out)!);
        var fitting = Mixture.Open(parse, session);
        var selection = session.WithProgress(
            $"Selecting a mixture of {fitting.Data.Name}", display => MixtureSelector.Select(fitting, options, new Sink(display), session.Stopping));
        var best = selection.Best;
        string path = folder.Save(best.Fit.Model, MixtureMetrics.Lines(best.Fit.Restarts));

        Print(session, selection);
        session.Print(selection.Reason);
        foreach (var (split, figure) in best.Fit.Model.Provenance.Figures.OrderBy(pair => pair.Key))
            session.Print($"{split.Word(),-11} {Figures.Text(figure)}");
        session.Print($"Wrote {path}");
        foreach (string warning in selection.Warnings)
            Console.Error.WriteLine($"Warning: {warning}");
        session.PrintJson(Json(selection, path));
        if (session.Stopping.IsCancellationRequested)
            Console.Error.WriteLine($"Interrupted; the best of what was tried is in {path}");
    }

    private static void Print(Session session, MixtureSelection selection)
    {
        bool held = selection.Criterion != SelectionCriterion.Bic, tested = selection.Candidates.Any(candidate => candidate.Test is not null);
        string[] header = ["", "K", "prior", "log L", "P", "AIC", "BIC", "SABIC", "CAIC", "ICL", "entropy R2", "found by", .. held ? ["held out"] : (string[])[], .. tested ? ["LRT p"] : (string[])[]];
        var rows = selection.Candidates.Select(candidate => (string[])
        [
            candidate == selection.Best ? "*" : "",
            Number(candidate.Components, "F0"),
            Number(candidate.Prior, "G3"),
            Number(candidate.Criteria.LogLikelihood, "F3"),
            Number(candidate.Criteria.Parameters, "F0"),
            Number(candidate.Criteria.Aic, "F2"),
            Number(candidate.Criteria.Bic, "F2"),
            Number(candidate.Criteria.SampleSizeAdjustedBic, "F2"),
            Number(candidate.Criteria.Caic, "F2"),
            Number(candidate.Criteria.Icl, "F2"),
            Number(candidate.EntropyRSquared, "F3"),
            $"{candidate.Replicated} of {candidate.Fit.Restarts.Count}",
            .. held ? [candidate.HeldOut is { } figure ? FormattableString.Invariant($"{figure.Mean:F4} ± {figure.StandardError:F4}") : "-"] : (string[])[],
            .. tested ? [candidate.Test is { } test ? Number(test.PValue, "F3") : "-"] : (string[])[],
        ]).Prepend(header).ToList();
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            session.Print(string.Join("  ", row.Select((field, column) => field.PadLeft(widths[column]))));
    }

    private static JsonObject Json(MixtureSelection selection, string path)
    {
        var best = selection.Best;
        var chosen = new JsonObject { ["components"] = best.Components, ["prior"] = best.Prior, ["model"] = path };
        foreach (var (split, figure) in best.Fit.Model.Provenance.Figures.OrderBy(pair => pair.Key))
            chosen[split.Word()] = Figures.Json(figure);
        return new JsonObject
        {
            ["candidates"] = new JsonArray([.. selection.Candidates.Select(candidate => (JsonNode)Json(candidate))]),
            ["best"] = chosen,
            ["criterion"] = selection.Criterion switch
            {
                SelectionCriterion.Validation => "validation",
                SelectionCriterion.CrossValidation => "cross-validation",
                _ => "bic",
            },
            ["reason"] = selection.Reason,
            ["warnings"] = new JsonArray([.. selection.Warnings.Select(warning => (JsonNode)warning)]),
        };
    }

    private static JsonObject Json(MixtureCandidate candidate)
    {
        var criteria = candidate.Criteria;
        var json = new JsonObject
        {
            ["components"] = candidate.Components,
            ["prior"] = candidate.Prior,
            ["logLikelihood"] = JsonResult.Number(criteria.LogLikelihood),
            ["parameters"] = criteria.Parameters,
            ["aic"] = JsonResult.Number(criteria.Aic),
            ["bic"] = JsonResult.Number(criteria.Bic),
            ["sabic"] = JsonResult.Number(criteria.SampleSizeAdjustedBic),
            ["caic"] = JsonResult.Number(criteria.Caic),
            ["icl"] = JsonResult.Number(criteria.Icl),
            ["entropy"] = JsonResult.Number(candidate.EntropyRSquared),
            ["restarts"] = new JsonArray([.. candidate.Fit.Restarts.Select(restart => (JsonNode)new JsonObject
            {
                ["logLikelihood"] = JsonResult.Number(restart.MeanLogLikelihood * criteria.TotalWeight),
                ["iterations"] = restart.Iterations.Count,
            })]),
            ["bestReplicated"] = candidate.Replicated,
        };
        if (candidate.HeldOut is { } held)
            json["heldOut"] = new JsonObject { ["meanLogLikelihood"] = JsonResult.Number(held.Mean), ["standardError"] = JsonResult.Number(held.StandardError) };
        if (candidate.Test is { } test)
            json["likelihoodRatioTest"] = new JsonObject { ["statistic"] = test.Statistic, ["p"] = test.PValue, ["simulations"] = test.Simulations, ["against"] = test.SmallerComponents };
        return json;
    }

    private static double? ReadPrior(string text) => text == Auto ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double prior) ? prior
        : throw new ArgumentException($"--prior: expected a number of at least 0, or auto, got '{text}'.");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed class Sink(IProgress<ProgressReport> display) : IProgress<SelectionProgress>
    {
        public void Report(SelectionProgress value) => display.Report(new ProgressReport(
            value.Fraction,
            FormattableString.Invariant($"K = {value.Components}, prior {value.Prior:G3}{(value.Iteration is { } i ? FormattableString.Invariant($", iteration {i.Iteration}, {i.MeanLogLikelihood:F4} nats per row") : "")}")));
    }
}
