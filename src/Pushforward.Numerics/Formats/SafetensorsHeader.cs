using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// The header of a safetensors file: a JSON object that gives every tensor a dtype, a shape and a range of the data that follow, and holds
/// strings under <c>__metadata__</c>. A header that parses is sound: the ranges cover the data without overlap, hole or rest, and each
/// is as long as its dtype and shape say.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>What the format allows a header to take.</summary>
    public const long MaximumLength = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private const int Alignment = 64;

    /// <summary>Where one tensor lies.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Type">What its elements are.</param>
    /// <param name="Shape">Its sizes.</param>
    /// <param name="Begin">Offset of its first byte from the end of the header.</param>
    /// <param name="End">Offset beyond its last byte.</param>
    public sealed record Entry(string Name, SafetensorsType Type, long[] Shape, long Begin, long End);

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>In the order of the data.</summary>
    public required IReadOnlyList<Entry> Entries { get; init; }

    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string name)
    {
        if (json.IsEmpty || json[0] != '{' || !Utf8.IsValid(json))
        {
            throw new InvalidDataException(
                $"{name}: the header is no JSON object in UTF-8, so this is no safetensors file, or a damaged one.");
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        try
        {
            // Deepest is a shape: the header, a tensor in it, the array in that.
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 3 });
            Expect(ref reader, JsonTokenType.StartObject);
            bool metadataSeen = false;
            while (NextKey(ref reader, out string key))
            {
                if (key != MetadataKey)
                {
                    if (!entries.TryAdd(key, ParseEntry(ref reader, key, name)))
                        throw new InvalidDataException($"{name}: two tensors are called '{key}'. {FormatStream.Damaged}");
                }
                else
                {
                    if (metadataSeen)
                        throw new InvalidDataException($"{name}: two entries {MetadataKey}. {FormatStream.Damaged}");
                    metadataSeen = true;
                    ParseMetadata(ref reader, metadata, name);
                }
            }
            if (reader.Read())
                throw new JsonException("more follows its end");
        }
        // InvalidOperationException: a string that escapes half a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"{name}: the header is not as safetensors has it: {exception.Message.TrimEnd('.')}. {FormatStream.Damaged}", exception);
        }

        Entry[] ordered = [.. entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        CheckRanges(ordered, dataLength, name);
        return new() { Metadata = metadata, Entries = ordered };
    }

    /// <summary>
    /// The bytes of a header, padded with spaces so that the data begin at a multiple of 64. Tensors are ordered by falling element size,
    /// then by name, so that each begins at a multiple of its element size although the format allows no gaps.
    /// </summary>
    public static ReadOnlyMemory<byte> Build(
        IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata, out IReadOnlyList<NamedTensor> ordered)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataKey };
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"tensors: the name '{tensor.Name}' is taken or reserved; give each tensor its own.", nameof(tensors));
        }
        ordered = [.. tensors
            .OrderByDescending(tensor => SafetensorsType.Of(tensor.Array.Type).Size)
            .ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];

        var buffer = new ArrayBufferWriter<byte>();
        // Relaxed: the header is no HTML, and JSON within its strings stays readable.
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0)
            {
                writer.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    writer.WriteString(key, value);
                writer.WriteEndObject();
            }
            long offset = 0;
            foreach (var tensor in ordered)
                WriteEntry(writer, tensor, ref offset);
            writer.WriteEndObject();
        }

        int padding = (Alignment - (sizeof(ulong) + buffer.WrittenCount) % Alignment) % Alignment;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenCount <= MaximumLength
            ? buffer.WrittenMemory
            : throw new ArgumentException(
                $"metadata and names take {buffer.WrittenCount} bytes, more than the {MaximumLength} that safetensors allows.", nameof(metadata));
    }

    private static void WriteEntry(Utf8JsonWriter writer, NamedTensor tensor, ref long offset)
    {
        var type = SafetensorsType.Of(tensor.Array.Type);
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", type.Name);
        writer.WriteStartArray("shape");
        foreach (long size in tensor.Array.Shape)
            writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(offset);
        writer.WriteNumberValue(offset += (long)tensor.Array.Count * type.Size);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void ParseMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextKey(ref reader, out string key))
        {
            Expect(ref reader, JsonTokenType.String);
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw new InvalidDataException($"{name}: the metadata have two entries '{key}'. {FormatStream.Damaged}");
        }
    }

    private static Entry ParseEntry(ref Utf8JsonReader reader, string tensor, string name)
    {
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextKey(ref reader, out string key))
        {
            switch (key)
            {
                case "dtype" when dtype is null:
                    Expect(ref reader, JsonTokenType.String);
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ParseNumbers(ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseNumbers(ref reader);
                    break;
                default:
                    throw new JsonException($"tensor '{tensor}' has a second or unknown entry '{key}'");
            }
        }
        if (dtype is null || shape is null || offsets is not { Count: 2 })
            throw new JsonException($"tensor '{tensor}' lacks its dtype, its shape or its two data_offsets");

        var type = SafetensorsType.Find(dtype) ?? throw new InvalidDataException(
            $"{name}: tensor '{tensor}' has dtype '{dtype}'; read are {SafetensorsType.Names}. Convert it where it was written.");
        return new(tensor, type, [.. shape], offsets[0], offsets[1]);
    }

    private static List<long> ParseNumbers(ref Utf8JsonReader reader)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw new JsonException($"sizes and offsets must be whole numbers from 0 to {long.MaxValue}, at byte {reader.TokenStartIndex}");
            numbers.Add(number);
        }
        return numbers;
    }

    private static void CheckRanges(Entry[] ordered, long dataLength, string name)
    {
        long end = 0;
        foreach (var entry in ordered)
        {
            string place = $"{name}: tensor '{entry.Name}'";
            if (!ArrayShape.TryCount(entry.Shape, out long count) || (Int128)count * entry.Type.Size != (Int128)entry.End - entry.Begin)
            {
                throw new InvalidDataException(
                    $"{place}: {entry.Type.Name} of shape {ArrayShape.Format(entry.Shape)} does not take the bytes "
                    + $"{entry.Begin} to {entry.End} it is given. {FormatStream.Damaged}");
            }
            if (entry.Begin != end)
            {
                throw new InvalidDataException(
                    $"{place} begins at byte {entry.Begin} of the data, but the tensor before ends at {end}: "
                    + $"{(entry.Begin < end ? "they overlap" : "there is a hole")}. {FormatStream.Damaged}");
            }
            end = entry.End;
        }
        if (end != dataLength)
        {
            throw new InvalidDataException(
                $"{name}: expected {end} bytes of data after the header, found {dataLength}. {FormatStream.Damaged}");
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (!reader.Read() || reader.TokenType != expected)
            throw new JsonException($"expected {expected}, found {reader.TokenType} at byte {reader.TokenStartIndex}");
    }

    private static bool NextKey(ref Utf8JsonReader reader, out string key)
    {
        key = "";
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            return false; // within an object only its end is left
        key = reader.GetString()!;
        return true;
    }
}
