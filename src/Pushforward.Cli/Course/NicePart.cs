using Pushforward.Data;
using Pushforward.Evaluation;
using Pushforward.Flows;
using Pushforward.Numerics.Random;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Sheets;
using Pushforward.Training;

namespace Pushforward.Cli.Course;

/// <summary>NICE on the gray images: the density by the change of variables, its figure beside that of independent pixels, samples.</summary>
internal sealed class NicePart(CourseContext context) : CoursePart(context)
{
    private const int ShownSamples = 60, SheetColumns = 12, QuickRows = 180_000;
    private const double Minutes = 4;

    private FlowModel _model = null!;
    private LogLikelihood _histogram = null!;

    public override string Title => "NICE";

    public override string Id => "nice";

    public override IReadOnlyList<CourseModel> Models => [new("NICE", _model, Folder.ModelPath)];

    public override string Finding
    {
        get
        {
            double gain = Figure.Mean - _histogram.Mean;
            return $"The flow gives gray images {NumberText.Fixed(Figure.Mean, 0)} nats of density ({NumberText.Fixed(Figure.BitsPerDimension, 3)} bits per pixel), "
                + $"{NumberText.Fixed(Math.Abs(gain), 0)} {(gain >= 0 ? "more" : "fewer")} than a histogram of each pixel by itself.";
        }
    }

    public override string Command
    {
        get
        {
            var (options, training) = (Options, Options.Training);
            return FormattableString.Invariant(
                $"pushforward fit nice --data {Context.DataName} --hidden {string.Join(',', options.Hidden)} {CourseTraining.LengthOf(training)} --weight-decay {training.WeightDecay} --patience {training.Patience} --seed {Context.Seed} --out nice");
        }
    }

    private RunFolder Folder => Context.Run("nice");

    private LogLikelihood Figure => _model.Provenance.HeldOut!;

    private NiceOptions Options
    {
        get
        {
            var options = new NiceOptions();
            var training = CourseTraining.Limited(Context, options.Training, QuickRows, Minutes);
            return Context.IsQuick
                ? options with
                {
                    Hidden = [200, 200],
                    Training = training,
                }
                : options with { Training = training };
        }
    }

    public override void Compute()
    {
        _model = (FlowModel)CourseTraining.Run(
            Context, Folder, FlowConfig.Write(Options), checkpoints => new FlowRun(Context.Data, Options, checkpoints, Context.Session));
        // Of the training images the flow was trained on; those held out for validation make no difference worth reading them apart for.
        var histogram = new HistogramBaseline(new LevelCounts(new ImageRows(Context.Train)));
        _histogram = histogram.Score(new ImageRows(Context.HeldOut));
    }

    public override void Write(ReportSection section)
    {
        section.Paragraph(
            "A flow is an invertible map f from noise h to images x, and the density of x is that of its noise times the volume that f⁻¹ gives it. NICE makes f of additive couplings: "
            + "half of the pixels stay, the others are shifted by a network of the first half. Undoing that is a subtraction, whatever the network is, and volume is kept; "
            + "one scale per pixel at the end stretches it.");
        section.Equation(RichText.Math("y_1 = x_1,   y_2 = x_2 + m(x_1)"));
        section.Equation(RichText.Math("log p(x) = log p_H(h) + log|det ∂h/∂x|,   h = f^{−1}(x),   log|det ∂h/∂x| = Σ_d s_d"));
        section.Table(new Table
        {
            Caption = $"Density of {Figure.Rows:N0} gray images of the {_model.Provenance.HeldOutSplit!.Value.Word()} split, noise of one level added.",
            Columns = ["Model", new TableColumn("Log-density", "nats per image"), new TableColumn("Code length", "bits per pixel") { Decimals = 3 }, "Kind of number"],
            Rows =
            [
                ["NICE", TableCell.Estimate(Figure.Mean, Figure.StandardError), Figure.BitsPerDimension, "lower bound for the levels"],
                ["a histogram of each pixel", TableCell.Estimate(_histogram.Mean, _histogram.StandardError), _histogram.BitsPerDimension, "exact for the levels"],
            ],
            Note = "Densities of gray levels cannot be set beside probabilities of bits: the comparison below asks the flow about bits. "
                + "A histogram of each pixel knows nothing of shapes and yet scores well, because most pixels are paper: nats on gray levels are mostly about shades.",
        });
        section.Figure(TrainingCurve.Of(Folder, "NICE, loss by epoch", "−log-density"), $"{_model.ParameterCount:N0} parameters, {NumberText.Compact(_model.Provenance.Seconds, 3)} s of training.");
        section.Images(
            ImageSheet.Render(_model.Sample(ShownSamples, new RandomStream(Context.Seed, "sample")).Values, Context.Image.Height, Context.Image.Width, new ImageSheetOptions { Columns = SheetColumns }),
            $"{ShownSamples} samples of NICE, in gray",
            $"{ShownSamples} samples: noise through f, the first of seed {Context.Seed}, not a selection.");
    }
}
