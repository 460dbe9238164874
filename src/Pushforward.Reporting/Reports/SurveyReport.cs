using Pushforward.Mixtures;
using Pushforward.Mixtures.Inference;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using ColumnLevels = Pushforward.Data.Tables.ColumnLevels;

namespace Pushforward.Reporting.Reports;

/// <summary>
/// The page of a mixture fitted to a survey, as latent class analysis reports it: class sizes, item profiles with standard errors, how surely
/// people are assigned, and whether the maximum was found again. Classes stand in order of falling size, which is stable.
/// </summary>
public static class SurveyReport
{
    // A profile of more answers than this is a wall of dots; the table still has them all.
    private const int MostCharted = 60;

    private const int MostMaxima = 20;

    /// <summary>Writes the page's content.</summary>
    /// <param name="model">Fitted to a table, with its figures.</param>
    /// <param name="command">The command that makes this page.</param>
    /// <param name="restarts">Every start of the fit, for a table of the maxima they found; null for none.</param>
    /// <exception cref="ArgumentException">The model has no figures: it was fitted to images, or is too large for anyone to read.</exception>
    public static ReportBuilder Build(MixtureModel model, string command, IReadOnlyList<EmRestart>? restarts = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Figures is not { } figures || model.Provenance.Schema is not { } schema)
            throw new ArgumentException("model: expected a mixture fitted to a table, with its figures; got one without.", nameof(model));
        var provenance = model.Provenance;
        int components = model.Classes.Components;
        var report = new ReportBuilder(
            $"{components} {(components == 1 ? "class" : "latent classes")} in {provenance.Source}",
            $"A mixture of {(model is BernoulliMixtureModel ? "Bernoullis" : "categorical laws")} on {provenance.Rows:N0} rows of {provenance.Columns} columns "
            + $"({provenance.Representation}), fitted by expectation-maximization.");
        Summary(report.Section("In short"), model, figures, command);
        Sizes(report.Section("How large the classes are"), model, figures);
        Profiles(report.Section("What the classes answer"), model, figures, schema);
        Assignment(report.Section("How surely rows are assigned"), figures);
        if (restarts is { Count: > 1 })
            Starts(report.Section("Where the starts ended"), restarts, figures.Criteria.TotalWeight);
        return report;
    }

    /// <summary>The profile plot alone: the probability of each answer in each class, with its standard error.</summary>
    /// <param name="model">Fitted to a table, with its figures.</param>
    /// <exception cref="ArgumentException">The model has no figures.</exception>
    public static Chart ProfileChart(MixtureModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Figures is not { } figures || model.Provenance.Schema is not { } schema)
            throw new ArgumentException("model: expected a mixture fitted to a table, with its figures; got one without.", nameof(model));
        var law = model.Classes;
        var shown = Answers(law, schema).ToList();
        return new BarChart
        {
            Title = "Item profiles",
            Mark = BarMark.Dot,
            ShowValues = false,
            CategoryTitle = "answer",
            Categories = [.. shown.Select(answer => answer.Name)],
            Value = new Axis("probability of the answer") { Minimum = 0, Maximum = 1 },
            Series = [.. Enumerable.Range(0, law.Components).Select(k => new BarSeries(
                ClassName(law, k), [.. shown.Select(answer => law.Probabilities(k)[answer.Place])])
            {
                Errors = [.. shown.Select(answer => Error(figures, law, k, answer.Place) is var error && double.IsNaN(error) ? 0 : error)],
            })],
        };
    }

    private static void Summary(ReportSection section, MixtureModel model, ClassFigures figures, string command)
    {
        var criteria = figures.Criteria;
        section.KeyFigures(
            new KeyFigure(NumberText.Fixed(criteria.LogLikelihood, 2), "log-likelihood", $"{criteria.Parameters} parameters, {NumberText.Compact(criteria.TotalWeight, 6)} rows"),
            new KeyFigure(NumberText.Fixed(criteria.Bic, 1), "BIC", $"AIC {NumberText.Fixed(criteria.Aic, 1)}, ICL {NumberText.Fixed(criteria.Icl, 1)}"),
            new KeyFigure(NumberText.Fixed(figures.EntropyRSquared, 3), "entropy R²", $"{NumberText.Fixed(100 * figures.ClassificationError, 1)} % expected to be assigned wrongly"));
        section.Paragraph(
            $"Of {figures.Restarts} {(figures.Restarts == 1 ? "start" : "starts")}, {figures.Replicated} ended at the best maximum found (within 0.001 of its log-likelihood).");
        if (figures is { Replicated: 1, Restarts: > 1 } && model.Classes.Components > 1)
            section.Note("The best maximum was found once only; there may be a better one that no start reached. Fit again with more --restarts before reading anything into it.");
        if (figures.Errors.Status == StandardErrorStatus.NotIdentified)
            section.Note("The model is not identified by these data: other sizes and profiles give the same likelihood, so there are no standard errors. Fit fewer classes.");
        if (figures.Errors.Status == StandardErrorStatus.TooManyParameters)
            section.Note("There are too many parameters for standard errors from the observed information.");
        if (model.Options.PriorStrength > 0)
        {
            section.Note(
                $"A prior of {NumberText.Compact(model.Options.PriorStrength)} pseudo-rows pulls every profile towards the average one; standard errors are posterior standard deviations. "
                + "For maximum likelihood, as most published analyses report it, fit with --prior 0.");
        }
        section.Command(command);
    }

    private static void Sizes(ReportSection section, MixtureModel model, ClassFigures figures)
    {
        var law = model.Classes;
        section.Table(new Table
        {
            Caption = "Class sizes: the share of the population in each class, with its standard error.",
            Columns = ["Class", new TableColumn("Share") { Decimals = 4 }, new TableColumn("Standard error") { Decimals = 4 }, new TableColumn("Rows expected") { Decimals = 1 }],
            Rows = [.. Enumerable.Range(0, law.Components).Select(k => (IReadOnlyList<TableCell>)
            [
                $"Class {k + 1}", law.Weights[k], Number(figures.Errors.Weights[k]), law.Weights[k] * figures.Criteria.TotalWeight,
            ])],
        });
    }

    private static void Profiles(ReportSection section, MixtureModel model, ClassFigures figures, IReadOnlyList<ColumnLevels> schema)
    {
        var law = model.Classes;
        section.Paragraph(
            "Within a class, answers are independent of each other; these are their probabilities. Bars reach one standard error either way. Where classes lie "
            + "apart an item tells them apart; where they lie together it says nothing.");
        if (Answers(law, schema).Count() <= MostCharted && law.Components <= 10)
            section.Figure(ProfileChart(model), "Of items with two answers the second is shown, of others every one. Estimates of 0 or 1 have no error bar.");
        section.Table(new Table
        {
            Caption = "The probability of each answer in each class, ± its standard error.",
            Columns = ["Answer", .. Enumerable.Range(0, law.Components).Select(k => new TableColumn(ClassName(law, k)))],
            Rows = [.. Answers(law, schema, all: true).Select(answer => (IReadOnlyList<TableCell>)
            [
                answer.Name,
                .. Enumerable.Range(0, law.Components).Select(k => Cell(law.Probabilities(k)[answer.Place], Error(figures, law, k, answer.Place), figures)),
            ])],
            Note = figures.Errors.Boundary > 0
                ? "Figures marked “at the boundary” are 0 or 1: nobody, or everybody, of the class gives the answer. There the likelihood has no curvature to take a standard error from."
                : "Standard errors come from the observed information.",
        });
    }

    private static void Assignment(ReportSection section, ClassFigures figures)
    {
        int components = figures.ClassificationTable.GetLength(0);
        section.Paragraph(
            $"Each row is assigned to the class it most probably belongs to. By the model's own account {NumberText.Fixed(100 * figures.ClassificationError, 1)} % of rows are assigned wrongly; "
            + $"the entropy R² is {NumberText.Fixed(figures.EntropyRSquared, 3)}, 1 where no row is in doubt and 0 where every row is.");
        section.Table(new Table
        {
            Caption = "Rows expected to belong to a class (down) and assigned to one (across).",
            Columns = ["Belongs to", .. Enumerable.Range(0, components).Select(j => new TableColumn($"assigned to {j + 1}") { Decimals = 2 }), new TableColumn("Assigned rightly", "%") { Decimals = 1 }],
            Rows = [.. Enumerable.Range(0, components).Select(k =>
            {
                double[] row = [.. Enumerable.Range(0, components).Select(j => figures.ClassificationTable[k, j])];
                return (IReadOnlyList<TableCell>)[$"Class {k + 1}", .. row.Select(TableCell.FromNumber), Number(row.Sum() > 0 ? 100 * row[k] / row.Sum() : double.NaN)];
            })],
        });
    }

    private static void Starts(ReportSection section, IReadOnlyList<EmRestart> restarts, double totalWeight)
    {
        var maxima = new List<(double Value, List<EmRestart> Starts)>();
        foreach (var restart in restarts.OrderByDescending(restart => restart.Objective))
        {
            double value = restart.Objective * totalWeight;
            if (maxima.Count == 0 || maxima[^1].Value - value > ClassFigures.SameMaximum)
                maxima.Add((value, []));
            maxima[^1].Starts.Add(restart);
        }
        section.Paragraph(
            "Every start climbs to a maximum near it. The best one is to be trusted the more, the more starts end there; one that was found once only may not be the highest.");
        section.Table(new Table
        {
            Caption = $"Maxima found, best first; starts within {NumberText.Compact(ClassFigures.SameMaximum)} nats of a maximum count to it.",
            Columns =
            [
                new TableColumn("Log-likelihood", "nats") { Decimals = 3 }, new TableColumn("Below the best", "nats") { Decimals = 3 },
                new TableColumn("Starts"), new TableColumn("Iterations, fewest"), new TableColumn("Iterations, most"),
            ],
            Rows = [.. maxima.Take(MostMaxima).Select(maximum => (IReadOnlyList<TableCell>)
            [
                maximum.Value, maxima[0].Value - maximum.Value, maximum.Starts.Count,
                maximum.Starts.Min(start => start.Iterations.Count), maximum.Starts.Max(start => start.Iterations.Count),
            ])],
            Note = maxima.Count > MostMaxima ? $"{maxima.Count - MostMaxima} lower maxima are left out." : "With a prior its term is part of the figures.",
        });
    }

    /// <summary>The answers that a profile shows, and their places among all levels: of two the second, else (or when all are asked for) every one.</summary>
    private static IEnumerable<(string Name, int Place)> Answers(CategoricalMixture law, IReadOnlyList<ColumnLevels> schema, bool all = false)
    {
        for (int d = 0; d < law.Columns; d++)
        {
            for (int level = law.Levels[d] == 2 && !all ? 1 : 0; level < law.Levels[d]; level++)
                yield return ($"{schema[d].Name}: {(level < schema[d].Levels.Count ? schema[d].Levels[level] : "other")}", law.FirstLevel(d) + level);
        }
    }

    private static double Error(ClassFigures figures, CategoricalMixture law, int component, int place) => figures.Errors.Probabilities[component * law.TotalLevels + place];

    private static string ClassName(CategoricalMixture law, int component) =>
        FormattableString.Invariant($"Class {component + 1} ({law.Weights[component] * 100:F1} %)");

    private static TableCell Cell(double probability, double error, ClassFigures figures) =>
        !double.IsNaN(error) ? TableCell.Estimate(probability, error)
        : figures.Errors.Status == StandardErrorStatus.Available ? $"{NumberText.Fixed(probability, 3)} at the boundary"
        : probability;

    private static TableCell Number(double value) => double.IsNaN(value) ? TableCell.Missing : value;
}
