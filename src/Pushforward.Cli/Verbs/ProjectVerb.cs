using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Distributions;
using Pushforward.Divergences.Projections;
using Pushforward.RandomVariables.Expressions;
using Pushforward.Reporting.Charts;
using Pushforward.Reporting.Html;

namespace Pushforward.Cli.Verbs;

/// <summary><c>project P --onto normal</c>: the members of a family nearest to a law, each way.</summary>
internal static class ProjectVerb
{
    private static readonly Argument<string> P = new("P") { Description = LawArgument.Description("The law to project") };

    private static readonly Option<string> Onto = new("--onto")
    {
        Description = $"The family: {string.Join(", ", ProjectionFamily.All)}",
        HelpName = "FAMILY",
        DefaultValueFactory = _ => "normal",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "A picture of P and both projections: .svg, or .html with the figures beside it",
        HelpName = "F",
    };

    public static Command Create()
    {
        var command = new Command("project", "Find the members of a family nearest to a law: forward (covers the modes) and reverse (seeks one)") { P, Onto, Out };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var law = LawReader.Read(parse.GetRequiredValue(P));
        var family = ProjectionFamily.Of(parse.GetValue(Onto)!);
        string? path = parse.GetValue(Out);
        bool page = path is not null && path.EndsWith(".html", StringComparison.OrdinalIgnoreCase);
        if (path is not null && !page && !path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"--out: expected a name that ends in .svg or .html, got '{path}'.");

        var result = Projection.Onto(law, family, session.Stopping);
        Print(session, result);
        if (path is not null)
        {
            OutputFile.WriteText(path, page ? Page(result) : Chart(result).ToSvg());
            session.Print($"Wrote {path}");
        }
        var json = new JsonObject
        {
            ["p"] = law.Name,
            ["family"] = family.Name,
            ["forward"] = result.Forward is { } forward ? Json(forward) : null,
            ["forwardObstacle"] = result.ForwardObstacle,
            ["reverse"] = new JsonArray([.. result.Reverse.Select(Json)]),
            ["stationary"] = new JsonArray([.. result.Stationary.Select(Json)]),
            ["reverseObstacle"] = result.ReverseObstacle,
        };
        if (path is not null)
            json["out"] = path;
        session.PrintJson(json);
    }

    private static void Print(Session session, ProjectionResult result)
    {
        session.Print($"P = {result.Law}, projected onto {result.Family}");
        session.Print(result.Forward is { } forward ? $"forward  {Text(forward)}  least KL(P||Q): covers" : $"forward  none: {result.ForwardObstacle}");
        foreach (var point in result.Reverse)
            session.Print($"reverse  {Text(point)}  {(point.IsGlobal ? "least" : "local minimum of")} KL(Q||P): seeks");
        foreach (var point in result.Stationary)
            session.Print($"         {Text(point)}  {Word(point)} of KL(Q||P)");
        if (result.ReverseObstacle is { } obstacle)
            session.Print($"reverse  none: {obstacle}");
    }

    private static string Text(ProjectedLaw point) =>
        FormattableString.Invariant($"mean {point.Mean,12:F7}  sd {point.StandardDeviation,11:F7}  divergence {point.Divergence.Value:F9}");

    private static string Word(ProjectedLaw point) => point.Kind switch
    {
        StationaryKind.Minimum => "minimum",
        StationaryKind.Saddle => "saddle",
        _ => "maximum",
    };

    private static JsonObject Json(ProjectedLaw point) => new()
    {
        ["mean"] = JsonResult.Number(point.Mean),
        ["standardDeviation"] = JsonResult.Number(point.StandardDeviation),
        ["divergence"] = JsonResult.Number(point.Divergence.Value),
        ["error"] = JsonResult.Number(point.Divergence.Error),
        ["global"] = point.IsGlobal,
        ["kind"] = Word(point),
        ["law"] = point.Law.Name,
    };

    private static LineChart Chart(ProjectionResult result)
    {
        var (from, to) = Range(result);
        var series = new List<LineSeries> { Density("P", result.Law, from, to) };
        if (result.Forward is { } forward)
            series.Add(Density("forward: least KL(P||Q)", forward.Law, from, to));
        // Minima of equal height are all global; one stands for them, as their curves are mirror images.
        if (result.Reverse.FirstOrDefault(point => point.IsGlobal) is { } reverse)
            series.Add(Density("reverse: least KL(Q||P)", reverse.Law, from, to));
        return new LineChart
        {
            Title = $"The {result.Family} laws nearest to P",
            X = new Axis("x"),
            Y = new Axis("density") { Minimum = 0 },
            Series = series,
        };
    }

    private static (double From, double To) Range(ProjectionResult result)
    {
        // Of the fits only what P makes worth seeing: a forward fit may be much wider than P.
        double from = result.Law.Quantile(0.001), to = result.Law.ComplementaryQuantile(0.001);
        double low = result.Law.Quantile(0.05), high = result.Law.ComplementaryQuantile(0.05);
        double margin = 0.25 * (high - low);
        return (Math.Max(from - 0.1 * (high - low), low - 4 * margin), Math.Min(to + 0.1 * (high - low), high + 4 * margin));
    }

    private static LineSeries Density(string name, Law law, double from, double to) => LineSeries.OfFunction(name, law.Density, from, to, points: 401);

    private static string Page(ProjectionResult result)
    {
        var report = new ReportBuilder($"Projections onto {result.Family} laws");
        var section = report.Section("Two nearest laws");
        section.Paragraph(RichText.FromString(
            $"P = {result.Law}. Forward, the least KL(P||Q) may not miss what P has, and covers every mode. Reverse, the least KL(Q||P) may not have what P misses, and seeks one mode."));
        section.Figure(Chart(result));
        section.Command($"pushforward project \"{result.Law}\" --onto {result.Family} --out projection.html");
        return report.ToHtml();
    }
}
