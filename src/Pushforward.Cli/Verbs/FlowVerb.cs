extern alias float64;

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using float64::Pushforward.Bijectors;
using float64::Pushforward.Bijectors.Expressions;
using Pushforward.Cli.Terminal;
using Pushforward.Numerics;

namespace Pushforward.Cli.Verbs;

/// <summary><c>flow EXPR --at 1,-2,3</c>: a bijector at a point, in double: where the point goes, the Jacobian, the way back, and whether all of it fits together.</summary>
internal static class FlowVerb
{
    // A Jacobian has the square of it.
    private const int MostValues = 200;

    private static readonly Argument<string> Expression = new("EXPR")
    {
        Description = "A bijector, e.g. \"chain(permute(2,0,1), leaky-relu(0.1), scale(2,3,4))\"; a chain applies its first part first, and permute(2,0,1) "
            + "puts the third value first. There are: " + string.Join("; ", BijectorReader.Signatures),
    };

    private static readonly Option<string> At = new("--at")
    {
        Description = "The point, values separated by commas; with a sign in front, --at=-1,2",
        HelpName = "1,-2,3",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command("flow", "Map a point through a bijector, with the Jacobian, the inverse and a check of both") { Expression, At };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var point = PointArgument.Read("--at", parse.GetRequiredValue(At), MostValues);
        var flow = Look(BijectorReader.Read(parse.GetRequiredValue(Expression)), point);

        session.Print($"bijector        {flow.Name}");
        session.Print($"forward         {Row(flow.Forward)}");
        for (int i = 0; i < point.Length; i++)
            session.Print($"{(i == 0 ? "Jacobian" : ""),-16}{Row(RowOf(flow.Jacobian, i))}");
        session.Print($"determinant     {Text(flow.Determinant)}");
        session.Print($"log|det|        {Text(flow.LogAbsDet)}");
        session.Print($"inverse         {Row(flow.Inverse)}");
        session.Print($"its log|det|    {Text(flow.InverseLogAbsDet)}");
        session.Print($"check           {flow.Check}");

        session.PrintJson(new JsonObject
        {
            ["bijector"] = flow.Name,
            ["forward"] = Numbers(flow.Forward),
            ["jacobian"] = new JsonArray([.. Enumerable.Range(0, point.Length).Select(i => Numbers(RowOf(flow.Jacobian, i)))]),
            ["determinant"] = JsonResult.Number(flow.Determinant),
            ["logAbsDet"] = JsonResult.Number(flow.LogAbsDet),
            ["inverse"] = Numbers(flow.Inverse),
            ["inverseLogAbsDet"] = JsonResult.Number(flow.InverseLogAbsDet),
            ["check"] = new JsonObject
            {
                ["roundTrip"] = JsonResult.Number(flow.Check.RoundTrip),
                ["logDetError"] = JsonResult.Number(flow.Check.LogDetError),
                ["passed"] = flow.Check.Passed,
                ["points"] = flow.Check.Points,
                ["failures"] = new JsonArray([.. flow.Check.Failures.Select(failure => (JsonNode)failure)]),
            },
        });
        if (!flow.Check.Passed)
            session.Say($"The check failed: {string.Join(" ", flow.Check.Failures)}");
    }

    private static FlowAtPoint Look(Bijector bijector, double[] point)
    {
        try
        {
            return FlowAtPoint.Of(bijector, point);
        }
        catch (float64::Pushforward.Numerics.NumericalException error)
        {
            // The same failure by another type: exit codes know the single-precision one.
            throw new NumericalException(error.Message, error);
        }
    }

    private static double[] RowOf(double[,] matrix, int row) => [.. Enumerable.Range(0, matrix.GetLength(1)).Select(column => matrix[row, column])];

    private static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(JsonResult.Number)];

    private static string Row(IEnumerable<double> values) => string.Join("  ", values.Select(Text));

    private static string Text(double value) => value.ToString("G10", CultureInfo.InvariantCulture);
}
