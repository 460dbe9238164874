using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Data;
using Pushforward.Data.Downloads;
using Pushforward.Data.Toys;

namespace Pushforward.Cli.Verbs;

/// <summary><c>data list</c>, <c>data inspect D</c>, <c>data fetch NAME</c>.</summary>
internal static class DataVerb
{
    private static readonly Argument<string> Source = new("D") { Description = "digits, mnist, a folder or a file; - for standard input" };

    private static readonly Argument<string> Name = new("NAME") { Description = "A known set; data list names them" };

    private static readonly DataArguments Reading = new(forFitting: false);

    public static Command Create()
    {
        var list = new Command("list", "What data there are");
        list.SetAction(Session.Run(List));
        var inspect = new Command("inspect", "What a path holds: rows, columns, missing values, constant columns") { Source };
        Reading.AddReadingTo(inspect);
        inspect.SetAction(Session.Run(Inspect));
        var fetch = new Command("fetch", "Download a known set, with checksums, into the cache folder") { Name };
        fetch.SetAction(Session.Run(Fetch));
        return new Command("data", "List, inspect and fetch data") { list, inspect, fetch };
    }

    private static void List(Session session, ParseResult parse)
    {
        var sets = new JsonArray { Entry("digits", "handwriting-like digits, drawn here; 60,000 train, 10,000 test", available: true) };
        foreach (var set in KnownSets.All)
            sets.Add((JsonNode)Entry(set.Name, set.Description, DataCache.Has(set)));
        foreach (var toy in ToyLaw.All)
            sets.Add((JsonNode)Entry(ToyDataset.Prefix + toy.Name, $"points of the plane: {toy.Description}; 20,000 train, 10,000 test", available: true));
        foreach (var set in sets.Select(node => node!.AsObject()))
        {
            string state = set["available"]!.GetValue<bool>() ? "ready" : $"pushforward data fetch {set["name"]}";
            session.Print($"{set["name"],-17}{set["description"]}  [{state}]");
        }
        session.Print("Or a folder with IDX files, or a file: .csv, .tsv, .data, .npy, .npz, IDX; - is standard input.");
        session.PrintJson(new JsonObject { ["sets"] = sets, ["cache"] = DataCache.Folder });
    }

    private static JsonObject Entry(string name, string description, bool available) =>
        new() { ["name"] = name, ["description"] = description, ["available"] = available };

    private static void Inspect(Session session, ParseResult parse)
    {
        var data = Reading.Open(parse.GetRequiredValue(Source), parse, session);
        var first = data.Inspect(data.Splits[0], session.Stopping);
        var splits = new JsonObject();
        foreach (var split in data.Splits)
        {
            var summary = split == data.Splits[0] ? first : data.Inspect(split, session.Stopping);
            session.Print($"{split.Word(),-11}{summary.Rows} rows x {summary.Columns} columns ({summary.Kind.ToString().ToLowerInvariant()}), "
                + $"{summary.Missing} missing, {summary.ConstantColumns.Count} constant columns");
            splits[split.Word()] = new JsonObject { ["rows"] = summary.Rows, ["missing"] = summary.Missing };
        }
        session.PrintJson(new JsonObject
        {
            ["name"] = data.Name,
            ["kind"] = first.Kind.ToString().ToLowerInvariant(),
            ["rows"] = first.Rows,
            ["columns"] = first.Columns,
            ["missing"] = first.Missing,
            ["constantColumns"] = new JsonArray([.. first.ConstantColumns.Select(column => (JsonNode)column)]),
            ["splits"] = splits,
        });
    }

    private static void Fetch(Session session, ParseResult parse)
    {
        string name = parse.GetRequiredValue(Name);
        var set = KnownSets.Find(name)
            ?? throw new ArgumentException($"data fetch: no known set '{name}'; there are {string.Join(", ", KnownSets.All.Select(known => known.Name))}.");
        string folder = session.WithProgress(
            $"Fetching {set.Name}",
            display => new Downloader().FetchAsync(set, new Sink(display), session.Stopping).GetAwaiter().GetResult());
        session.Print($"{set.Name} is in {folder}; use it as --data {set.Name}");
        session.PrintJson(new JsonObject { ["name"] = set.Name, ["folder"] = folder, ["files"] = set.Files.Count });
    }

    /// <summary>Bytes received as a fraction done.</summary>
    private sealed class Sink(IProgress<ProgressReport> display) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            double file = value.Total is > 0 and var total ? (double)value.Received / total : 0;
            string note = value.Note is null ? "" : $" ({value.Note})";
            display.Report(new ProgressReport((value.FileNumber - 1 + file) / value.Files, $"{value.File}, {value.Received / 1e6:F1} MB{note}"));
        }
    }
}
