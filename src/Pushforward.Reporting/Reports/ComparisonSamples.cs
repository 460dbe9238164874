using Pushforward.Comparison;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Reports;

/// <summary>The parts of a comparison's page that are about samples.</summary>
internal static class ComparisonSamples
{
    private const int SampleColumns = 8, ShownSamples = 40;

    public static void Figures(ReportSection section, ComparisonResult result)
    {
        SampleFigures floor = result.Floor!, ceiling = result.Ceiling!;
        SampleFigures[] all = [floor, .. result.Samples, ceiling];
        section.Paragraph(
            $"From each model {result.SampleRows:N0} rows were drawn, {result.SampleSeeds} times, and each time set beside the same {result.SampleRows:N0} {result.Split.Word()} rows. They are compared by {result.Features}. "
            + $"Two sets that are no models show how to read a figure: training rows, as good as can be asked for, and {ceiling.Name}, each drawn by itself from the training rows, "
            + "which is a mixture of one component.");
        if (result.Classifier is { } classifier)
        {
            string accuracy = double.IsNaN(classifier.Accuracy) ? "" : $" It classifies {NumberText.Fixed(100 * classifier.Accuracy, 2)} % of the held-out images rightly;";
            section.Paragraph(
                $"The classifier is a network of layers {string.Join("-", classifier.Options.Hidden.Prepend(classifier.Image.Height * classifier.Image.Width))}-{classifier.Classes}, trained here on the training images{(classifier.Options.Augments ? ", each a little turned, moved and bent anew every time" : "")}."
                + $"{accuracy} seed {classifier.Options.Training.Seed}, hash {classifier.Hash}, {NumberText.Compact(classifier.Seconds, 3)} s of training.");
        }
        SampleFigure[] distances = [.. SampleFigure.All.Where(figure => figure.LowerIsBetter)], shares = [.. SampleFigure.All.Where(figure => !figure.LowerIsBetter)];
        section.Table(new Table
        {
            Caption = "How far samples are from real rows; lower is better.",
            Columns = ["Rows", .. distances.Select(figure => new TableColumn(figure.Name, UnitOf(figure))), new TableColumn("Kernel test", "largest p")],
            Rows = [.. all.Select(figures => (IReadOnlyList<TableCell>)
                [figures.Name, .. distances.Select(figure => Cell(figure, figures, result)), NumberText.Compact(figures.KernelPValue, 2)])],
            Note = "After ± stands the standard deviation from draw to draw. Bold: the best of the models. "
                + $"The kernel is exp(−d²/2h²) with h = {NumberText.Compact(result.Bandwidth, 3)}, the median distance between real rows; "
                + "its p-value is the share of 500 random divisions of samples and real rows that differ as much, the largest over the draws. "
                + (result.Classifier is null ? "" : "It may be small for training rows too: the classifier has learned on them, and its features of rows it knows are a little surer."),
        });
        section.Table(new Table
        {
            Caption = "How far samples and real rows share their places; higher is better.",
            Columns = ["Rows", .. shares.Select(figure => new TableColumn(figure.Name, UnitOf(figure)))],
            Rows = [.. all.Select(figures => (IReadOnlyList<TableCell>)[figures.Name, .. shares.Select(figure => Cell(figure, figures, result))])],
            Note = shares.All(figure => figure.Orders(result)) ? (RichText?)null
                : (RichText)($"{string.Join(" and ", shares.Where(figure => !figure.Orders(result)).Select(figure => figure.Name))} put sets in an order that cannot be right; "
                    + "the notes under “To know when reading the figures” say which, and why."),
        });
        section.List([.. SampleFigure.All.Select(figure => RichText.Strong(figure.Name) + ". " + figure.Meaning)]);
        section.Columns([.. SampleFigure.All.Where(figure => figure.Name is not ("Density" or "Kernel MMD") && figure.Orders(result)).Select(figure => (Action<ReportSection>)(part => part.Figure(
            new BarChart
            {
                Title = figure.Name,
                Width = 480,
                Categories = [.. all.Select(figures => figures.Name)],
                Series = [new BarSeries("mean", [.. all.Select(figures => figure.Value(figures).Mean)]) { Errors = [.. all.Select(figures => figure.Value(figures).Deviation)] }],
                Value = new Axis(figure.Name.ToLowerInvariant(), figure.LowerIsBetter ? "lower is better" : "higher is better"),
                Mark = BarMark.Dot,
            }, $"{figure.Name}, mean and standard deviation over {result.SampleSeeds} draws.")))]);
    }

    public static void Copies(ReportSection section, ComparisonResult result)
    {
        section.Paragraph(
            "A model that has learned rows by heart draws them again. So for each sample the nearest training row is sought, and its distance set beside how near held-out rows come, which no model has seen. "
            + "The rank is the chance that a sample is nearer than a held-out row: one half for rows from the law of the data, 1 for copies, and near 0 for samples that look like no training row, as noise does. Near copies are samples nearer than 99 % "
            + "of held-out rows; rows from the law of the data are so one time in a hundred, and above 5 % a model is flagged.");
        section.Table(new Table
        {
            Caption = "Distance to the nearest training row, beside that of held-out rows.",
            Columns = ["Rows", new TableColumn("Rank"), new TableColumn("Near copies", "of samples"), "Verdict"],
            Rows = [.. result.Samples.Prepend(result.Floor!).Append(result.Ceiling!).Select(figures => (IReadOnlyList<TableCell>)
            [
                figures.Name, TableCell.Estimate(figures.Memorization.Rank, figures.Memorization.StandardError), ComparisonReport.Percent(figures.Memorization.NearCopies),
                !figures.Memorization.IsDecidable ? "cannot be told: held-out rows stand in the training set too" : figures.Memorization.IsFlagged ? "flagged: copies, or only the simplest rows" : "no copies",
            ])],
            Note = "Of training rows, each one's nearest other one counts.",
        });
        if (result.Image is not { } image)
            return;
        int count = result.Samples[0].NearestTraining.Rows;
        section.Strips(
            new ImageStrips(image, count, [.. result.Samples.SelectMany(figures => new[]
            {
                new ImageStrip(figures.Name, $"{count} samples of {figures.Name}.", figures.Examples.Slice(0, count).Values),
                new ImageStrip("nearest", $"The training image nearest to each sample of {figures.Name} above.", figures.NearestTraining.Values),
            })]).Items(),
            "The first samples of each model, and below each the training image nearest to it.");
    }

    public static void Pictures(ReportSection section, ComparisonResult result)
    {
        var image = result.Image!.Value;
        section.Paragraph($"The first samples of the first seed, no selection, and as many {result.Split.Word()} images, {result.Representation}.");
        Action<ReportSection> Sheet(string name, PointSet points, string what)
        {
            var shown = points.Slice(0, Math.Min(ShownSamples, points.Rows));
            return part => part.Images(
                ImageSheet.Render(shown.Values, image.Height, image.Width, new ImageSheetOptions { Columns = SampleColumns }),
                $"{shown.Rows} {what}: {name}", RichText.Strong(name) + $": {shown.Rows} {what}.");
        }
        section.Columns(
            [
                Sheet("Real", result.RealExamples!, $"{result.Split.Word()} images"),
                .. result.Samples.Select(figures => Sheet(figures.Name, figures.Examples, "samples")),
                Sheet(result.Ceiling!.Name, result.Ceiling.Examples, "images"),
            ]);
    }

    public static void Columns(ReportSection section, ComparisonResult result)
    {
        section.Paragraph(
            "A model of a table should give every column its share of ones, and every two columns their correlation. Below are the root mean square differences between samples and held-out rows, and where they are largest.");
        string Name(int column) => result.ColumnNames is { } names ? names[column] : $"column {column + 1}";
        section.Table(new Table
        {
            Caption = "Calibration of marginals and of pairwise correlations.",
            Columns = ["Rows", new TableColumn("Shares of ones", "r.m.s. difference"), "Largest in", new TableColumn("Correlations", "r.m.s. difference"), "Largest between"],
            Rows = [.. result.Samples.Prepend(result.Floor!).Append(result.Ceiling!).Where(figures => figures.Calibration is not null).Select(figures =>
            {
                var c = figures.Calibration!;
                return (IReadOnlyList<TableCell>)
                [
                    figures.Name, NumberText.Compact(c.MarginalError, 2), $"{Name(c.WorstColumn)} ({NumberText.Compact(c.WorstMarginal, 2)})", NumberText.Compact(c.CorrelationError, 2),
                    $"{Name(c.WorstPair.First)} and {Name(c.WorstPair.Second)} ({NumberText.Compact(c.WorstCorrelation, 2)})",
                ];
            })],
            Note = "Training rows show what chance leaves; independent columns have right shares and no correlations.",
        });
    }

    private static TableCell Cell(SampleFigure figure, SampleFigures figures, ComparisonResult result)
    {
        var value = figure.Value(figures);
        double scale = figure.Name == "Kernel MMD" ? 1000 : figure.Name == "Density" ? 1 : figure.Name == "Fréchet distance" ? 1 : 100;
        var cell = TableCell.Estimate(scale * value.Mean, scale * value.Deviation);
        // A figure that puts sets in an impossible order has no best.
        bool best = figures.Origin == SampleOrigin.Model && result.Samples.Count > 1 && figure.Orders(result)
            && result.Samples.All(other => figure.LowerIsBetter ? value.Mean <= figure.Value(other).Mean : value.Mean >= figure.Value(other).Mean);
        return best ? cell.Highlighted() : cell;
    }

    private static string? UnitOf(SampleFigure figure) => figure.Name switch
    {
        "Kernel MMD" => "× 1000",
        "Density" or "Fréchet distance" => null,
        _ => "%",
    };
}
