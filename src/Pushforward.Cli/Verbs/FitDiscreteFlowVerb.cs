using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.DiscreteFlows;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Verbs;

/// <summary><c>fit discrete-flow</c>: invertible maps on bits, found by search.</summary>
internal static class FitDiscreteFlowVerb
{
    private const string ReportName = "report.html";

    private static readonly DiscreteFlowOptions Defaults = new();

    private static readonly Option<string> Method = new("--method")
    {
        Description = "Which layers: the best linear map; flips by trees; flips sorted by certainty; permutations of a few columns by trees; flips by small tables, many searches side by side (up to 20 columns); flips by small networks. "
            + "auto is permutations up to 128 columns, sorted beyond",
        HelpName = "auto|linear|flips|sorted|permutations|couplings|denoising",
        DefaultValueFactory = _ => "auto",
    };

    private static readonly Option<int?> Layers = new("--layers") { Description = "Layers at the most [default: what suits the method]", HelpName = "N" };

    private static readonly Option<int?> Proposals = new("--proposals") { Description = "Proposals that a layer is the best of [default: what suits the method]", HelpName = "N" };

    private static readonly Option<int> Depth = new("--depth") { Description = "Questions of a tree from its root to a leaf at the most", HelpName = "N", DefaultValueFactory = _ => Defaults.Depth };

    private static readonly Option<double?> SplitGain = new("--split-gain")
    {
        Description = "Nats of training likelihood that a question of a tree must bring [default: what suits the method]",
        HelpName = "G",
    };

    private static readonly Option<int?> LeafRows = new("--leaf-rows") { Description = "Rows of a tree's leaf at the least [default: for permutations 10 up to 32 columns, else 30; for flips and sorted 8]", HelpName = "N" };

    private static readonly Option<int> Window = new("--window")
    {
        Description = "How many lines and columns away a pixel may lie that a tree asks for (images, flips and sorted)",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Window,
    };

    private static readonly Option<int?> Block = new("--block") { Description = "Columns permuted at a time, 1 to 4 (permutations) [default: 3 up to 32 columns, else 2]", HelpName = "N" };

    private static readonly Option<int> Hidden = new("--hidden") { Description = "Hidden units of a network (denoising)", HelpName = "N", DefaultValueFactory = _ => Defaults.Hidden };

    private static readonly Option<int> Epochs = new("--epochs") { Description = "Epochs a network is trained (denoising)", HelpName = "N", DefaultValueFactory = _ => Defaults.Epochs };

    private static readonly Option<int> Components = new("--components")
    {
        Description = "Components of the base, a mixture of Bernoullis; 1 is independent columns",
        HelpName = "K",
        DefaultValueFactory = _ => Defaults.Components,
    };

    private static readonly Option<double?> Minutes = new("--minutes") { Description = "Begin no layer after so many minutes", HelpName = "M" };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder for model.safetensors, config.json, metrics.jsonl and report.html",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly DataArguments Data = new(forFitting: true);

    public static Command Create()
    {
        Method.AcceptOnlyFromAmong("auto", "linear", "flips", "sorted", "permutations", "couplings", "denoising");
        var command = new Command(DiscreteFlowModel.KindName, "Invertible maps on bits that make columns independent, found by search");
        Data.AddTo(command);
        foreach (Option option in new Option[] { Method, Layers, Proposals, Depth, SplitGain, LeafRows, Window, Block, Hidden, Epochs, Components, Minutes, Out })
            command.Add(option);
        command.SetAction(Session.Run(Run));
        return command;
    }

    private static void Run(Session session, ParseResult parse)
    {
        var options = new DiscreteFlowOptions
        {
            Method = Enum.Parse<DiscreteFlowMethod>(parse.GetValue(Method)!, ignoreCase: true),
            Layers = parse.GetValue(Layers),
            Proposals = parse.GetValue(Proposals),
            Depth = parse.GetValue(Depth),
            SplitGain = parse.GetValue(SplitGain),
            LeafRows = parse.GetValue(LeafRows),
            Window = parse.GetValue(Window),
            Block = parse.GetValue(Block),
            Hidden = parse.GetValue(Hidden),
            Epochs = parse.GetValue(Epochs),
            Components = parse.GetValue(Components),
            Minutes = parse.GetValue(Minutes),
            Seed = session.Seed,
        };
        options.Validate();
        string name = parse.GetRequiredValue(Out);
        var folder = RunFolder.Create(name);
        var data = Data.Open(parse, session);
        var binarization = Data.Binarization(parse, session);
        var (model, fit) = session.WithProgress(
            $"Searching for a discrete flow on {data.Name}",
            display => DiscreteFlowModel.Fit(data, options, binarization, new LayerProgress(display), session.Stopping));
        string path = folder.Save(model, fit.Curve.Select(layer => new JsonObject
        {
            ["layer"] = layer.Layer,
            ["name"] = layer.Name,
            ["train"] = layer.Train,
            ["validation"] = layer.Validation,
            ["seconds"] = layer.Seconds,
        }));
        string report = Path.Combine(name, ReportName);
        DiscreteFlowReport.Build(model, fit, data, $"pushforward {string.Join(' ', parse.Tokens.Select(token => token.Value))}").Save(report);

        var json = new JsonObject
        {
            ["kind"] = model.Kind,
            ["model"] = path,
            ["iterations"] = fit.Layers.Count,
            ["layers"] = fit.Layers.Count,
            ["stopReason"] = model.Provenance.StopReason,
            ["seconds"] = model.Provenance.Seconds,
            ["report"] = report,
        };
        Figures.Print(session, model.Provenance, json);
        session.Print(FormattableString.Invariant($"{fit.Layers.Count} {(fit.Layers.Count == 1 ? "layer" : "layers")} ({model.Provenance.StopReason}), {model.Provenance.Seconds:F1} s; wrote {path} and {report}"));
        session.PrintJson(json);
        if (session.Stopping.IsCancellationRequested)
            Console.Error.WriteLine($"Interrupted; the layers found so far are in {path}");
    }

    /// <summary>How far a search has come cannot be known; what it has reached can be shown.</summary>
    private sealed class LayerProgress(IProgress<ProgressReport> display) : IProgress<LayerRecord>
    {
        public void Report(LayerRecord value) => display.Report(new ProgressReport(
            0, FormattableString.Invariant($"layer {value.Layer}, validation {value.Validation:F4} nats per row")));
    }
}
