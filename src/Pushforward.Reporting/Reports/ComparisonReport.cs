using Pushforward.Comparison;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;

namespace Pushforward.Reporting.Reports;

/// <summary>The page that puts models on one footing: what to take from it first, then likelihoods, sample figures, copies, and the samples themselves.</summary>
public static class ComparisonReport
{
    /// <summary>Writes the page's content.</summary>
    /// <param name="result">What came of the comparison.</param>
    /// <param name="command">The command that makes this page.</param>
    public static ReportBuilder Build(ComparisonResult result, string command)
    {
        ArgumentNullException.ThrowIfNull(result);
        string names = string.Join(", ", result.Models.Select(model => model.Name));
        var report = new ReportBuilder(
            result.Models.Count == 1 ? $"{result.Models[0].Name} on {result.Data}" : $"{result.Models.Count} models on {result.Data}",
            $"{names}: how likely they make the same {result.Split.Word()} rows, and how near their samples come to real rows ({result.Representation}).");
        Summary(report.Section("In short"), result).Command(command);
        Models(report.Section("What was compared"), result);
        if (result.Common is not null)
            Likelihoods(report.Section("How likely"), result);
        if (result.Views is { } views)
            Views(report.Section("Inside the models"), views);
        if (result.Floor is not null)
        {
            ComparisonSamples.Figures(report.Section("How good samples are"), result);
            ComparisonSamples.Copies(report.Section("Whether they copy"), result);
            if (result.Image is not null)
                ComparisonSamples.Pictures(report.Section("What they draw"), result);
            else
                ComparisonSamples.Columns(report.Section("Column by column"), result);
        }
        return report;
    }

    /// <summary>Fills a section of another page.</summary>
    /// <param name="section">Where it is put.</param>
    /// <param name="result">What came of the comparison.</param>
    public static void Write(ReportSection section, ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(result);
        Summary(section, result);
        Models(section, result);
        if (result.Common is not null)
            Likelihoods(section.Subheading("How likely they make the same rows"), result);
        if (result.Views is { } views)
            Views(section, views);
        if (result.Floor is null)
            return;
        if (result.Image is not null)
            ComparisonSamples.Pictures(section.Subheading("What they draw"), result);
        ComparisonSamples.Figures(section.Subheading("How good samples are"), result);
        ComparisonSamples.Copies(section.Subheading("Whether they copy"), result);
    }

    private static void Views(ReportSection section, LatentViews views)
    {
        var pictures = new ComparisonViews(views);
        pictures.Reconstructions(section.Subheading("There and back"));
        pictures.Interpolations(section.Subheading("From one image to another"));
        pictures.Completions(section.Subheading("The lower half from the upper"));
        pictures.Maps(section.Subheading("Maps of codes"));
    }

    private static ReportSection Summary(ReportSection section, ComparisonResult result)
    {
        var key = new List<KeyFigure>();
        if (result.Common is { } common)
        {
            var best = common.Entries[0];
            key.Add(new KeyFigure(
                NumberText.WithError(best.Figure.Mean, best.Figure.StandardError),
                $"nats per row, the highest likelihood ({Kind(best.Figure.Estimate)})", best.Model));
        }
        if (result.Samples.Count > 0)
        {
            var nearest = result.Samples.MinBy(figures => figures.Frechet.Mean)!;
            key.Add(new KeyFigure(
                NumberText.Compact(nearest.Frechet.Mean, 3), $"smallest Fréchet distance; training rows {NumberText.Compact(result.Floor!.Frechet.Mean, 3)}", nearest.Name));
            var hidden = result.Samples.MinBy(figures => figures.TwoSampleAccuracy.Mean)!;
            key.Add(new KeyFigure(
                Percent(hidden.TwoSampleAccuracy.Mean), $"least told from real rows; training rows {Percent(result.Floor.TwoSampleAccuracy.Mean)}", hidden.Name));
        }
        if (key.Count > 0)
            section.KeyFigures(key);
        section.Paragraph(RichText.Strong(Sentence(result.Recommendation[0])));
        if (result.Recommendation.Count > 1)
            section.List([.. result.Recommendation.Skip(1).Select(sentence => (RichText)Sentence(sentence))]);
        return section;
    }

    private static void Models(ReportSection section, ComparisonResult result)
    {
        section.Table(new Table
        {
            Caption = "The models, and what they cost.",
            Columns =
            [
                "Model", "Kind", "Trained on", new TableColumn("Parameters") { Decimals = 0 }, new TableColumn("Fit", "seconds"), new TableColumn("Memory", "MB"),
                new TableColumn("A thousand samples", "seconds"),
            ],
            Rows = [.. result.Models.Select(model => (IReadOnlyList<TableCell>)
            [
                model.Name, model.Model.Kind, $"{model.Model.Provenance.Rows:N0} rows, {Representation(model.Model.Provenance)}", (double)model.Model.ParameterCount,
                NumberText.Compact(model.Model.Provenance.Seconds, 3),
                model.Model.Provenance.PeakBytes is { } bytes ? NumberText.Fixed(bytes / 1e6, 0) : TableCell.Missing,
                result.SamplesOf(model.Name) is { } figures ? NumberText.Compact(figures.SecondsPerThousand, 2) : TableCell.Missing,
            ])],
            Note = "Seconds are those of the machine, and of what else it did, when the model was fitted and now that it was sampled. Memory is the most the fitting process held at once, "
                + "data and runtime included; where one process fits several models, what earlier ones left behind counts too.",
        });
        if (result.LeftOut.Count > 0)
        {
            section.Subheading("Not compared");
            section.List([.. result.LeftOut.Select(one => RichText.Strong(one.Name) + ": " + one.Reason)]);
        }
        var notes = result.Notes.Concat(SampleFigure.Misorders(result)).ToList();
        if (notes.Count > 0)
        {
            section.Subheading("To know when reading the figures");
            section.List([.. notes.Select(note => (RichText)Sentence(note))]);
        }
    }

    private static string Representation(Provenance provenance) => provenance.GrayLevels is { } levels ? $"{levels} gray levels" : provenance.Representation;

    private static void Likelihoods(ReportSection section, ComparisonResult result)
    {
        section.Paragraph(
            "The log-likelihood of a row is the logarithm of the probability (for gray levels, of the density) a model gives it; higher is better, and a nat more is a factor of e. Only figures of the "
            + "same rows in the same representation stand in one table. An exact figure is the model's own probability; a lower bound may be any amount below it; an importance-sampled "
            + "estimate is a little below it in the mean.");
        if (result.Bits is { } bits)
            LikelihoodsOf(section, bits, result.Image is null ? "binary columns" : "bits", bits.Entries[0].Figure.Rows);
        if (result.Gray is { } gray)
            LikelihoodsOf(section, gray, "gray levels", gray.Entries[0].Figure.Rows);
    }

    private static void LikelihoodsOf(ReportSection section, LikelihoodComparison likelihoods, string what, int rows)
    {
        section.Subheading($"Of {what}");
        var entries = likelihoods.Entries;
        // A bound that is known to be loose would push all others into a corner.
        var drawn = entries.Where(entry => entry.Caveat is null).ToList();
        var beyond = entries.Where(entry => entry.Caveat is not null).ToList();
        if (drawn.Count < 2)
            (drawn, beyond) = ([.. entries], []);
        if (drawn.Count > 1)
        {
            section.Figure(
                new BarChart
                {
                    Title = $"Log-likelihood of {what}",
                    Categories = [.. drawn.Select(entry => entry.Figure.Estimate == LikelihoodEstimate.LowerBound ? $"{entry.Model} (at least)" : entry.Model)],
                    Series = [new BarSeries("mean", [.. drawn.Select(entry => entry.Figure.Mean)]) { Errors = [.. drawn.Select(entry => entry.Figure.StandardError)] }],
                    Value = new Axis("log-likelihood", "nats per row"),
                    Mark = BarMark.Dot,
                },
                $"Mean over {rows:N0} held-out rows with its standard error, {likelihoods.Representation}."
                + string.Concat(beyond.Select(entry => $" {entry.Model}, of which only a loose bound is known ({NumberText.Fixed(entry.Figure.Mean, 0)}), lies off the chart.")));
        }
        section.Table(new Table
        {
            Caption = $"Log-likelihood of {rows:N0} rows, {likelihoods.Representation}.",
            Columns = ["Model", new TableColumn("Log-likelihood", "nats per row"), new TableColumn("Code length", "bits per column") { Decimals = 4 }, "Kind of number"],
            Rows = [.. entries.Select(entry => (IReadOnlyList<TableCell>)
            [
                entry.Model, TableCell.Estimate(entry.Figure.Mean, entry.Figure.StandardError), entry.Figure.BitsPerDimension,
                entry.Caveat is { } caveat ? $"{Kind(entry.Figure.Estimate)} ({caveat})" : Kind(entry.Figure.Estimate),
            ])],
            Note = "After ± stands the standard error of the mean over rows.",
        });
        if (likelihoods.Pairs.Count == 0)
            return;
        section.Table(new Table
        {
            Caption = $"{entries[0].Model} beside the others, row by row.",
            Columns = ["Against", new TableColumn("Difference", "nats per row"), new TableColumn("95 % interval", "nats per row"), "Verdict"],
            Rows = [.. likelihoods.Pairs.Select(pair => (IReadOnlyList<TableCell>)
            [
                pair.Second, TableCell.Estimate(pair.Difference.Mean, pair.Difference.StandardError),
                $"{NumberText.Fixed(pair.Difference.Lower, 2)} to {NumberText.Fixed(pair.Difference.Upper, 2)}",
                pair.IsProven ? "better beyond chance" : pair.Difference.IsDecided ? "ahead, but of a lower bound" : "within chance",
            ])],
            Note = "Differences are of the same rows, so that what makes a row hard for both cancels; their standard error is therefore much smaller than those above.",
        });
    }

    internal static string Kind(LikelihoodEstimate estimate) => estimate switch
    {
        LikelihoodEstimate.Exact => "exact",
        LikelihoodEstimate.LowerBound => "lower bound",
        _ => "estimate by importance sampling",
    };

    internal static string Percent(double share) => $"{NumberText.Fixed(100 * share, 1)} %";

    // Numbers in sentences from below have a hyphen for a minus.
    internal static string Sentence(string text)
    {
        var characters = text.ToCharArray();
        for (int i = 0; i + 1 < characters.Length; i++)
        {
            if (characters[i] == '-' && char.IsAsciiDigit(characters[i + 1]) && (i == 0 || characters[i - 1] is ' ' or '('))
                characters[i] = NumberText.Minus;
        }
        return new string(characters);
    }
}
