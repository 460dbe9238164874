using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Models;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Reports;
using Pushforward.Training;

namespace Pushforward.Cli.Verbs;

/// <summary><c>report DIR</c>: the page that shows the model of a run, anew.</summary>
internal static class ReportVerb
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "The folder of a finished run of fit nice, realnvp, vae or iwae" };

    private static readonly Option<string?> Out = new("--out") { Description = "The page to write [default: report.html in DIR]", HelpName = "F" };

    private static readonly Option<string?> Pictures = new("--pictures")
    {
        Description = "Also write every chart (SVG) and picture (PNG) of the page as a file of its own into this folder, for slides",
        HelpName = "DIR",
    };

    public static Command Create()
    {
        var command = new Command("report", "Look inside a trained flow or autoencoder: write the page that fit made, anew") { Folder, Out, Pictures };
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
        var looked = Look(ModelKinds.Load(folder.ModelPath), config, path, new CheckpointStore(path).ReadMetrics(), session);
        string page = parse.GetValue(Out) ?? folder.ReportPath;
        var slides = parse.GetValue(Pictures) is { } wanted ? RunFolder.Create(wanted, "--pictures") : null;
        OutputFile.WriteText(page, looked.Page.ToHtml());
        if (page != "-")
            session.Print($"Wrote {page}");
        looked.Json["report"] = page;
        if (slides is not null)
            looked.Json["pictures"] = Save(looked.Pictures, slides.Path, session);
        session.PrintJson(looked.Json);
    }

    private static Looked Look(TrainedModel model, JsonObject config, string path, IReadOnlyList<EpochRecord> epochs, Session session)
    {
        string command = CommandFor(path);
        switch (model)
        {
            case VaeModel vae:
                var space = LatentSpace.OfHeldOut(vae, ImageArguments.Open(config, session), session.Stopping);
                return new(
                    VaeReport.Build(space, epochs, command, session.Stopping), VaeReport.Pictures(space, epochs),
                    new() { ["rows"] = space.Rows, ["split"] = space.Split.Word(), ["activeUnits"] = space.Usage.ActiveUnits });
            case FlowModel { Provenance.Image: not null } flow:
                var codes = FlowCodes.OfHeldOut(flow, ImageArguments.Open(config, session), session.Stopping);
                return new(
                    ImageFlowReport.Build(codes, epochs, command), ImageFlowReport.Pictures(codes, epochs),
                    new() { ["rows"] = codes.Rows, ["split"] = codes.Split.Word(), ["largestError"] = codes.Reconstruction.Largest });
            default:
                throw new ArgumentException($"{path}: it holds a {model.Kind}, and there are pages of flows of images and of autoencoders alone. Name a folder that 'fit nice', 'realnvp', 'vae' or 'iwae' wrote.");
        }
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

    private sealed record Looked(ReportBuilder Page, IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Pictures, JsonObject Json);
}
