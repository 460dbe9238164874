using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Data.Downloads;
using Pushforward.Data.Tables;

namespace Pushforward.Cli;

/// <summary>The options that name images to train on, and their trace in config.json, from which <c>resume</c> finds them again.</summary>
internal sealed class ImageArguments
{
    private readonly Option<string> _data;

    private readonly Option<string?>? _columns;

    private readonly Option<string?> _validation = new("--validation")
    {
        Description = "Where the validation images are, if not in D [default: a sixth of the training images, at most 10,000]",
        HelpName = "D",
    };

    private readonly Option<string?> _test = new("--test") { Description = "Where the test images are, if not in D", HelpName = "D" };

    /// <param name="orPoints">Whether tables of numbers and toys will do as well.</param>
    public ImageArguments(bool orPoints = false)
    {
        string points = orPoints ? "; or points: toy:moons, toy:rings, toy:checkerboard, toy:gaussians (toy:moons:5000:1 for 5000 rows of seed 1), a table of numbers" : "";
        _data = new("--data")
        {
            Description = $"What to learn: digits, mnist, a folder with IDX files, or a file (IDX, .npy, .npz){points}",
            HelpName = "D",
            Required = true,
        };
        if (orPoints)
            _columns = new("--columns") { Description = "The columns of a table to use, by name", HelpName = "A,B,C" };
    }

    private IEnumerable<(string Key, Option Option)> All => [("data", _data), ("validation", _validation), ("test", _test)];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in All)
            command.Add(option);
        if (_columns is not null)
            command.Add(_columns);
    }

    /// <summary>What the options name, paths in full, because a run may be resumed from another folder.</summary>
    public JsonObject ToJson(ParseResult parse)
    {
        var json = new JsonObject
        {
            ["data"] = InFull(parse.GetRequiredValue(_data)),
            ["validation"] = parse.GetValue(_validation) is { } validation ? InFull(validation) : null,
            ["test"] = parse.GetValue(_test) is { } test ? InFull(test) : null,
        };
        if (_columns is not null && parse.GetValue(_columns) is { } columns)
            json["columns"] = columns;
        return json;
    }

    /// <summary>Opens what <see cref="ToJson"/> noted.</summary>
    public static Dataset Open(JsonObject config, Session session)
    {
        string? data = Text(config, "data");
        return DataSource.Open(
            data ?? throw new InvalidDataException("config.json: it names no data. Fit the model again."),
            Text(config, "validation"), Text(config, "test"), new DataOptions { Table = new TableOptions { Columns = Text(config, "columns")?.Split(',') } }, session.Stopping);
    }

    private static string? Text(JsonObject config, string key) =>
        config[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static string InFull(string spec) =>
        spec.Equals(DataSource.Digits, StringComparison.OrdinalIgnoreCase) || KnownSets.Find(spec) is not null || !Path.Exists(spec)
            ? spec
            : Path.GetFullPath(spec);
}
