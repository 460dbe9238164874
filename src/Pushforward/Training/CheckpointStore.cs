using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushforward.Models;
using Pushforward.Numerics.Formats;

namespace Pushforward.Training;

/// <summary>
/// The checkpoints of one run in its folder, and its metrics.jsonl. A checkpoint is written whole or not at all, and the one before it is kept
/// until there are two newer ones: whatever happens, there is one to go on from.
/// </summary>
public sealed class CheckpointStore
{
    /// <summary>The kind a checkpoint's file carries.</summary>
    internal const string Kind = "checkpoint";

    private const string MetricsName = "metrics.jsonl", Prefix = "checkpoint-", Suffix = ".safetensors";
    private const int Kept = 2;

    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Names the folder.</summary>
    /// <param name="folder">One that exists.</param>
    public CheckpointStore(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The checkpoints there are, the newest first.</summary>
    public IReadOnlyList<string> Paths => !Directory.Exists(Folder) ? [] : [.. Directory
        .EnumerateFiles(Folder, Prefix + "*" + Suffix)
        .Select(path => (Path: path, Steps: StepsOf(path)))
        .Where(file => file.Steps >= 0)
        .OrderByDescending(file => file.Steps)
        .Select(file => file.Path)];

    /// <summary>The newest checkpoint that is whole; null if there is none at all.</summary>
    /// <param name="warn">Told of every newer one that was passed over.</param>
    /// <exception cref="InvalidDataException">There are checkpoints, and all are damaged.</exception>
    /// <exception cref="IOException">One cannot be read.</exception>
    public ModelFile? Latest(Action<string>? warn = null)
    {
        InvalidDataException? damage = null;
        foreach (string path in Paths)
        {
            try
            {
                return ModelFile.Load(path).Require(Kind);
            }
            catch (InvalidDataException exception)
            {
                damage ??= exception;
                warn?.Invoke($"passed over a damaged checkpoint: {exception.Message}");
            }
        }
        return damage is null ? null : throw new InvalidDataException($"{Folder}: no checkpoint is whole. {damage.Message}", damage);
    }

    /// <summary>Deletes all checkpoints, when a run is complete.</summary>
    /// <exception cref="IOException">One cannot be deleted.</exception>
    public void Clear()
    {
        foreach (string path in Paths)
            File.Delete(path);
    }

    /// <summary>Saves a checkpoint and deletes those that are too old.</summary>
    /// <returns>Its path.</returns>
    internal string Save(long steps, ModelFile checkpoint)
    {
        string path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{steps:D9}{Suffix}"));
        checkpoint.Save(path);
        foreach (string old in Paths.Skip(Kept))
            File.Delete(old);
        return path;
    }

    /// <summary>Writes metrics.jsonl: one object an epoch, no more than <paramref name="epochs"/> says, even if a lost run had come further.</summary>
    internal void WriteMetrics(IEnumerable<EpochRecord> epochs)
    {
        string text = string.Concat(epochs.Select(epoch => JsonSerializer.Serialize(epoch, Camel) + "\n"));
        AtomicFile.Write(Path.Combine(Folder, MetricsName), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Reads metrics.jsonl: the curve of the run so far.</summary>
    /// <returns>One entry an epoch; none where there is no such file.</returns>
    /// <exception cref="InvalidDataException">A line is no epoch.</exception>
    public IReadOnlyList<EpochRecord> ReadMetrics()
    {
        string path = Path.Combine(Folder, MetricsName);
        if (!File.Exists(path))
            return [];
        var epochs = new List<EpochRecord>();
        foreach (string line in File.ReadLines(path))
        {
            try
            {
                epochs.Add(JsonSerializer.Deserialize<EpochRecord>(line, Camel) ?? throw new JsonException("it is null"));
            }
            catch (JsonException exception)
            {
                throw new InvalidDataException(
                    $"{path}, line {epochs.Count + 1}: expected the JSON object of an epoch ({exception.Message.TrimEnd('.')}). Delete the file to do without the curve.", exception);
            }
        }
        return epochs;
    }

    internal static JsonObject ToJson(TrainingState state) => JsonSerializer.SerializeToNode(state, Camel)!.AsObject();

    /// <exception cref="InvalidDataException">Something is missing or not what it should be.</exception>
    internal static TrainingState StateOf(ModelFile checkpoint, int batches)
    {
        string? flaw;
        try
        {
            if (checkpoint.Config["state"].Deserialize<TrainingState>(Camel) is { History: not null } state
                && !state.History.Contains(null!))
            {
                flaw = state.Flaw(batches);
                if (flaw is null)
                    return state;
            }
            else
            {
                flaw = "it says nothing of where training stood";
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException)
        {
            flaw = exception.Message.TrimEnd('.');
        }
        throw new InvalidDataException($"{checkpoint.Origin}: no checkpoint to go on from: {flaw}. Start the fit anew in another folder.");
    }

    private static long StepsOf(string path)
    {
        var digits = Path.GetFileName(path.AsSpan())[Prefix.Length..^Suffix.Length];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long steps) ? steps : -1;
    }
}
