using System.Text.Json;
using System.Text.Json.Nodes;
using Pushforward.Reporting.Charts;

namespace Pushforward.Cli.Course;

/// <summary>The curve of a training by gradients, from the file the training wrote.</summary>
internal static class TrainingCurve
{
    /// <summary>Training and validation loss by epoch.</summary>
    /// <param name="folder">Where the training wrote metrics.jsonl.</param>
    /// <param name="title">What the chart is called.</param>
    /// <param name="loss">What the loss is.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static LineChart Of(RunFolder folder, string title, string loss)
    {
        string path = Path.Combine(folder.Path, "metrics.jsonl");
        try
        {
            JsonNode[] epochs = [.. File.ReadLines(path).Select(line => JsonNode.Parse(line)!)];
            double[] Of(string key) => [.. epochs.Select(epoch => epoch[key]!.GetValue<double>())];
            return new LineChart
            {
                Title = title,
                X = new Axis("epoch"),
                Y = new Axis(loss, "nats per image"),
                Series = [LineSeries.ByIndex("training images", Of("trainLoss")), LineSeries.ByIndex("validation images", Of("validationLoss"))],
            };
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: not the curve of a training ({e.Message.TrimEnd('.')}). Delete the folder and run the demo again.", e);
        }
    }
}
