using Pushforward.Cli.Terminal;
using Pushforward.Comparison;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Course;

/// <summary>The models on one footing: likelihoods of the same bits, samples beside real images, and which to take.</summary>
/// <param name="context">What all parts share.</param>
/// <param name="fitted">The parts whose models are compared.</param>
internal sealed class ComparisonPart(CourseContext context, IReadOnlyList<CoursePart> fitted) : CoursePart(context)
{
    private const int QuickRows = 180_000, QuickSamples = 1000, QuickImportanceSamples = 50, Samples = 5000, ImportanceSamples = 200;

    private IEnumerable<CourseModel> Compared => fitted.SelectMany(part => part.Models);

    /// <summary>What came of it.</summary>
    public ComparisonResult Result { get; private set; } = null!;

    public override string Title => "Which is best, and why";

    public override string Id => "comparison";

    public override string Finding => Result.Recommendation[0];

    public override string Command =>
        $"pushforward compare {string.Join(' ', Compared.Select(model => model.Path))} --data {Context.DataName}{(Context.IsQuick ? " --quick" : "")} --samples {Options.Samples} --seed {Context.Seed}";

    private ComparisonOptions Options
    {
        get
        {
            var options = (Context.IsQuick ? ComparisonOptions.Quick : new ComparisonOptions()) with { Seed = Context.Seed };
            if (!Context.IsQuick)
                return options with { Samples = Samples, ImportanceSamples = ImportanceSamples };
            var training = options.Classifier.Training;
            return options with
            {
                Samples = QuickSamples,
                ImportanceSamples = QuickImportanceSamples,
                Classifier = options.Classifier with { Training = training with { Epochs = Math.Min(Context.Epochs(QuickRows), training.Epochs ?? int.MaxValue) } },
            };
        }
    }

    // Not kept on disk: it is a function of the models, which are, and of a classifier that has a cache of its own.
    public override void Compute() => Result = Context.Session.WithProgress(
        $"Comparing {Compared.Count()} models on {Context.Data.Name}",
        display => ModelComparison.Run(
            [.. Compared.Select(model => new ComparedModel(model.Name, model.Model))], Context.Data, Options, new Display(display), Context.Session.Stopping));

    public override void Write(ReportSection section) => ComparisonReport.Write(section, Result);

    private sealed class Display(IProgress<ProgressReport> display) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value) => display.Report(new ProgressReport(value.Fraction, value.Status));
    }
}
