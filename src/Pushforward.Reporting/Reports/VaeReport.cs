using System.Text;
using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;
using Pushforward.Training;

namespace Pushforward.Reporting.Reports;

/// <summary>
/// The page that looks inside a variational autoencoder: its bound in two parts by epoch, what each coordinate of the code carries, where codes lie and how
/// that compares with the prior, walks through the latent space, rebuilt images and samples.
/// </summary>
public static class VaeReport
{
    /// <summary>Writes the page's content.</summary>
    /// <param name="space">The model, and the images it is looked at by; best held-out ones (<see cref="LatentSpace.OfHeldOut"/>).</param>
    /// <param name="epochs">The curve of its training; none leaves that section out.</param>
    /// <param name="command">The command that makes this page.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">The rows are no images.</exception>
    public static ReportBuilder Build(LatentSpace space, IReadOnlyList<EpochRecord> epochs, string command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(epochs);
        var (model, provenance) = (space.Model, space.Model.Provenance);
        if (provenance.Image is not { } image)
            throw new ArgumentException("space: expected a model of images, got one of rows of a table.", nameof(space));

        var pictures = new VaePictures(space, image);
        var report = new ReportBuilder(
            model.Kind == VaeModel.KindName ? "A variational autoencoder on images" : "An importance-weighted autoencoder on images",
            $"What codes of {space.Latent} numbers make of {NumberText.Fixed(provenance.Rows)} images ({provenance.Source}, {provenance.Representation}): how tight the bound is, "
            + $"which coordinates are used, where codes lie, and what the decoder draws. All figures below are of {NumberText.Fixed(space.Rows)} {space.Split.Word()} images.");
        Summary(report.Section("In short"), space, command);
        Samples(report.Section("New images"), model, pictures);
        Rebuilt(report.Section("Rebuilt images"), pictures);
        if (!space.Usage.IsCollapsed)
            Walks(report.Section("Walks through the latent space"), space, pictures);
        Map(report.Section("A map of the codes"), space, pictures);
        Coordinates(report.Section("What each coordinate carries"), space);
        Prior(report.Section("Codes against the prior"), space, cancellation);
        if (epochs.Count > 0)
            Curves(report.Section("The bound, epoch by epoch"), epochs);
        Likelihoods(report.Section("How likely"), provenance);
        report.Footer = $"Fit of seed {provenance.Seed}, {NumberText.Fixed(model.ParameterCount)} parameters, stopped by {provenance.StopReason} after {NumberText.Fixed(provenance.Seconds)} s.";
        return report;
    }

    /// <summary>The page's charts and pictures one by one, for slides: SVG and PNG files of fixed names such as map.svg and samples.png.</summary>
    /// <param name="space">As for the page.</param>
    /// <param name="epochs">As for the page.</param>
    /// <returns>File names with what goes into them.</returns>
    /// <exception cref="ArgumentException">The rows are no images.</exception>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Pictures(LatentSpace space, IReadOnlyList<EpochRecord> epochs)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(epochs);
        var image = space.Model.Provenance.Image ?? throw new ArgumentException("space: expected a model of images, got one of rows of a table.", nameof(space));
        var pictures = new VaePictures(space, image);
        yield return Svg("map", LatentMap.Of(space.Plane(), space.Labels));
        yield return Svg("coordinates", VaeCharts.Coordinates(space));
        yield return Svg("prior", VaeCharts.Marginals(space));
        if (epochs.Count > 0)
        {
            var curves = new VaeCurves(epochs);
            yield return Svg("bound", curves.Bound());
            yield return Svg("reconstruction", curves.Reconstruction());
            yield return Svg("kl", curves.Divergence());
        }
        yield return Png("samples", pictures.Samples(SampleKind.Draws));
        yield return Png("means", pictures.Samples(SampleKind.Means));
        yield return Png("rebuilt", pictures.RebuiltSheet());
        foreach (var (name, strips) in new[] { ("traversals", pictures.Traversals()), ("interpolations", pictures.Interpolations()), ("classes", pictures.Classes(SampleKind.Means)) })
        {
            if (strips.Rows.Count > 0)
                yield return Png(name, strips.Sheet());
        }
        if (space.Latent == 2)
            yield return Png("grid", pictures.Grid());

        static (string, ReadOnlyMemory<byte>) Svg(string name, Chart chart) => (name + ".svg", Encoding.UTF8.GetBytes(chart.ToSvg()));
        static (string, ReadOnlyMemory<byte>) Png(string name, ImageSheet sheet) => (name + ".png", sheet.Png);
    }

    private static void Summary(ReportSection section, LatentSpace space, string command)
    {
        var usage = space.Usage;
        var figures = new List<KeyFigure>();
        if (space.Model.Provenance.HeldOut is { } figure)
        {
            figures.Add(new(
                NumberText.WithError(figure.Mean, figure.StandardError), "log-likelihood, nats per image, held out",
                figure.Samples is { } samples ? $"estimated by importance sampling, {NumberText.Fixed(samples)} {(samples == 1 ? "draw" : "draws")}" : null));
            if (figure.Elbo is { } elbo)
                figures.Add(new(NumberText.Fixed(elbo.Value, 2), "ELBO, its lower bound", $"reconstruction {NumberText.Fixed(elbo.Reconstruction, 2)}, less KL {NumberText.Fixed(elbo.Divergence, 2)}"));
        }
        figures.Add(new($"{usage.ActiveUnits} of {space.Latent}", "coordinates in use", $"a code costs {NumberText.Fixed(usage.TotalDivergence, 1)} nats"));
        section.KeyFigures(figures);
        section.Equation("ELBO(x) = E" + RichText.Subscript("q(z|x)") + " log p(x|z) − KL(q(z|x) ‖ p(z)) ≤ log p(x)");
        section.Paragraph(
            "The first term, the reconstruction, says how well a code drawn for an image lets the image be rebuilt; the second, what the code costs: how many nats it says of its image beyond "
            + "what the prior says of any. Training makes their difference large, so a code is as long as it pays to be.");
        if (usage.IsCollapsed)
            section.Note("The posterior has collapsed: q(z|x) is the prior for every image, codes say nothing, and the decoder does without them. Train longer, with a warm-up of the KL, free bits or a lower beta.");
        if (space.Model.Options.Objective.Beta is not 1 and var beta)
            section.Note($"Trained with β = {NumberText.Compact(beta)}: the loss weighed the KL by that, so it was no bound of the likelihood. The figures here are those of the model, with the KL weighed once.");
        section.Command(command);
    }

    private static void Curves(ReportSection section, IReadOnlyList<EpochRecord> epochs)
    {
        var curves = new VaeCurves(epochs);
        section.Figure(curves.Bound(), "The bound, higher is better. " + curves.Cut
            + "Training rows are averaged over the epoch while weights move, validation rows are seen by averaged weights at its end; where the two part, the model begins to learn by heart.");
        section.Columns(
            part => part.Figure(curves.Reconstruction(), "How well images are rebuilt."),
            part => part.Figure(curves.Divergence(), "What the codes cost. While its weight still rises it may stand above the place where it settles: where another nat of code no longer buys a nat of reconstruction."));
    }

    private static void Likelihoods(ReportSection section, Provenance provenance)
    {
        TableCell Cell(double? value) => value is { } number ? TableCell.FromNumber(number) : TableCell.Missing;
        section.Table(new Table
        {
            Caption = "Log-likelihood by importance sampling, and the bound in its parts, nats per image.",
            Columns =
            [
                "Split", new TableColumn("Images") { Decimals = 0 }, "Log-likelihood", new TableColumn("ELBO") { Decimals = 2 }, new TableColumn("Reconstruction") { Decimals = 2 },
                new TableColumn("KL") { Decimals = 2 }, new TableColumn("Gap") { Decimals = 2 }, new TableColumn("Effective draws") { Decimals = 1 },
            ],
            Rows = [.. provenance.Figures.OrderBy(f => f.Key).Select(f => (IReadOnlyList<TableCell>)
            [
                f.Key.Word(), (double)f.Value.Rows, TableCell.Estimate(f.Value.Mean, f.Value.StandardError), Cell(f.Value.Elbo?.Value), Cell(f.Value.Elbo?.Reconstruction),
                Cell(f.Value.Elbo?.Divergence), Cell(f.Value.Mean - f.Value.Elbo?.Value), Cell(f.Value.EffectiveSampleSize),
            ])],
            Note = $"Representation: {provenance.Representation}; figures on another cannot be compared with these. The gap is how far q(z|x) falls short of the true posterior, as far as "
                + $"{(provenance.Figures.Values.FirstOrDefault()?.Samples is { } samples ? NumberText.Fixed(samples) + " " : "")}draws a row tell: where few of them count, the estimate is still a bound, and more draws raise it.",
        });
    }

    private static void Coordinates(ReportSection section, LatentSpace space)
    {
        var usage = space.Usage;
        section.Paragraph(
            $"The KL of a code is the sum of those of its coordinates. {usage.ActiveUnits} of {space.Latent} are active: the posterior mean varies from image to image with a variance above "
            + $"{NumberText.Compact(LatentUsage.ActivityThreshold)}."
            + (usage.ActiveUnits == space.Latent ? "" : " Each of the others has given up: q is the prior there, or nearly, whatever the image, and costs nothing."));
        section.Figure(
            VaeCharts.Coordinates(space),
            $"All bars together are {NumberText.Fixed(usage.TotalDivergence, 2)} nats, the KL of the ELBO over these images.");
    }

    private static void Prior(ReportSection section, LatentSpace space, CancellationToken cancellation)
    {
        var aggregate = space.Aggregate(cancellation);
        section.Paragraph(
            "The aggregate posterior q(z) is the mean of q(z|x) over all images: where codes lie. Samples are decoded from draws of the prior p(z). The closer the two, the more a sample is like what the decoder was trained on.");
        section.Table(new Table
        {
            Caption = "How far apart they are, each way.",
            Columns = ["Direction", new TableColumn("Estimate", "nats"), "What it charges"],
            Rows =
            [
                ["KL(q ‖ p)", Estimate(aggregate.ToPrior), "Codes in places where the prior seldom draws: it punishes codes that stray, and forgives parts of the prior left empty."],
                ["KL(p ‖ q)", Estimate(aggregate.FromPrior), "Draws of the prior in places where no image has its code: it sees the holes, from which samples come that the decoder was never trained on."],
            ],
            Note = $"By {NumberText.Fixed(1000)} draws each way from the mixture of {NumberText.Fixed(aggregate.Rows)} posteriors; after ± stands the standard error of that. Both are high rather than low: so many images leave holes that "
                + $"more would fill. Of the {NumberText.Fixed(aggregate.MeanDivergence, 1)} nats that a code costs, {NumberText.WithError(aggregate.Information, aggregate.ToPrior.StandardError)} tell which of these images it belongs to "
                + $"(they can tell no more than log {NumberText.Fixed(aggregate.Rows)} = {NumberText.Fixed(Math.Log(aggregate.Rows), 1)}), and KL(q ‖ p) is the rest.",
        });
        section.Figure(VaeCharts.Marginals(space), "Seen along one coordinate at a time, codes can look like the prior even where they are far from it in all coordinates together.");

        static TableCell Estimate(DrawnEstimate estimate) => TableCell.Estimate(estimate.Value, estimate.StandardError);
    }

    private static void Map(ReportSection section, LatentSpace space, VaePictures pictures)
    {
        var plane = space.Plane();
        section.Figure(LatentMap.Of(plane, space.Labels), (plane.IsPrincipal
            ? $"Posterior means along the two directions in which they vary most, {NumberText.Fixed(100 * plane.VarianceShare)} % of their variance; what overlaps here may lie apart in the other directions. "
            : "Posterior means. ")
            + (space.Labels.IsEmpty ? "" : space.Model.Classes > 0
                ? "The model is told the label, so codes need not say it: classes lie on top of each other, and a place stands for a way of writing."
                : "The model was never told the labels: where classes lie apart, it found them by itself."));
        if (space.Latent == 2)
        {
            section.Images(
                pictures.Grid(), "A square of expected images that change into each other from place to place.",
                "The same plane decoded: expected images on a grid of codes, spaced so that each stands for as much of the prior. The first coordinate grows from left to right, the second from bottom to top.");
        }
    }

    private static void Walks(ReportSection section, LatentSpace space, VaePictures pictures)
    {
        section.Subheading("One coordinate at a time");
        section.Strips(
            pictures.Traversals().Items(),
            $"The first held-out image, and what it becomes as one coordinate of its code goes from −{VaePictures.WalkReach} to {VaePictures.WalkReach} (deviations of the prior), the others held. Expected images, not samples. Those that carry most nats come first.");
        var paths = pictures.Interpolations();
        if (paths.Rows.Count == 0)
            return;
        section.Subheading("From one image to another");
        section.Strips(
            paths.Items(),
            "Originals at both ends; between them expected images along the arc between the two codes. The arc keeps to lengths that codes have, where a straight line would pass closer to the origin than codes ever lie."
            + (space.Model.Classes > 0 ? " Both images are of one class, which the decoder is told." : ""));
    }

    private static void Rebuilt(ReportSection section, VaePictures pictures) => section.Strips(
        pictures.Rebuilt().Items(),
        "The first held-out images, not a selection, and the expected image given the mean of each code. Expected images are smooth: where the model is unsure of a pixel it shows gray.");

    private static void Samples(ReportSection section, VaeModel model, VaePictures pictures)
    {
        string drawn = model.Vae.Architecture.Observation == ObservationKind.Bernoulli ? "bits" : "gray levels";
        section.Paragraph($"Codes drawn from the prior. On one side true samples, {drawn} drawn as the model's law says; on the other the expected images of the same codes, smoother and no samples: the model claims the former, and people like to show the latter.");
        section.Columns(
            part => part.Subheading($"Samples ({drawn})").Images(
                pictures.Samples(SampleKind.Draws), $"{VaePictures.Count} samples, {drawn} drawn pixel by pixel", $"The first {VaePictures.Count} of the seed, not a selection."),
            part => part.Subheading("Means (no samples)").Images(
                pictures.Samples(SampleKind.Means), $"The expected images of the codes of the samples, in the same order", "The expected images of the same codes."));
        if (model.Classes == 0)
            return;
        section.Subheading("By class");
        section.Strips(pictures.Classes(SampleKind.Means).Items(), "Expected images of every class. A column is one code: the label decides what is written, the code how.");
        section.Strips(pictures.Classes(SampleKind.Draws).Items(), $"Samples ({drawn}) of every class, of the same codes.");
    }
}
