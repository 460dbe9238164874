using System.Text.Json;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Course;

/// <summary>Mixtures of 5 and of 20 Bernoullis by EM: the likelihood, the climb, the means, samples.</summary>
internal sealed class MixturesPart(CourseContext context) : CoursePart(context)
{
    private const string MetricsName = "metrics.jsonl";
    private static readonly int[] Sizes = [5, 20];

    private readonly List<FittedMixture> _mixtures = [];

    public override string Title => "Mixtures of 5 and of 20 Bernoullis";

    public override string Id => "mixtures";

    public override IReadOnlyList<CourseModel> Models =>
        [.. _mixtures.Select(mixture => new CourseModel(mixture.Name, mixture.Model, Folder(mixture.Model.Mixture.Components).ModelPath))];

    public override string Finding
    {
        get
        {
            var figures = _mixtures.Select(mixture => mixture.Model.Provenance.HeldOut!).ToArray();
            double gain = figures[1].Mean - figures[0].Mean;
            return $"{Sizes[1]} components instead of {Sizes[0]} make an image of the {Context.HeldOutSplit.Word()} split {(gain >= 0 ? "likelier" : "less likely")} by {NumberText.Fixed(Math.Abs(gain), 1)} nats.";
        }
    }

    public override string Command => string.Join('\n', Sizes.Select(components =>
    {
        var options = Options(components);
        return $"pushforward fit mixture --data {Context.DataName} --components {components} --restarts {options.Restarts} --max-iterations {options.MaxIterations} --seed {Context.Seed} --out mixture-{components}";
    }));

    public override void Compute()
    {
        foreach (int components in Sizes)
        {
            var (session, options, folder) = (Context.Session, Options(components), Folder(components));
            string metrics = Path.Combine(folder.Path, MetricsName);
            var stamp = new CourseStamp(folder, Context.Stamp(JsonSerializer.SerializeToNode(options)!.AsObject()));
            if (stamp.Finished(session.Say) is BernoulliMixtureModel kept && File.Exists(metrics))
            {
                session.Say($"Mixture of {components}: taken from {folder.ModelPath}");
                _mixtures.Add(new FittedMixture(kept, MixtureMetrics.Read(metrics)));
                continue;
            }
            stamp.Begin();
            var (model, fit) = session.WithProgress(
                $"Mixture of {components} on {Context.Data.Name}",
                display => BernoulliMixtureModel.Fit(Context.Data, options, Context.Binarization, new EmProgress(options, display), session.Stopping));
            // What a stopped fit has is no part of the course: EM begins again.
            session.Stopping.ThrowIfCancellationRequested();
            folder.Save(model, MixtureMetrics.Lines(fit.Restarts));
            _mixtures.Add(new FittedMixture(model, fit.Restarts));
        }
    }

    public override void Write(ReportSection section)
    {
        section.Paragraph(
            "A component is a coin for every pixel; an image is drawn by picking a component and tossing its coins. The likelihood sums over components, so it is exact:");
        section.Equation(RichText.Math("log p(x) = log Σ_k π_k Π_d μ_{kd}^{x_d} (1 − μ_{kd})^{1 − x_d}"));
        section.Paragraph("EM climbs it in two steps. E: how much each component answers for each image, its responsibility. M: each weight becomes the mean responsibility, and each mean image the images' mean weighted by it.");
        section.Equation(RichText.Math("r_{nk} = π_k p(x_n | k) / Σ_j π_j p(x_n | j)"));
        section.Equation(RichText.Math("π_k = Σ_n r_{nk} / N,   μ_k = Σ_n r_{nk} x_n / Σ_n r_{nk}"));
        MixtureReport.Write(section, _mixtures, Context.Data.ToBits(Context.HeldOutSplit, Context.Binarization, Context.Session.Stopping), Context.Seed);
    }

    private RunFolder Folder(int components) => Context.Run($"mixture-{components}");

    private BernoulliMixtureOptions Options(int components) => new()
    {
        Components = components,
        Restarts = Context.IsQuick ? 2 : 10,
        MaxIterations = Context.IsQuick ? 60 : 500,
        Seed = Context.Seed,
    };
}
