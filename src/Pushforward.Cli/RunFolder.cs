using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushforward.Models;
using Pushforward.Numerics.Formats;

namespace Pushforward.Cli;

/// <summary>The folder a fit writes: model.safetensors, config.json with every resolved option, metrics.jsonl with the curve.</summary>
internal sealed class RunFolder
{
    private const string ModelName = "model.safetensors", ConfigName = "config.json", MetricsName = "metrics.jsonl";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string _path;

    private RunFolder(string path) => _path = path;

    /// <summary>The folder.</summary>
    public string Path => _path;

    /// <summary>Where the model is or will be.</summary>
    public string ModelPath => System.IO.Path.Combine(_path, ModelName);

    /// <summary>Where a page on the run goes, if there is one.</summary>
    public string ReportPath => System.IO.Path.Combine(_path, "report.html");

    /// <summary>A folder that a run has written.</summary>
    public static RunFolder Existing(string path) => Directory.Exists(path)
        ? new RunFolder(path)
        : throw new DirectoryNotFoundException($"{path}: there is no such folder. Name one that 'pushforward fit' wrote.");

    /// <summary>Makes the folder before the work begins, so that a fit does not end with nowhere to go.</summary>
    public static RunFolder Create(string path, string option = "--out")
    {
        try
        {
            Directory.CreateDirectory(path);
            // A folder that exists may still refuse files; find out now.
            string probe = System.IO.Path.Combine(path, $".probe-{Environment.ProcessId}.tmp");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{option} {path}: cannot write there ({e.Message.TrimEnd('.')}). Name a folder that can be written.", e);
        }
        return new RunFolder(path);
    }

    /// <summary>Writes everything, each file whole or not at all, and returns the model's path.</summary>
    public string Save(TrainedModel model, IEnumerable<JsonObject> metrics)
    {
        model.Save(ModelPath);
        var config = model.Config();
        config.Insert(0, "kind", model.Kind);
        config["data"] = model.Provenance.Source;
        config["binarize"] = model.Provenance.Binarization.Method.ToString().ToLowerInvariant();
        SaveConfig(config);
        WriteText(MetricsName, string.Concat(metrics.Select(line => line.ToJsonString() + "\n")));
        return ModelPath;
    }

    /// <summary>Writes the resolved options.</summary>
    public void SaveConfig(JsonObject config) => WriteText(ConfigName, config.ToJsonString(Indented) + "\n");

    /// <summary>Reads the resolved options of a run.</summary>
    /// <exception cref="InvalidDataException">They are no JSON object.</exception>
    /// <exception cref="IOException">They are not there.</exception>
    public JsonObject LoadConfig()
    {
        string path = System.IO.Path.Combine(_path, ConfigName);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: not there, so this folder holds no run. Name a folder that 'pushforward fit' wrote.", path);
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path)) is JsonObject config)
                return config;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: no JSON ({e.Message.TrimEnd('.')}). Fit the model again.", e);
        }
        throw new InvalidDataException($"{path}: expected a JSON object. Fit the model again.");
    }

    /// <summary>How many lines metrics.jsonl has.</summary>
    public int CountMetrics()
    {
        string path = System.IO.Path.Combine(_path, MetricsName);
        return File.Exists(path) ? File.ReadLines(path).Count() : 0;
    }

    private void WriteText(string name, string text) =>
        AtomicFile.Write(System.IO.Path.Combine(_path, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
