using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Cli.Course;
using Pushforward.Data.Downloads;

namespace Pushforward.Cli.Verbs;

/// <summary><c>demo</c>: the whole course in one command, ending in one page.</summary>
internal static class DemoVerb
{
    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Images to learn: digits, mnist, or a folder with IDX files [default: mnist if fetched before, else the built-in digits]",
        HelpName = "D",
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder for the report and the models; what an earlier run left there is used if options, seed and images agree",
        HelpName = "DIR",
        DefaultValueFactory = _ => "demo",
    };

    private static readonly Option<bool> Quick = new("--quick") { Description = "Small networks, few iterations: a first look in two minutes instead of twenty" };

    public static Command Create()
    {
        var command = new Command(
            "demo", "The whole course in one command: mixtures, NICE and a VAE fitted and compared, divergences, laws of functions, flows on numbers and on bits, in one report.html") { Data, Out, Quick };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        string name = parse.GetValue(Data) ?? (DataCache.Has(KnownSets.Mnist) ? "mnist" : "digits");
        var context = new CourseContext(session, name, parse.GetValue(Out)!, parse.GetValue(Quick));
        CoursePart[] fitted = [new MixturesPart(context), new NicePart(context), new VaePart(context)];
        var comparison = new ComparisonPart(context, fitted);
        CoursePart[] parts = [.. fitted, comparison, new DivergencesPart(context), new LawsPart(context), new LeakyReluPart(context), new DiscretePart(context)];
        try
        {
            for (int i = 0; i < parts.Length; i++)
            {
                session.Stopping.ThrowIfCancellationRequested();
                string left = i + 1 < parts.Length ? $" Then: {string.Join("; ", parts.Skip(i + 1).Select(part => part.Title))}." : "";
                session.Say($"Part {i + 1} of {parts.Length}: {parts[i].Title}.{left}");
                parts[i].Compute();
            }
        }
        catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested)
        {
            Console.Error.WriteLine($"Interrupted; what is done is in {context.Folder}, and the same command goes on from there");
            return;
        }

        string report = Path.Combine(context.Folder, "report.html");
        CoursePage.Of(context, parts).Save(report);
        foreach (var part in parts)
            session.Print($"{part.Title}: {part.Finding}");
        session.Print($"Open {report}");
        var compared = ComparisonText.Json(comparison.Result);
        compared["report"] = report;
        session.PrintJson(new JsonObject
        {
            ["report"] = report,
            ["models"] = new JsonArray([.. parts.SelectMany(part => part.Models).Select(model => new JsonObject
            {
                ["name"] = model.Name,
                ["kind"] = model.Model.Kind,
                ["path"] = model.Path,
            })]),
            ["comparison"] = compared,
        });
    }
}
