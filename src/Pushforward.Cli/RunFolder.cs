using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushforward.Models;
using Pushforward.Numerics.Formats;

namespace Pushforward.Cli;

/// <summary>The folder a fit writes: model.safetensors, config.json with every resolved option, metrics.jsonl with the curve.</summary>
internal sealed class RunFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string _path;

    private RunFolder(string path) => _path = path;

    /// <summary>Makes the folder before the work begins, so that a fit does not end with nowhere to go.</summary>
    public static RunFolder Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            // A folder that exists may still refuse files; find out now.
            string probe = Path.Combine(path, $".probe-{Environment.ProcessId}.tmp");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--out {path}: cannot write there ({e.Message.TrimEnd('.')}). Name a folder that can be written.", e);
        }
        return new RunFolder(path);
    }

    /// <summary>Writes everything, each file whole or not at all, and returns the model's path.</summary>
    public string Save(TrainedModel model, IEnumerable<JsonObject> metrics)
    {
        string path = Path.Combine(_path, "model.safetensors");
        model.Save(path);
        var config = model.Config();
        config.Insert(0, "kind", model.Kind);
        config["data"] = model.Provenance.Source;
        config["binarize"] = model.Provenance.Binarization.Method.ToString().ToLowerInvariant();
        WriteText("config.json", config.ToJsonString(Indented) + "\n");
        WriteText("metrics.jsonl", string.Concat(metrics.Select(line => line.ToJsonString() + "\n")));
        return path;
    }

    private void WriteText(string name, string text) =>
        AtomicFile.Write(Path.Combine(_path, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
