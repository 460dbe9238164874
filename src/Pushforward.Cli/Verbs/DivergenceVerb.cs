using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Divergences;
using Pushforward.RandomVariables.Expressions;

namespace Pushforward.Cli.Verbs;

/// <summary><c>divergence P Q</c>: how far two laws are apart, each way.</summary>
internal static class DivergenceVerb
{
    private static readonly Argument<string> P = new("P") { Description = LawArgument.Description("The first law") };

    private static readonly Argument<string> Q = new("Q") { Description = "The second law" };

    public static Command Create()
    {
        var command = new Command("divergence", "Compare two laws: Kullback-Leibler both ways, Jensen-Shannon, total variation and more") { P, Q };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var (p, q) = (LawReader.Read(parse.GetRequiredValue(P)), LawReader.Read(parse.GetRequiredValue(Q)));
        (string Key, string Label, DivergenceResult Result)[] results =
        [
            ("forward", "KL(P||Q)", Divergence.KullbackLeibler(p, q)),
            ("reverse", "KL(Q||P)", Divergence.KullbackLeibler(q, p)),
            ("jensenShannon", "Jensen-Shannon", Divergence.JensenShannon(p, q)),
            ("totalVariation", "total variation", Divergence.TotalVariation(p, q)),
            ("hellingerSquared", "squared Hellinger", Divergence.HellingerSquared(p, q)),
            ("chiSquared", "chi-squared(P||Q)", Divergence.ChiSquared(p, q)),
            ("wasserstein1", "Wasserstein-1", Divergence.Wasserstein1(p, q)),
        ];
        session.Print($"P = {p}");
        session.Print($"Q = {q}");
        var json = new JsonObject { ["p"] = p.Name, ["q"] = q.Name };
        foreach (var (key, label, result) in results)
        {
            session.Print($"{label,-18} {Text(result)}");
            json[key] = Json(result);
        }
        session.Print("Nats, but for Wasserstein-1, which is in the unit of x.");
        session.PrintJson(json);
    }

    /// <summary>The keys of the contract: value, kind, error, reason, witness; and the reason in a sentence.</summary>
    internal static JsonObject Json(DivergenceResult result) => new()
    {
        ["value"] = JsonResult.Number(result.Value),
        ["kind"] = result.Kind switch
        {
            DivergenceKind.ClosedForm => "closed-form",
            DivergenceKind.Quadrature => "quadrature",
            DivergenceKind.Infinite => "infinite",
            _ => "estimate",
        },
        ["error"] = JsonResult.Number(result.Error),
        ["reason"] = result.Reason switch
        {
            InfiniteReason.Support => "support",
            InfiniteReason.Tail => "tail",
            InfiniteReason.Singularity => "singularity",
            _ => null,
        },
        ["witness"] = result.Witness is { } witness ? new JsonArray(JsonResult.Number(witness.Lower), JsonResult.Number(witness.Upper)) : null,
        ["explanation"] = result.Explanation,
    };

    private static string Text(DivergenceResult result) => result.Kind switch
    {
        DivergenceKind.ClosedForm => FormattableString.Invariant($"{result.Value:G12}  (closed form)"),
        DivergenceKind.Quadrature => FormattableString.Invariant($"{result.Value:G12}  (quadrature, error below {result.Error:0.0e+0})"),
        DivergenceKind.Estimate => FormattableString.Invariant($"{result.Value:G6}  (estimate, standard error {result.Error:0.0e+0})"),
        _ => result.ToString(),
    };
}
