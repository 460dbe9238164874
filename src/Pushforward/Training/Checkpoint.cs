using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Training;

/// <summary>
/// Turns flat arrays and the state of training into a checkpoint's file, and back: each array as one tensor a parameter, under names and shapes
/// that tell the architecture.
/// </summary>
internal static class Checkpoint
{
    private const int SampledRows = 256;

    public static ModelFile Write(
        ParameterSet parameters, IReadOnlyList<FlatArray> arrays, TrainingState state, string fingerprint, long seed) => new()
        {
            Kind = CheckpointStore.Kind,
            Config = new JsonObject { ["state"] = CheckpointStore.ToJson(state), ["data"] = fingerprint },
            Seed = seed,
            Tensors = [.. arrays.SelectMany(array => parameters.Select(parameter => new NamedTensor(
                $"{array.Name}/{parameter.Name}", SizesOf(parameter.Shape), array.Values().Slice(parameter.Offset, parameter.Shape.Length).ToArray())))],
        };

    /// <summary>Fills the arrays; changes none of them unless all fit.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is of another architecture, other options or other data.</exception>
    public static void Read(ModelFile file, ParameterSet parameters, IReadOnlyList<FlatArray> arrays, string fingerprint, long seed)
    {
        var shapes = file.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Array.Shape.ToArray(), StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            if (!shapes.TryGetValue($"{arrays[0].Name}/{parameter.Name}", out long[]? found))
                throw Other(file, $"it has no parameter '{parameter.Name}'");
            if (!found.SequenceEqual(SizesOf(parameter.Shape)))
                throw Other(file, $"parameter '{parameter.Name}' is [{string.Join(", ", found)}] there and {parameter.Shape} here");
        }
        if (shapes.Count != arrays.Count * parameters.Count)
            throw Other(file, $"it holds {shapes.Count} tensors, and this model with its optimizer has {arrays.Count * parameters.Count}");
        if (file.Seed != seed)
            throw Mismatch(file, $"it was made with seed {file.Seed}, and this run has seed {seed}");
        if (file.Config["data"]?.ToString() is var data && data != fingerprint)
            throw Mismatch(file, $"it was trained on other data ({data}) than these ({fingerprint})");

        var values = arrays.Select(array => parameters.Select(parameter =>
            file.Single($"{array.Name}/{parameter.Name}", SizesOf(parameter.Shape))).ToArray()).ToArray();
        for (int a = 0; a < arrays.Count; a++)
        {
            for (int p = 0; p < parameters.Count; p++)
                values[a][p].CopyTo(arrays[a].Values().Slice(parameters[p].Offset, parameters[p].Shape.Length));
        }
    }

    /// <summary>Tells data sets apart by their sizes and a checksum of rows spread over them.</summary>
    public static string Fingerprint(params ReadOnlySpan<IRowSource> sources)
    {
        var parts = new List<string>();
        foreach (var source in sources)
        {
            uint checksum = 0;
            var row = new float[source.Columns];
            for (int i = 0; i < Math.Min(SampledRows, source.Rows); i++)
            {
                source.CopyRow((int)((long)i * source.Rows / Math.Min(SampledRows, source.Rows)), row);
                checksum = Crc32.Append(checksum, MemoryMarshal.AsBytes(row.AsSpan()));
            }
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{source.Rows} x {source.Columns}, {checksum:x8}"));
        }
        return string.Join("; ", parts);
    }

    private static long[] SizesOf(Shape shape) => shape.Rank switch
    {
        0 => [],
        1 => [shape.Columns],
        _ => [shape.Rows, shape.Columns],
    };

    private static InvalidDataException Other(ModelFile file, string difference) =>
        Mismatch(file, $"it is of another architecture: {difference}");

    private static InvalidDataException Mismatch(ModelFile file, string difference) =>
        new($"{file.Origin}: this checkpoint cannot be gone on from: {difference}. Use the options and data it was made with, or another folder.");
}

/// <summary>A flat array as long as the parameters'.</summary>
internal sealed record FlatArray(string Name, SpanOf Values);

/// <summary>Gives an array's span; it is asked for each time, because the array may be anywhere.</summary>
internal delegate Span<float> SpanOf();
