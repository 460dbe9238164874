using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Models;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;
using Pushforward.Training;

namespace Pushforward.Cli.Course;

/// <summary>A variational autoencoder on the bits: the bound in its two parts, the likelihood estimated, reconstructions, samples.</summary>
internal sealed class VaePart(CourseContext context) : CoursePart(context)
{
    private const int ShownSamples = 60, SheetColumns = 12, QuickRows = 300_000, QuickScoreSamples = 20, ScoreSamples = 100;
    private const double Minutes = 5;

    private VaeModel _model = null!;

    public override string Title => "A variational autoencoder";

    public override string Id => "vae";

    public override IReadOnlyList<CourseModel> Models => [new("VAE", _model, Folder.ModelPath)];

    public override string Finding
    {
        get
        {
            var elbo = Figure.Elbo!;
            return $"The bound, {NumberText.Fixed(elbo.Value, 1)} nats, is a reconstruction of {NumberText.Fixed(elbo.Reconstruction, 1)} less a divergence of {NumberText.Fixed(elbo.Divergence, 1)} from the prior; "
                + $"importance sampling puts the likelihood at {NumberText.Fixed(Figure.Mean, 1)}.";
        }
    }

    public override string Command
    {
        get
        {
            var (options, training) = (Options, Options.Training);
            return $"pushforward fit vae --data {Context.DataName} --hidden {string.Join(',', options.Architecture.Hidden)} --latent {options.Architecture.Latent} "
                + $"--layers {options.Architecture.Layers.ToString().ToLowerInvariant()} {CourseTraining.LengthOf(training)} --batch {training.BatchSize} --score-samples {options.ScoreSamples} --seed {Context.Seed} --out vae";
        }
    }

    private RunFolder Folder => Context.Run("vae");

    private LogLikelihood Figure => _model.Provenance.HeldOut!;

    private VaeOptions Options
    {
        get
        {
            var options = new VaeOptions();
            var training = CourseTraining.Limited(Context, options.Training, QuickRows, Minutes);
            return Context.IsQuick
                ? options with
                {
                    Architecture = options.Architecture with { Hidden = [200], Latent = 20, Layers = LayerKind.Plain },
                    ScoreSamples = QuickScoreSamples,
                    Training = training,
                }
                : options with { ScoreSamples = ScoreSamples, Training = training };
        }
    }

    public override void Compute() => _model = (VaeModel)CourseTraining.Run(
        Context, Folder, VaeConfig.ToJson(Options),
        checkpoints => new VaeRun(Context.Data, Options, Context.Binarization.Method, null, checkpoints, Context.Session));

    public override void Write(ReportSection section)
    {
        var (image, figure) = (Context.Image, Figure);
        section.Paragraph(
            $"A code z of {_model.Options.Architecture.Latent} normal numbers is drawn, and a network, the decoder, says how likely ink is at each pixel. The probability of an image is an integral over all codes, "
            + "which nobody can compute; a second network, the encoder, guesses which codes could have made it, q(z|x), and that gives a bound:");
        section.Equation("log p(x) = ELBO(x) + KL(q(z|x) ‖ p(z|x)) ≥ ELBO(x)");
        section.Equation(RichText.Math("ELBO(x) = E_{q(z|x)}[log p(x|z)] − KL(q(z|x) ‖ N(0, I))"));
        if (figure.Elbo is { } elbo)
        {
            section.Table(new Table
            {
                Caption = $"The bound and its parts, mean over {figure.Rows:N0} held-out images, {figure.Representation}.",
                Columns = ["Figure", new TableColumn("Value", "nats per image") { Decimals = 2 }, "What it says"],
                Rows =
                [
                    ["reconstruction", elbo.Reconstruction, "how well an image is recovered from its code"],
                    ["divergence from the prior", elbo.Divergence, "how much the code says of the image, and what it costs"],
                    ["ELBO, their difference", elbo.Value, "lower bound"],
                    [$"log p(x), {figure.Samples} draws an image", figure.Mean, $"estimate by importance sampling; {NumberText.Fixed(figure.Mean - elbo.Value, 2)} above the bound, by what q misses of the posterior"],
                ],
                Note = $"{_model.Usage.ActiveUnits} of {_model.Options.Architecture.Latent} coordinates are in use. The divergence has the reverse direction, as the section on divergences explains.",
            });
        }
        section.Figure(
            TrainingCurve.Of(Folder, "VAE, loss by epoch", "−ELBO"),
            $"{_model.ParameterCount:N0} parameters, {NumberText.Compact(_model.Provenance.Seconds, 3)} s of training. At first the KL term counts little (warm-up), and training losses are lower for it.");
        section.Images(Reconstructions(image), $"{SheetColumns} held-out images, and below each its reconstruction by the VAE",
            $"Top: the first {SheetColumns} {Context.HeldOutSplit.Word()} images as bits. Below: the decoder's probabilities at the mean code. Means, not samples.");
        var options = new ImageSheetOptions { Columns = SheetColumns };
        section.Images(
            ImageSheet.Render(_model.Sample(ShownSamples, new RandomStream(Context.Seed, "sample"), SampleKind.Means).Values, image.Height, image.Width, options),
            $"{ShownSamples} decoded codes of the VAE, as probabilities of ink",
            $"{ShownSamples} codes from the prior, decoded: the probability of ink at each pixel, the first of seed {Context.Seed}.");
        section.Images(
            ImageSheet.Render(_model.Sample(ShownSamples, new RandomStream(Context.Seed, "sample")).Values, image.Height, image.Width, options),
            $"{ShownSamples} samples of the VAE, in black and white",
            "The same codes with every pixel tossed: true samples, as the comparison judges them.");
    }

    private ImageSheet Reconstructions(ImageShape image)
    {
        var bits = Context.Data.ToBits(Context.HeldOutSplit, Context.Binarization, Context.Session.Stopping).Bits;
        int count = Math.Min(SheetColumns, bits.Rows);
        var rows = new BitRows(bits);
        using var _ = new Tape().Evaluate();
        var x = Tensor.Zeros(count, rows.Columns);
        for (int n = 0; n < count; n++)
            rows.CopyRow(n, x.Row(n));
        var means = _model.Vae.Likelihood(_model.Vae.Posterior(x).Mean).Mean;
        float[] pixels = [.. x.AsSpan(), .. means.AsSpan()];
        return ImageSheet.Render(pixels, image.Height, image.Width, new ImageSheetOptions { Columns = count, Groups = [count, count] });
    }
}
