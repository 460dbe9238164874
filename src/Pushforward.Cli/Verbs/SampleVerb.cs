using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Models;
using Pushforward.Numerics.Random;

namespace Pushforward.Cli.Verbs;

/// <summary><c>sample MODEL -n N --out F</c>: new rows.</summary>
internal static class SampleVerb
{
    private const int MaxCount = 10_000_000;

    private static readonly Argument<string> Model = ModelArgument.Create();

    private static readonly Option<int> Count = new("-n", "--count") { Description = "How many rows", HelpName = "N", DefaultValueFactory = _ => 64 };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "A .png sheet (images), .csv or .npy; - writes CSV to standard output",
        HelpName = "F",
        DefaultValueFactory = _ => "-",
    };

    private static readonly Option<bool> Means = new("--means")
    {
        Description = "The expected row given the latent part of each draw instead of the draw itself: smoother, but no sample",
    };

    public static Command Create()
    {
        var command = new Command("sample", "Draw new rows from a model") { Model, Count, Out, Means };
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        int count = parse.GetValue(Count);
        if (count is < 1 or > MaxCount)
            throw new ArgumentException($"-n: expected a whole number from 1 to {MaxCount}, got {count}.");
        string path = parse.GetValue(Out)!;
        if (session.Json && path == "-")
            throw new ArgumentException("--json takes standard output for itself: name a file with --out.");
        var writer = SampleWriter.For(path);

        var model = ModelKinds.Load(parse.GetRequiredValue(Model));
        var kind = parse.GetValue(Means) ? SampleKind.Means : SampleKind.Draws;
        var samples = model.Sample(count, new RandomStream(session.Seed, "sample"), kind);
        OutputFile.Write(path, stream => writer(stream, samples));

        string what = kind == SampleKind.Means ? "means (not samples)" : "samples";
        if (path != "-")
            session.Print($"Wrote {count} {what} to {path}");
        session.PrintJson(new JsonObject { ["rows"] = count, ["out"] = path, ["drawn"] = kind == SampleKind.Means ? "means" : "samples" });
    }
}
