using System.CommandLine;
using System.Text.Json.Nodes;
using Pushforward.Data;
using Pushforward.Data.Downloads;

namespace Pushforward.Cli;

/// <summary>The options that name images to train on, and their trace in config.json, from which <c>resume</c> finds them again.</summary>
internal sealed class ImageArguments
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "Images to learn: digits, mnist, a folder with IDX files, or a file (IDX, .npy, .npz)",
        HelpName = "D",
        Required = true,
    };

    private readonly Option<string?> _validation = new("--validation")
    {
        Description = "Where the validation images are, if not in D [default: a sixth of the training images, at most 10,000]",
        HelpName = "D",
    };

    private readonly Option<string?> _test = new("--test") { Description = "Where the test images are, if not in D", HelpName = "D" };

    private IEnumerable<(string Key, Option Option)> All => [("data", _data), ("validation", _validation), ("test", _test)];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in All)
            command.Add(option);
    }

    /// <summary>What the options name, paths in full, because a run may be resumed from another folder.</summary>
    public JsonObject ToJson(ParseResult parse) => new()
    {
        ["data"] = InFull(parse.GetRequiredValue(_data)),
        ["validation"] = parse.GetValue(_validation) is { } validation ? InFull(validation) : null,
        ["test"] = parse.GetValue(_test) is { } test ? InFull(test) : null,
    };

    /// <summary>Opens what <see cref="ToJson"/> noted.</summary>
    public static Dataset Open(JsonObject config, Session session)
    {
        string? data = Text(config, "data");
        return DataSource.Open(
            data ?? throw new InvalidDataException("config.json: it names no data. Fit the model again."),
            Text(config, "validation"), Text(config, "test"), cancellation: session.Stopping);
    }

    private static string? Text(JsonObject config, string key) =>
        config[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static string InFull(string spec) =>
        spec.Equals(DataSource.Digits, StringComparison.OrdinalIgnoreCase) || KnownSets.Find(spec) is not null || !Path.Exists(spec)
            ? spec
            : Path.GetFullPath(spec);
}
