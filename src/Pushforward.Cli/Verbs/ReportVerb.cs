using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Reporting.Reports;
using Pushforward.Training;

namespace Pushforward.Cli.Verbs;

/// <summary><c>report DIR</c>: the page that shows the model of a run, anew.</summary>
internal static class ReportVerb
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "The folder of a finished run of fit vae or fit iwae" };

    private static readonly Option<string?> Out = new("--out") { Description = "The page to write [default: report.html in DIR]", HelpName = "F" };

    private static readonly Option<string?> Pictures = new("--pictures")
    {
        Description = "Also write every chart (SVG) and picture (PNG) of the page as a file of its own into this folder, for slides",
        HelpName = "DIR",
    };

    public static Command Create()
    {
        var command = new Command("report", "Look inside a trained autoencoder: write the page that fit made, anew") { Folder, Out, Pictures };
        command.SetAction(Session.Run(Run));
        return command;
    }

    /// <summary>The command that makes the page of a folder.</summary>
    public static string CommandFor(string folder) => $"pushforward report {(folder.Contains(' ') ? $"'{folder}'" : folder)}";

    private static void Run(Session session, ParseResult parse)
    {
        string path = parse.GetRequiredValue(Folder);
        if (session.Json && parse.GetValue(Out) == "-")
            throw new ArgumentException("--json takes standard output for itself: name a file with --out.");
        var folder = RunFolder.Existing(path);
        var config = folder.LoadConfig();
        if (!File.Exists(folder.ModelPath))
            throw new FileNotFoundException($"{folder.ModelPath}: not there, so this run is not finished. Go on with 'pushforward resume {path}'.", folder.ModelPath);
        if (ModelKinds.Load(folder.ModelPath) is not VaeModel model)
            throw new ArgumentException($"{path}: it holds no autoencoder, and there are pages of those alone so far. Name a folder that 'fit vae' or 'fit iwae' wrote.");
        var space = LatentSpace.OfHeldOut(model, ImageArguments.Open(config, session), session.Stopping);
        string page = parse.GetValue(Out) ?? folder.ReportPath;
        var epochs = new CheckpointStore(path).ReadMetrics();
        var slides = parse.GetValue(Pictures) is { } wanted ? RunFolder.Create(wanted, "--pictures") : null;
        var report = VaeReport.Build(space, epochs, CommandFor(path), session.Stopping);
        OutputFile.WriteText(page, report.ToHtml());
        if (page != "-")
            session.Print($"Wrote {page}");
        var json = new JsonObject { ["report"] = page, ["rows"] = space.Rows, ["split"] = space.Split.Word(), ["activeUnits"] = space.Usage.ActiveUnits };
        if (slides is not null)
            json["pictures"] = Save(VaeReport.Pictures(space, epochs), slides.Path, session);
        session.PrintJson(json);
    }

    private static JsonArray Save(IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> pictures, string folder, Session session)
    {
        var written = new JsonArray();
        foreach (var (name, content) in pictures)
        {
            string path = Path.Combine(folder, name);
            OutputFile.Write(path, stream => stream.Write(content.Span));
            session.Say($"Wrote {path}");
            written.Add(path);
        }
        return written;
    }
}
