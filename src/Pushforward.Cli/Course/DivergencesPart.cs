using Pushforward.Distributions;
using Pushforward.Divergences;
using Pushforward.Divergences.Projections;
using Pushforward.RandomVariables.Expressions;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Course;

/// <summary>The two directions of the Kullback-Leibler divergence: one covers, one seeks; when each is infinite; which one a VAE's bound has.</summary>
internal sealed class DivergencesPart(CourseContext context) : CoursePart(context)
{
    private const string Humps = "mixture(0.5: normal(-3,1), 0.5: normal(3,1))";

    private static readonly (string P, string Q)[] Pairs =
    [
        ("uniform(0,1)", "normal(0,1)"), ("normal(0,1)", "cauchy(0,1)"), ("uniform(0,1)", "uniform(-1,1)"), ("normal(0,1)", "normal(1,2)"),
    ];

    private static readonly string[] Posteriors = ["normal(0,1)", "normal(1,1)", "normal(0,0.5)", "normal(2,0.1)"];

    private ProjectionResult _nearest = null!;
    private (Law P, Law Q, DivergenceResult Forward, DivergenceResult Reverse)[] _pairs = [];
    private (Law Q, DivergenceResult Cost)[] _costs = [];

    public override string Title => "Divergences: covering and seeking";

    public override string Id => "divergences";

    public override string Finding =>
        $"For two humps, the forward divergence puts the nearest normal over both (standard deviation {NumberText.Fixed(_nearest.Forward!.StandardDeviation, 2)}); "
        + $"the reverse one puts it on one of them ({NumberText.Fixed(_nearest.Reverse[0].StandardDeviation, 2)}).";

    public override string Command => string.Join('\n',
    [
        $"pushforward project \"{Humps}\" --onto normal --out projection.svg",
        .. Pairs.Select(pair => $"pushforward divergence \"{pair.P}\" \"{pair.Q}\""),
        $"pushforward divergence \"{Posteriors[^1]}\" \"normal(0,1)\"",
    ]);

    public override void Compute()
    {
        _nearest = Projection.Onto(LawReader.Read(Humps), ProjectionFamily.Normal, Context.Session.Stopping);
        _pairs = [.. Pairs.Select(pair =>
        {
            var (p, q) = (LawReader.Read(pair.P), LawReader.Read(pair.Q));
            return (p, q, Divergence.KullbackLeibler(p, q), Divergence.KullbackLeibler(q, p));
        })];
        var prior = LawReader.Read("normal(0,1)");
        _costs = [.. Posteriors.Select(LawReader.Read).Select(q => (q, Divergence.KullbackLeibler(q, prior)))];
    }

    public override void Write(ReportSection section)
    {
        section.Paragraph("How far is Q from P? The Kullback-Leibler divergence asks under one law how much likelier its own points are than the other law thinks, and it matters which law is asked:");
        section.Equation("forward: KL(P ‖ Q) = ∫ p ln(p/q),   reverse: KL(Q ‖ P) = ∫ q ln(q/p)");
        section.Figure(
            LawCharts.Projections(_nearest),
            "P has two humps. Forward, Q may not miss where P has mass, and covers both humps and the empty middle. Reverse, Q may not have mass where P has none, and seeks one hump; the other would do as well.");
        section.Table(new Table
        {
            Caption = "The normals nearest to the two humps.",
            Columns = ["Direction", new TableColumn("Mean") { Decimals = 4 }, new TableColumn("Standard deviation") { Decimals = 4 }, new TableColumn("Divergence", "nats") { Decimals = 6 }],
            Rows =
            [
                ["forward, covers", _nearest.Forward!.Mean, _nearest.Forward.StandardDeviation, _nearest.Forward.Divergence.Value],
                .. _nearest.Reverse.Select(point => (IReadOnlyList<TableCell>)
                    [point.IsGlobal ? "reverse, seeks" : "reverse, a local minimum only", point.Mean, point.StandardDeviation, point.Divergence.Value]),
            ],
            Note = "Forward, the derivatives by mean and variance vanish where Q has those of P: 0 and 1 + 3². Maximum likelihood is this direction, with the data in the place of P. Reverse, there is no closed form and more than one minimum.",
        });
        section.Subheading("When it is infinite");
        section.Table(new Table
        {
            Caption = "Both directions for pairs of laws, nats.",
            Columns = ["P", "Q", "KL(P ‖ Q)", "KL(Q ‖ P)"],
            Rows = [.. _pairs.Select(pair => (IReadOnlyList<TableCell>)[pair.P.Name, pair.Q.Name, Text(pair.Forward), Text(pair.Reverse)])],
            Note = "Infinite for want of support: the first law has mass where the second has none. Infinite because of a tail: the logarithm of the ratio grows faster than the first law's tail lets it be integrated. Both are decided before anything is integrated.",
        });
        section.List([.. _pairs.SelectMany(pair => new[] { (pair.P, pair.Q, Result: pair.Forward), (P: pair.Q, Q: pair.P, Result: pair.Reverse) })
            .Where(one => one.Result.Kind == DivergenceKind.Infinite)
            .Select(one => (RichText)$"KL({one.P.Name} ‖ {one.Q.Name}): {one.Result.Explanation}")]);
        section.Subheading("The divergence in a VAE's bound");
        section.Paragraph(
            "The ELBO takes KL(q(z|x) ‖ N(0, I)) from the reconstruction, and leaves out KL(q(z|x) ‖ p(z|x)). Both have the approximation first: the reverse direction. So q seeks: of a posterior with two humps it would take one. "
            + "For a normal q the first has a closed form, one term a coordinate:");
        section.Equation("KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − 1 − ln σ²)");
        section.Table(new Table
        {
            Caption = "What a coordinate of the code costs.",
            Columns = ["q(z|x)", new TableColumn("KL to the prior", "nats") { Decimals = 4 }, "What it says of x"],
            Rows = [.. _costs.Zip(["nothing", "where it lies, vaguely", "that it is near the middle", "where it lies, to a tenth"], (cost, word) => (IReadOnlyList<TableCell>)[cost.Q.Name, cost.Cost.Value, word])],
        });
    }

    private static string Text(DivergenceResult result) => result.Kind == DivergenceKind.Infinite
        ? $"∞ ({(result.Reason == InfiniteReason.Support ? "support" : result.Reason == InfiniteReason.Tail ? "tail" : "singularity")})"
        : NumberText.Compact(result.Value, 6);
}
