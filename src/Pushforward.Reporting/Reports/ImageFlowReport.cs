using System.Text;
using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Training;

namespace Pushforward.Reporting.Reports;

/// <summary>The page of a flow of gray images: its density beside what pixels by themselves have, new images, what codes of images look like, and ways between images.</summary>
public static class ImageFlowReport
{
    private const double Cooler = 0.7;

    /// <summary>Writes the page's content.</summary>
    /// <param name="codes">The model, and the images it is looked at by.</param>
    /// <param name="epochs">The curve of its training; none leaves that section out.</param>
    /// <param name="command">The command that makes this page.</param>
    public static ReportBuilder Build(FlowCodes codes, IReadOnlyList<EpochRecord> epochs, string command)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(epochs);
        var (model, provenance) = (codes.Model, codes.Model.Provenance);
        var pictures = new FlowPictures(codes);
        var report = new ReportBuilder(
            $"{model.Options.Title} on images",
            $"A flow of {model.Options.CouplingsInWords}, trained on {NumberText.Fixed(provenance.Rows)} images ({provenance.Source}, {provenance.Representation}): "
            + "what density it gives to images it has not seen, what it draws, and what is left of images in their codes.");
        Summary(report.Section("In short"), codes, command);
        Samples(report.Section("New images"), pictures);
        Codes(report.Section("What codes look like"), codes, pictures);
        Paths(report.Section("From one image to another"), pictures);
        if (epochs.Count > 0)
            Curve(report.Section("Density, epoch by epoch"), epochs);
        Densities(report.Section("How likely"), codes);
        report.Footer = $"Fit of seed {provenance.Seed}, {NumberText.Fixed(model.ParameterCount)} parameters, stopped by {provenance.StopReason} after {NumberText.Fixed(provenance.Seconds)} s.";
        return report;
    }

    /// <summary>The page's charts and pictures one by one, for slides: SVG and PNG files of fixed names such as density.svg and samples.png.</summary>
    /// <param name="codes">As for the page.</param>
    /// <param name="epochs">As for the page.</param>
    /// <returns>File names with what goes into them.</returns>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Pictures(FlowCodes codes, IReadOnlyList<EpochRecord> epochs)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(epochs);
        var pictures = new FlowPictures(codes);
        yield return ("samples.png", pictures.Samples(1).Png);
        yield return ("cooler.png", pictures.Samples(Cooler).Png);
        yield return ("codes.png", pictures.Codes().Sheet().Png);
        if (pictures.Paths() is { Rows.Count: > 0 } paths)
            yield return ("interpolations.png", paths.Sheet().Png);
        yield return ("places.svg", Encoding.UTF8.GetBytes(pictures.Places().ToSvg()));
        if (epochs.Count > 0)
            yield return ("density.svg", Encoding.UTF8.GetBytes(Density(new EpochCurves(epochs)).ToSvg()));
    }

    private static void Summary(ReportSection section, FlowCodes codes, string command)
    {
        var figures = new List<KeyFigure>();
        if (codes.Model.Provenance.HeldOut is { } figure)
        {
            double gain = figure.Mean - codes.Histogram.Mean;
            figures.Add(new(NumberText.WithError(figure.Mean, figure.StandardError), "log-density, nats per image, held out", $"{NumberText.Fixed(figure.BitsPerDimension, 3)} bits per pixel"));
            figures.Add(new(
                NumberText.Fixed(codes.Histogram.Mean, 1), "a histogram of each pixel by itself",
                $"{NumberText.Fixed(codes.Histogram.BitsPerDimension, 3)} bits per pixel; the flow has {NumberText.Fixed(Math.Abs(gain), 1)} nats {(gain >= 0 ? "more" : "fewer")}"));
        }
        figures.Add(new(NumberText.Compact(codes.Reconstruction.Largest, 2), "largest error of a pixel, there and back", $"{NumberText.Fixed(codes.Rows)} images, gray from 0 to 1"));
        section.KeyFigures(figures);
        section.Equation("log p(x) = log p" + RichText.Subscript("H") + RichText.Math("(h) + log|det ∂h/∂x|,   h = f^{−1}(x)"));
        section.Paragraph(
            "A flow f makes images of noise, a number for each pixel, and can be undone. The density of an image is that of its noise, its code, times the volume that f⁻¹ gives to the image's surroundings. "
            + "Gray levels are whole numbers, and a density of them would have no bound; so noise of one level is added to each pixel, and what is said of levels is then a lower bound.");
        section.Command(command);
    }

    private static void Samples(ReportSection section, FlowPictures pictures)
    {
        section.Columns(
            part => part.Subheading("Samples").Images(
                pictures.Samples(1), $"{FlowPictures.Count} samples of the flow", $"Noise of the prior through f, the first {FlowPictures.Count} of the seed, not a selection."),
            part => part.Subheading(FormattableString.Invariant($"Cooler, temperature {Cooler}")).Images(
                pictures.Samples(Cooler), $"The same {FlowPictures.Count} images from noise drawn in",
                FormattableString.Invariant($"The same noise times {Cooler}: closer to what the model finds most likely, and with less variety. No samples of the model.")));
    }

    private static void Codes(ReportSection section, FlowCodes codes, FlowPictures pictures)
    {
        section.Paragraph(
            "Were the model right, codes of images would be noise: every number anywhere in the prior, and none knowing of another. A number is shown by the part of the prior below it, white for 0 and black for 1. "
            + "What can be seen of an image in its code is what the flow has not learned.");
        section.Strips(pictures.Codes().Items(), "The first held-out images, not a selection, and their codes.");
        section.Figure(pictures.Places(), "All numbers of all codes. Level would be right; a rise at an end is pixels that surprise, one in the middle pixels that are more alike than the prior says.");
        section.Table(new Table
        {
            Caption = "What a pixel tells of the next.",
            Columns = ["Of", new TableColumn("Correlation of neighbors", "mean of |r|") { Decimals = 3 }],
            Rows = [["images", codes.NeighborCorrelation], ["codes, as places in the prior", codes.NeighborCorrelationOfCodes]],
            Note = $"Over pixels side by side that vary among {NumberText.Fixed(codes.Rows)} {codes.Split.Word()} images. Of pixels that know nothing of each other so few images would show "
                + $"{NumberText.Fixed(Math.Sqrt(2 / (Math.PI * codes.Rows)), 3)}.",
        });
    }

    private static void Paths(ReportSection section, FlowPictures pictures)
    {
        var paths = pictures.Paths();
        if (paths.Rows.Count == 0)
            return;
        section.Strips(paths.Items(),
            "From a held-out image to another by way of their codes. The arc keeps to lengths that codes have, where a straight line would pass closer to the origin than codes ever lie. "
            + "A flow remembers images to the pixel, and images laid over each other on the way say that it knows pixels rather than strokes.");
    }

    private static LineChart Density(EpochCurves curves) => curves.WithKept(curves.Chart(
        "Log-density by epoch", new Axis("log-density", "nats per image"), 720,
        curves.Series("validation", epoch => -epoch.ValidationLoss), curves.Series("training", epoch => -epoch.TrainLoss)));

    private static void Curve(ReportSection section, IReadOnlyList<EpochRecord> epochs)
    {
        var curves = new EpochCurves(epochs);
        section.Figure(Density(curves), "Higher is better. " + curves.Cut
            + "Training images are averaged over the epoch while weights move, validation images are seen by averaged weights at its end; where the two part, the model begins to learn by heart.");
    }

    private static void Densities(ReportSection section, FlowCodes codes)
    {
        var provenance = codes.Model.Provenance;
        section.Table(new Table
        {
            Caption = "Log-density of gray images, noise of one level added.",
            Columns = ["Split", new TableColumn("Images") { Decimals = 0 }, new TableColumn("Log-density", "nats per image"), new TableColumn("Code length", "bits per pixel") { Decimals = 4 }],
            Rows =
            [
                .. provenance.Figures.OrderBy(f => f.Key).Select(f => (IReadOnlyList<TableCell>)
                    [f.Key.Word(), (double)f.Value.Rows, TableCell.Estimate(f.Value.Mean, f.Value.StandardError), f.Value.BitsPerDimension]),
                [$"{codes.Split.Word()}, by a histogram of each pixel", (double)codes.Histogram.Rows, TableCell.Estimate(codes.Histogram.Mean, codes.Histogram.StandardError), codes.Histogram.BitsPerDimension],
            ],
            Note = $"Representation: {provenance.Representation}; figures on another, of bits for instance, cannot be compared with these. The histogram knows nothing of shapes and yet scores well, "
                + "because most pixels are paper: nats on gray levels are mostly about shades.",
        });
    }
}
