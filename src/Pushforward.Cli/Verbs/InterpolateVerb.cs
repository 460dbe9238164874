using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Models;
using Pushforward.Reporting.Sheets;
using Pushforward.Training;

namespace Pushforward.Cli.Verbs;

/// <summary><c>interpolate MODEL --data D --out F</c>: images on the way between images, through a flow's latent space.</summary>
internal static class InterpolateVerb
{
    private const int MostPairs = 100, MostSteps = 50;

    private static readonly FlowInput Input = new();

    private static readonly Option<int> Pairs = new("--pairs")
    {
        Description = "How many pairs: the first and second row, the third and fourth, and so on",
        HelpName = "N",
        DefaultValueFactory = _ => 6,
    };

    private static readonly Option<int> Steps = new("--steps")
    {
        Description = "Images of each way, its two ends among them",
        HelpName = "N",
        DefaultValueFactory = _ => 11,
    };

    private static readonly Option<string> Path = new("--path")
    {
        Description = "The way through latent space: a straight line, along the sphere, or one below the other",
        HelpName = "linear|spherical|both",
        DefaultValueFactory = _ => "both",
    };

    private static readonly Option<string> Out = new("--out") { Description = "A .png sheet, a way in each line", HelpName = "F", Required = true };

    public static Command Create()
    {
        Path.AcceptOnlyFromAmong("linear", "spherical", "both");
        var command = new Command("interpolate", "Draw images on the way between images through a flow's latent space") { Pairs, Steps, Path, Out };
        Input.AddTo(command);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        string target = parse.GetRequiredValue(Out);
        if (!target.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"--out {target}: ways between images are drawn on a sheet; name a file that ends in .png.");
        var (pairs, steps) = (parse.GetValue(Pairs), parse.GetValue(Steps));
        if (pairs is < 1 or > MostPairs)
            throw new ArgumentException($"--pairs: expected a whole number from 1 to {MostPairs}, got {pairs}.");
        if (steps is < 2 or > MostSteps)
            throw new ArgumentException($"--steps: expected a whole number from 2 to {MostSteps}, got {steps}.");
        var (model, all) = Input.Open(session, parse);
        if (model.Provenance.Image is not { } image)
            throw new ArgumentException("interpolate: this model's rows are no images, and a sheet shows images.");
        if (all.Rows < 2 * pairs)
            throw new ArgumentException($"--pairs: {pairs} pairs are {2 * pairs} rows, and there are {all.Rows}; ask for fewer.");

        string word = parse.GetRequiredValue(Path);
        LatentPath[] paths = word == "both" ? [LatentPath.Linear, LatentPath.Spherical] : [Enum.Parse<LatentPath>(word, ignoreCase: true)];
        double[] ends = model.Encode(new HeadRows(all, 2 * pairs), session.Stopping);
        int columns = all.Columns;
        double[] codes = [.. from pair in Enumerable.Range(0, pairs)
                         from path in paths
                         from value in path.Walk(ends.AsSpan(2 * pair * columns, columns), ends.AsSpan((2 * pair + 1) * columns, columns), steps)
                         select value];
        // Lines of one pair lie close together.
        var options = new ImageSheetOptions { Columns = steps, Groups = [.. Enumerable.Repeat(paths.Length * steps, pairs)] };
        OutputFile.Write(target, stream => stream.Write(ImageSheet.Render(model.Decode(codes).Values, image.Height, image.Width, options).Png.Span));
        session.Print($"Wrote {pairs} ways of {steps} images ({(paths.Length > 1 ? "a straight line above, along the sphere below" : word)}) to {target}");
        session.PrintJson(new JsonObject { ["pairs"] = pairs, ["steps"] = steps, ["path"] = word, ["out"] = target });
    }
}
