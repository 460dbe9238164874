using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Mixtures;
using Pushforward.Models;
using Pushforward.Numerics.Random;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Reports;

/// <summary>A fitted mixture of images and the record of its fit, as a report shows it.</summary>
/// <param name="Model">The model, fitted to images.</param>
/// <param name="Restarts">Every start that was made.</param>
public sealed record FittedMixture(BernoulliMixtureModel Model, IReadOnlyList<EmRestart> Restarts)
{
    /// <summary>The start the model comes from.</summary>
    public EmRestart BestRestart => Restarts.MaxBy(restart => restart.Merit)!;

    /// <summary>What the page calls it.</summary>
    public string Name => FormattableString.Invariant($"K = {Model.Mixture.Components}");
}

/// <summary>The part of a page that compares mixtures of different sizes on the same images: curves, means, samples, reconstructions, likelihoods.</summary>
public static class MixtureReport
{
    private const int SampleCount = 60, SampleColumns = 12, ReconstructionCount = 12;

    /// <summary>Fills a section.</summary>
    /// <param name="section">Where it is put.</param>
    /// <param name="mixtures">At least two, from few components to many, fitted to the same images.</param>
    /// <param name="heldOut">Images none of them was fitted to; some are reconstructed.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <exception cref="ArgumentException">There are fewer than two mixtures, or the rows are no images.</exception>
    public static void Write(ReportSection section, IReadOnlyList<FittedMixture> mixtures, BinaryData heldOut, long seed)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(mixtures);
        ArgumentNullException.ThrowIfNull(heldOut);
        if (mixtures.Count < 2)
            throw new ArgumentException($"mixtures: expected at least two to compare, got {mixtures.Count}.", nameof(mixtures));
        if (heldOut.Image is not { } image)
            throw new ArgumentException("heldOut: expected images, got rows of a table.", nameof(heldOut));

        Summary(section, mixtures);
        Likelihoods(section, mixtures);
        Curves(section.Subheading("How EM climbed"), mixtures);
        Means(section.Subheading("What the components look like"), mixtures, image);
        Samples(section.Subheading("New digits"), mixtures, image, seed);
        Reconstructions(section.Subheading("Reconstructions"), mixtures, heldOut, image);
    }

    /// <summary>A sheet of a model's first samples, the same as in the page.</summary>
    /// <param name="model">Fitted to images.</param>
    /// <param name="image">Their size.</param>
    /// <param name="seed">Seed of the samples.</param>
    public static ImageSheet SampleSheet(TrainedModel model, ImageShape image, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        var samples = model.Sample(SampleCount, new RandomStream(seed, "sample"));
        return ImageSheet.Render(samples.Values, image.Height, image.Width, new ImageSheetOptions { Columns = SampleColumns });
    }

    private static void Summary(ReportSection section, IReadOnlyList<FittedMixture> mixtures)
    {
        var (few, many) = (mixtures[0], mixtures[^1]);
        var (fewFigure, manyFigure) = (few.Model.Provenance.HeldOut!, many.Model.Provenance.HeldOut!);
        section.KeyFigures([.. mixtures.Select(m =>
        {
            var figure = m.Model.Provenance.HeldOut!;
            return new KeyFigure(NumberText.WithError(figure.Mean, figure.StandardError), "nats per image, held out", m.Name);
        })]);
        double gain = manyFigure.Mean - fewFigure.Mean;
        double noiseFew = few.Model.Mixture.ConditionalEntropy(), noiseMany = many.Model.Mixture.ConditionalEntropy();
        section.Paragraph(
            $"{many.Model.Mixture.Components} components instead of {few.Model.Mixture.Components} make a held-out image likelier by {gain:F1} nats: a factor of e to the {gain:F0} per image. "
            + "The samples show why. A component is one mean image, and a sample of it decides every pixel by a toss of its own. With few components each must average "
            + "many ways of writing, so its mean is gray around the edges, and gray pixels come out as speckle. More components split the ways of writing between "
            + "them; each mean is crisper, and fewer pixels are left to chance.");
        section.Paragraph(
            $"That can be measured. Once its component is known, an image of the {few.Name} mixture still carries {noiseFew:F0} nats of independent pixel noise; of the {many.Name} mixture, {noiseMany:F0}. "
            + $"The difference, {noiseFew - noiseMany:F0} nats, is speckle that is no longer there. What remains cannot be removed by any mixture of this size: "
            + "within a component the pixels of one stroke do not know of each other.");
    }

    private static void Likelihoods(ReportSection section, IReadOnlyList<FittedMixture> mixtures)
    {
        var rows = new List<IReadOnlyList<TableCell>>();
        foreach (var (mixture, split, figure) in mixtures.SelectMany(m => m.Model.Provenance.Figures.OrderBy(f => f.Key).Select(f => (m, f.Key, f.Value))))
        {
            rows.Add([
                mixture.Name,
                split.Word(),
                TableCell.Estimate(figure.Mean, figure.StandardError),
                TableCell.FromNumber(figure.BitsPerDimension),
                (double)figure.Rows,
                (double)mixture.Model.ParameterCount,
                TableCell.FromNumber(mixture.Model.Provenance.Seconds),
            ]);
        }
        section.Table(new Table
        {
            Caption = "Log-likelihood on each split. Exact, not a bound: a mixture's probability of an image is a sum over its components.",
            Columns =
            [
                "Model", "Split", new TableColumn("Log-likelihood", "nats per image"), new TableColumn("Code length", "bits per pixel") { Decimals = 4 },
                new TableColumn("Images") { Decimals = 0 }, new TableColumn("Parameters") { Decimals = 0 }, new TableColumn("Fit", "seconds") { Decimals = 1 },
            ],
            Rows = rows,
            Note = $"Representation: {mixtures[0].Model.Provenance.Representation}. Figures of another binarization, or on gray levels, cannot be compared with these. "
                + "After ± stands the standard error of the mean over images. A gap between train and test larger than that is what the model learned by heart.",
        });
    }

    private static void Curves(ReportSection section, IReadOnlyList<FittedMixture> mixtures)
    {
        section.Paragraph(
            "Each iteration computes the responsibility of every component for every image, then re-estimates the components from the images they answer for. "
            + "The log-likelihood (with the prior's term) can only rise; how far depends on the start, so several are made and the best is kept.");
        section.Columns([.. mixtures.Select(mixture => (Action<ReportSection>)(part => Curve(part, mixture)))]);
    }

    private static void Curve(ReportSection section, FittedMixture mixture)
    {
        var chart = new LineChart
        {
            Title = $"EM, {mixture.Name}",
            Width = 480,
            X = new Axis("iteration") { Scale = AxisScale.Logarithmic },
            Y = new Axis("train log-likelihood", "nats per image"),
            Series = Series(mixture),
        };
        section.Figure(
            chart,
            $"The best of {mixture.Restarts.Count} starts ended at {NumberText.Fixed(mixture.BestRestart.MeanLogLikelihood, 2)} nats after {mixture.BestRestart.Iterations.Count} iterations "
            + $"({mixture.Model.Provenance.StopReason}), the worst at {NumberText.Fixed(mixture.Restarts.Min(restart => restart.MeanLogLikelihood), 2)}.");
    }

    // The best start and the worst: ten lines that end within a nat of each other say no more.
    private static LineSeries[] Series(FittedMixture mixture)
    {
        var best = mixture.BestRestart;
        var worst = mixture.Restarts.MinBy(restart => restart.Merit)!;
        return ReferenceEquals(best, worst) ? [Line("the only start", best)] : [Line("best start", best), Line("worst start", worst)];

        static LineSeries Line(string name, EmRestart restart) =>
            LineSeries.ByIndex(name, [.. restart.Iterations.Select(iteration => iteration.MeanLogLikelihood)]) with { Markers = false };
    }

    private static void Means(ReportSection section, IReadOnlyList<FittedMixture> mixtures, ImageShape image)
    {
        section.Paragraph("The mean of a component is the probability of ink at each pixel; its weight, the share of images it answers for. Black is certain ink, white certain paper, gray a coin toss.");
        foreach (var mixture in mixtures)
        {
            var law = mixture.Model.Mixture;
            section.Gallery(
                [.. Enumerable.Range(0, law.Components).Select(k => new GalleryItem(
                    ImageSheet.Render(law.Mean(k), image.Height, image.Width, new ImageSheetOptions { Scale = law.Components > 10 ? 2 : 3 }),
                    $"Mean image of component {k + 1} of {law.Components}, weight {law.Weights[k] * 100:F1} percent",
                    FormattableString.Invariant($"{law.Weights[k] * 100:F1} %")))],
                $"The {law.Components} component means by falling weight.");
        }
    }

    private static void Samples(ReportSection section, IReadOnlyList<FittedMixture> mixtures, ImageShape image, long seed)
    {
        section.Paragraph("Drawn from the model: a component by its weight, then every pixel by itself. These are true samples, in black and white as the training images were.");
        foreach (var mixture in mixtures)
        {
            section.Images(
                SampleSheet(mixture.Model, image, seed),
                $"{SampleCount} samples of the mixture with {mixture.Model.Mixture.Components} components",
                $"{SampleCount} samples, {mixture.Name}: the first {SampleCount} of seed {seed}, not a selection.");
        }
    }

    private static void Reconstructions(ReportSection section, IReadOnlyList<FittedMixture> mixtures, BinaryData heldOut, ImageShape image)
    {
        int count = Math.Min(ReconstructionCount, heldOut.Rows);
        var first = new BitMatrix(count, heldOut.Columns);
        var pixels = new List<double>();
        for (int n = 0; n < count; n++)
        {
            heldOut.Bits.Row(n).CopyTo(first.MutableRow(n));
            for (int d = 0; d < heldOut.Columns; d++)
                pixels.Add(heldOut.Bits[n, d] ? 1 : 0);
        }
        foreach (var mixture in mixtures)
            pixels.AddRange(mixture.Model.Mixture.Reconstruct(first));

        section.Paragraph(
            "Given an image, the mixture asks which components could have written it, and answers with the mean of those: the image it would expect next from the same hand. "
            + "What it cannot tell apart, it replaces by an average.");
        section.Images(
            ImageSheet.Render(pixels.ToArray(), image.Height, image.Width, new ImageSheetOptions { Columns = count, Groups = [.. Enumerable.Repeat(count, mixtures.Count + 1)] }),
            $"{count} held-out images, and below each its reconstruction by each mixture",
            $"Top: the first {count} {heldOut.Split.Word()} images. Below: posterior means, {string.Join(", then ", mixtures.Select(m => m.Name))}. Means, not samples.");
    }
}
