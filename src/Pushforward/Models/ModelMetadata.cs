using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushforward.Numerics.Formats;

namespace Pushforward.Models;

/// <summary>What a <see cref="ModelFile"/> says in the metadata of its safetensors file, and the checksum over it and the tensors.</summary>
internal static class ModelMetadata
{
    private const string FormatName = "pushforward-model";
    private const string Format = "format", Version = "format_version", Kind = "kind", Config = "config", Preprocessing = "preprocessing",
        TrainedOn = "data", Figures = "figures", Seed = "seed", Pushforward = "pushforward_version", Checksum = "checksum";

    // Stands for the checksum while it is computed, and in a file for none: what other programs write after a change.
    private const string Unchecked = "none";
    private const string Damaged =
        "The file is damaged, or was changed by another program (docs/model-file.md says how to do that); fit or copy the model again.";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Without a bound on depth, a short text could exhaust the stack; of two members with one name the second would win in silence.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    public static Dictionary<string, string> Write(ModelFile model)
    {
        var metadata = new Dictionary<string, string>
        {
            [Format] = FormatName,
            [Version] = ModelFile.FormatVersion.ToString(CultureInfo.InvariantCulture),
            [Kind] = model.Kind,
            [Config] = model.Config.ToJsonString(Readable),
            [Preprocessing] = model.Preprocessing.ToJsonString(Readable),
            [TrainedOn] = model.TrainedOn.ToJsonString(Readable),
            [Figures] = model.Figures.ToJsonString(Readable),
            [Seed] = model.Seed.ToString(CultureInfo.InvariantCulture),
            [Pushforward] = model.PushforwardVersion,
        };
        metadata[Checksum] = ChecksumOf(model.Tensors, metadata);
        return metadata;
    }

    public static ModelFile Read(SafetensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(Format, out string? format) || format != FormatName)
        {
            throw new InvalidDataException(
                $"{path}: a safetensors file, but no model of Pushforward (its metadata lack format = {FormatName}). "
                + "Name a file that 'pushforward fit' wrote.");
        }
        string version = Text(file, path, Version);
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
            throw new InvalidDataException($"{path}: {Version} is '{version}', expected a whole number from 1. {Damaged}");
        if (number > ModelFile.FormatVersion)
        {
            throw new InvalidDataException(
                $"{path}: the layout has version {number}, and this program reads up to {ModelFile.FormatVersion}. Update Pushforward, "
                + $"or fit the model again (it was written by Pushforward {file.Metadata.GetValueOrDefault(Pushforward, "of a later version")}).");
        }

        string seed = Text(file, path, Seed);
        var model = new ModelFile
        {
            Kind = Text(file, path, Kind),
            Config = Json(file, path, Config),
            Preprocessing = Json(file, path, Preprocessing),
            TrainedOn = Json(file, path, TrainedOn),
            Figures = Json(file, path, Figures),
            Seed = long.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                ? value
                : throw new InvalidDataException($"{path}: {Seed} is '{seed}', expected a whole number. {Damaged}"),
            PushforwardVersion = Text(file, path, Pushforward),
            Origin = path,
            Tensors = [.. file.Names.Select(name => new NamedTensor(name, file.Read(name)))],
        };

        string declared = Text(file, path, Checksum);
        if (declared != Unchecked && ChecksumOf(model.Tensors, file.Metadata) is var found && found != declared)
            throw new InvalidDataException($"{path}: the checksum of its content is {found}, expected {declared}. {Damaged}");
        return model;
    }

    // CRC-32 of the file as it would be written with the checksum "none". Writing is canonical, so the order and spacing in
    // which another program left things do not count.
    private static string ChecksumOf(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = new ChecksumStream(Stream.Null);
        SafetensorsFile.Write(stream, tensors, new Dictionary<string, string>(metadata) { [Checksum] = Unchecked });
        return stream.Checksum.ToString("x8", CultureInfo.InvariantCulture);
    }

    private static string Text(SafetensorsFile file, string path, string key) =>
        file.Metadata.TryGetValue(key, out string? text)
            ? text
            : throw new InvalidDataException($"{path}: the metadata lack '{key}'. {Damaged}");

    private static JsonObject Json(SafetensorsFile file, string path, string key)
    {
        string text = Text(file, path, key);
        try
        {
            if (JsonNode.Parse(text, documentOptions: Strict) is JsonObject json)
                return json;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}: the metadata's '{key}' is no JSON: {exception.Message.TrimEnd('.')}. {Damaged}", exception);
        }
        throw new InvalidDataException($"{path}: the metadata's '{key}' is no JSON object. {Damaged}");
    }
}
