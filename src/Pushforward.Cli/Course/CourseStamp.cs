using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushforward.Models;
using Pushforward.Numerics.Formats;

namespace Pushforward.Cli.Course;

/// <summary>
/// The file course.json beside a model: which options, seed and images it comes from. A model is taken from disk only if its stamp is the one that is
/// wanted and its file is whole.
/// </summary>
/// <param name="folder">The model's folder.</param>
/// <param name="wanted">What it must come from.</param>
internal sealed class CourseStamp(RunFolder folder, JsonObject wanted)
{
    private readonly string _path = Path.Combine(folder.Path, "course.json");

    /// <summary>Whether what lies in the folder comes from the same options, seed and images.</summary>
    public bool Matches()
    {
        try
        {
            return File.Exists(_path) && JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(_path)), JsonNode.Parse(wanted.ToJsonString()));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The finished model, if there is one that is whole.</summary>
    /// <param name="say">Told of one that is not.</param>
    public TrainedModel? Finished(Action<string> say)
    {
        if (!Matches() || !File.Exists(folder.ModelPath))
            return null;
        try
        {
            return ModelKinds.Load(folder.ModelPath);
        }
        catch (InvalidDataException e)
        {
            say($"{e.Message} It is made again.");
            return null;
        }
    }

    /// <summary>Empties the folder of an earlier model, and stamps it.</summary>
    public void Begin()
    {
        File.Delete(folder.ModelPath);
        File.Delete(Path.Combine(folder.Path, "metrics.jsonl"));
        AtomicFile.Write(_path, stream => stream.Write(Encoding.UTF8.GetBytes(wanted.ToJsonString() + "\n")));
    }
}
