using Pushforward.Numerics.Random;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;

namespace Pushforward.Reporting.Tests.Support;

/// <summary>A page with every kind of content, of made-up figures; the shape of the page that `demo` writes.</summary>
internal static class SampleReport
{
    public static readonly LineChart EmCurves = new()
    {
        Title = "EM climbs fast, then slowly: mean log-likelihood by iteration",
        X = new Axis("iteration"),
        Y = new Axis("mean log-likelihood", "nats per image"),
        Series =
        [
            LineSeries.ByIndex("5 components, train", EmCurve(-205.9, -178.9, 2.5)),
            LineSeries.ByIndex("5 components, validation", EmCurve(-206.2, -179.9, 2.6)),
            LineSeries.ByIndex("20 components, train", EmCurve(-205.9, -153.8, 4)),
            LineSeries.ByIndex("20 components, validation", EmCurve(-206.2, -156.1, 4.2)),
        ],
        References = [new ReferenceLine("independent pixels (K = 1)", -205.9)],
    };

    public static readonly BarChart Likelihoods = new()
    {
        Title = "Test log-likelihood",
        Value = new Axis("test log-likelihood", "nats per image"),
        Categories = ["independent pixels", "mixture, K = 5", "mixture, K = 20", "variational autoencoder"],
        Mark = BarMark.Dot,
        Series = [new BarSeries("test", [-205.93, -179.74, -155.91, -88.12]) { Errors = [0.55, 0.49, 0.42, 0.31] }],
    };

    public static readonly BarChart Grouped = new()
    {
        Title = "Seconds to train and to draw 10 000 samples",
        Value = new Axis("time", "s"),
        CategoryTitle = "model",
        Orientation = BarOrientation.Vertical,
        Categories = ["mixture, K = 5", "mixture, K = 20", "NICE", "VAE"],
        Series = [new BarSeries("train", [1.2, 4.8, 160, 118]), new BarSeries("sample", [0.4, 0.4, 11, 2.4]), new BarSeries("score", [0.8, 3, 22, 64])],
    };

    public static readonly Histogram Ratio = new()
    {
        Title = "U / U: ten thousand draws under the exact density",
        X = new Axis("z") { Minimum = 0, Maximum = 5 },
        Values = Draws(10_000, "ratio", stream => stream.NextDouble() / stream.NextDouble()),
        Curves = [LineSeries.OfFunction("exact density", z => z < 0 ? 0 : z < 1 ? 0.5 : 0.5 / (z * z), 0, 5)],
    };

    public static readonly ScatterChart Latent = new()
    {
        Title = "Latent means of 2 000 test digits",
        X = new Axis("z₁"),
        Y = new Axis("z₂"),
        Series = [.. Enumerable.Range(0, 10).Select(Cluster)],
    };

    public static readonly HeatMap Density = new()
    {
        Title = "Joint density of a banana-shaped flow",
        X = new Axis("x₁"),
        Y = new Axis("x₂"),
        Value = new Axis("density"),
        XRange = (-3, 3),
        YRange = (-2, 4),
        Values = Grid(72, (x, y) => Math.Exp(-0.5 * x * x - 2 * (y - 0.6 * x * x + 0.5) * (y - 0.6 * x * x + 0.5))),
    };

    public static readonly HeatMap Jacobian = new()
    {
        Title = "Jacobian of the leaky-ReLU flow at (1, −2, 3)",
        X = new Axis("input"),
        Y = new Axis("output"),
        Value = new Axis("∂y/∂x"),
        Colors = ColorScale.Diverging,
        ShowValues = true,
        ColumnNames = ["x₁", "x₂", "x₃"],
        RowNames = ["y₁", "y₂", "y₃"],
        Values = new double[,] { { 0, 0, 2 }, { 3, 0, 0 }, { 0, -0.4, 0 } },
    };

    public static readonly LineChart LearningCurve = new()
    {
        Title = "Held-out bound by epoch",
        X = new Axis("epoch") { Scale = AxisScale.Logarithmic },
        Y = new Axis("gap to the best", "nats per image") { Scale = AxisScale.Logarithmic },
        Series =
        [
            new LineSeries("VAE", [1, 2, 5, 10, 20, 50, 100, 200, 500], [60, 42, 24, 15, 9.5, 4.1, 2.2, 0.9, 0.3])
            {
                Errors = [4, 3, 2.5, 2, 1.5, 0.8, 0.5, 0.4, 0.2],
            },
            new LineSeries("IWAE", [1, 2, 5, 10, 20, 50, 100, 200, 500], [55, 37, 19, 11, double.NaN, 3, 1.4, 0.5, 0.12])
            {
                Lower = [50, 33, 17, 9, 5, 2.2, 1, 0.3, 0.07],
                Upper = [61, 42, 22, 13, 8, 4, 2, 0.8, 0.2],
            },
        ],
    };

    public static ReportBuilder Build()
    {
        var report = new ReportBuilder("First light: a mixture learns to write digits",
            "Two mixtures of Bernoullis, fitted by EM to 60 000 handwritten digits. Twenty components make more legible digits than five, and score 24 nats better on images they have not seen.")
        {
            Footer = "Pushforward 0.1.0, seed 0. Log-likelihoods are exact, in nats, on stochastically binarized images.",
        };
        report.Section("At a glance")
            .KeyFigures(
                new KeyFigure(NumberText.WithError(-179.74, 0.49), "test log-likelihood, 5 components", "nats per image, exact"),
                new KeyFigure(NumberText.WithError(-155.91, 0.42), "test log-likelihood, 20 components", "nats per image, exact"),
                new KeyFigure("6.1 s", "time to fit both", "two cores"))
            .Paragraph("Each component is a picture of ink probabilities. With five, a component must stand for two digits at once and its samples are " +
                RichText.Emphasis("averages of several hands") + "; with twenty, most digits have two or three styles of their own.")
            .Command("dotnet run -c Release --project src/Pushforward.Cli -- demo");
        report.Section("How well the models fit")
            .Table(Comparison())
            .Figure(Likelihoods, "Dots are means over 10 000 test images, whiskers one standard error.")
            .Note("Likelihoods on binarized images compare only with likelihoods on the " + RichText.Strong("same") + " bits: see " + RichText.Link("how EM converged", "em") + ".");
        report.Section("How EM converged", "em")
            .Paragraph("The log-likelihood never falls from one iteration to the next; " + RichText.Code("--tolerance") + " decides when it has risen enough.")
            .Equation("log p(x) = log Σ" + Index("k") + " π" + Index("k") + " ∏" + Index("d") + " p" + Index("kd") + RichText.Superscript("x") + " (1 − p" + Index("kd") + ")" + RichText.Superscript("1 − x"))
            .Figure(EmCurves, "The first ten iterations do most of the work.")
            .Details("Why the validation curve lies below", inner => inner
                .Paragraph("Parameters are chosen for the training rows. The gap of about two nats at twenty components says how much of the rise is memory.")
                .List("5 components: gap 1.0 nats", "20 components: gap 2.3 nats"));
        report.Section("What the components look like")
            .Gallery([.. Enumerable.Range(0, 20).Select(Component)], "Component means, darkest where ink is certain, with their weights " + RichText.Variable("π") + ".")
            .Columns(
                left => left.Images(Sheet(30, 1), "Thirty samples from the mixture with five components; most are blurs of two digits.", "Samples, five components."),
                right => right.Images(Sheet(30, 2), "Thirty samples from the mixture with twenty components; most can be read.", "Samples, twenty components."))
            .Images(Sheet(24, 3, new ImageSheetOptions { Groups = [12, 12] }), "Twelve test digits above their reconstructions.", "Test digits (above) and their reconstructions by posterior (below).");
        report.Section("Where the time goes").Figure(Grouped, "Bars of one model share its place; patterns and order tell the jobs apart.");
        report.Section("Beyond mixtures")
            .Columns(left => left.Figure(Ratio, "The law of a ratio of uniforms."), right => right.Figure(Latent, "Ten classes, ten marks."))
            .Figure(Density, "A density in the plane.")
            .Figure(Jacobian)
            .Figure(LearningCurve, "Both axes logarithmic; a missing value is a gap.");
        return report;
    }

    private static Table Comparison() => new()
    {
        Caption = "Models on the same 10 000 test images.",
        Columns = ["model", new("train", "nats per image"), new("test", "nats per image"), new("bits/dim") { Decimals = 3 }, "estimate", new("parameters"), new("time", "s") { Decimals = 1 }],
        Rows =
        [
            ["independent pixels", TableCell.Estimate(-205.61, 0.22), TableCell.Estimate(-205.93, 0.55), 0.379, "exact", 784, 0.1],
            ["mixture, K = 5", TableCell.Estimate(-178.92, 0.2), TableCell.Estimate(-179.74, 0.49), 0.331, "exact", 3924, 1.2],
            ["mixture, K = 20", TableCell.Estimate(-153.83, 0.17), TableCell.Estimate(-155.91, 0.42).Highlighted(), 0.287, "exact", 15_699, 4.8],
            ["autoencoder", TableCell.Missing, TableCell.Estimate(-88.12, 0.31), 0.162, "lower bound", 1_100_000, 118],
        ],
        Note = "± is one standard error over rows.",
    };

    private static RichText Index(string index) => RichText.Subscript(index);

    private static double[] EmCurve(double from, double to, double pace) =>
        [.. Enumerable.Range(0, 60).Select(step => to + (from - to) * Math.Exp(-step / pace) - 1.2 * Math.Exp(-step / 18.0))];

    private static double[] Draws(int count, string purpose, Func<RandomStream, double> draw)
    {
        var stream = new RandomStream(0, purpose);
        return [.. Enumerable.Range(0, count).Select(_ => draw(stream))];
    }

    private static ScatterSeries Cluster(int digit)
    {
        var stream = new RandomStream(0, "cluster", digit);
        double angle = digit * Math.Tau / 10, radius = digit % 2 == 0 ? 2.6 : 1.3;
        var points = Enumerable.Range(0, 200).Select(_ => (X: radius * Math.Cos(angle) + 0.35 * stream.NextNormal(), Y: radius * Math.Sin(angle) + 0.35 * stream.NextNormal())).ToList();
        return new($"digit {digit}", [.. points.Select(point => point.X)], [.. points.Select(point => point.Y)]);
    }

    private static double[,] Grid(int side, Func<double, double, double> density)
    {
        var grid = new double[side, side];
        for (int row = 0; row < side; row++)
        {
            for (int column = 0; column < side; column++)
                grid[row, column] = density(-3 + 6 * (column + 0.5) / side, -2 + 6 * (row + 0.5) / side);
        }
        return grid;
    }

    private static GalleryItem Component(int index) => new(
        ImageSheet.Render(Glyph(index, 0.6f), 28, 28, new ImageSheetOptions { Scale = 1, Separator = 0 }),
        $"Mean of component {index + 1}", $"{NumberText.Fixed(8.1 - index * 0.3, 1)} %");

    private static ImageSheet Sheet(int count, int seed, ImageSheetOptions? options = null) =>
        ImageSheet.Render(Enumerable.Range(0, count).SelectMany(index => Glyph(seed * 100 + index, 0)).ToArray(), 28, 28, options);

    /// <summary>A soft ring, bar or hook: enough to judge a layout by.</summary>
    private static float[] Glyph(int seed, float blur)
    {
        var stream = new RandomStream(seed, "glyph");
        double turn = Math.Tau * stream.NextDouble(), span = 2 + 4 * stream.NextDouble(), radius = 5 + 4 * stream.NextDouble(), width = 1.1 + blur;
        var image = new float[28 * 28];
        for (double t = 0; t <= 1; t += 0.01)
        {
            double x = 13.5 + 0.7 * radius * Math.Cos(turn + span * t), y = 13.5 + radius * Math.Sin(turn + span * t);
            for (int pixel = 0; pixel < image.Length; pixel++)
            {
                double distance = Math.Pow(pixel % 28 - x, 2) + Math.Pow(pixel / 28 - y, 2);
                image[pixel] = Math.Max(image[pixel], (float)Math.Exp(-distance / (2 * width * width)));
            }
        }
        return image;
    }
}
