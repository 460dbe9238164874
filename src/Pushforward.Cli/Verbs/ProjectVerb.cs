using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Divergences.Projections;
using Pushforward.RandomVariables.Expressions;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Reports;

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
            OutputFile.WriteText(path, page ? Page(result) : LawCharts.Projections(result).ToSvg());
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
        FormattableString.Invariant(
            $"mean {Rounded(point.Mean, 7),12:F7}  sd {point.StandardDeviation,11:F7}  divergence {Rounded(point.Divergence.Value, 9):F9}");

    // Without the sign of a zero.
    private static double Rounded(double value, int digits) => Math.Round(value, digits) + 0.0;

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

    private static string Page(ProjectionResult result)
    {
        var report = new ReportBuilder($"Projections onto {result.Family} laws");
        var section = report.Section("Two nearest laws");
        section.Paragraph(RichText.FromString(
            $"P = {result.Law}. Forward, the least KL(P||Q) may not miss what P has, and covers every mode. Reverse, the least KL(Q||P) may not have what P misses, and seeks one mode."));
        section.Figure(LawCharts.Projections(result));
        section.Command($"pushforward project \"{result.Law}\" --onto {result.Family} --out projection.html");
        return report.ToHtml();
    }
}
