using System.Buffers.Binary;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// Safetensors (github.com/huggingface/safetensors, format version 1): the length of the header in 8 bytes, the header as JSON, the
/// tensors' bytes, little-endian and row-major. Opening checks the whole header against the length of the file, so that nothing is allocated that the
/// file does not hold; tensors are read when asked for. The format has no checksum: a changed byte of data goes unseen.
/// </summary>
/// <remarks>Not safe for use by two threads at once.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly string _name;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsHeader.Entry> _entries;

    private SafetensorsFile(Stream stream, string name, bool leaveOpen)
    {
        (_stream, _name, _leaveOpen) = (stream, name, leaveOpen);
        long length = FormatStream.Remaining(stream);
        if (length < sizeof(ulong))
            throw new InvalidDataException($"{name}: {length} bytes are too few for a safetensors file. {FormatStream.Damaged}");
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        FormatStream.ReadExactly(stream, prefix, name);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > (ulong)(length - sizeof(ulong)) || headerLength > (ulong)SafetensorsHeader.MaximumLength)
        {
            throw new InvalidDataException(
                $"{name}: the first 8 bytes declare a header of {headerLength} bytes, but {length - sizeof(ulong)} "
                + $"follow and {SafetensorsHeader.MaximumLength} are the most allowed. "
                + "This is no safetensors file, or a damaged one.");
        }

        var json = new byte[headerLength];
        FormatStream.ReadExactly(stream, json, name);
        var header = SafetensorsHeader.Parse(json, length - sizeof(ulong) - json.Length, name);
        _dataStart = stream.Position;
        _entries = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        (Metadata, Names) = (header.Metadata, [.. header.Entries.Select(entry => entry.Name)]);
    }

    /// <summary>The strings that the writer added; empty if none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What the tensors are called, in the order of their data.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no safetensors file, damaged or truncated.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = File.OpenRead(path);
        try
        {
            return new(stream, path, leaveOpen: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that lies in a stream, from its position to its end, and checks its header.</summary>
    /// <param name="stream">Seekable; left open.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">It is no safetensors file, damaged or truncated.</exception>
    public static SafetensorsFile Open(Stream stream, string name = "safetensors") => new(stream, name, leaveOpen: true);

    /// <summary>Writes a file, whole or not at all (see <see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensors">In any order, names unique.</param>
    /// <param name="metadata">Strings to add; none by default.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or one is called <c>__metadata__</c>.</exception>
    /// <exception cref="IOException">Writing failed; an earlier file is as it was.</exception>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata), verify: temporary => Open(temporary).Dispose());

    /// <summary>Writes a file to a stream. The same tensors and metadata, in whatever order, give the same bytes.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="tensors">In any order, names unique.</param>
    /// <param name="metadata">Strings to add; none by default.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or one is called <c>__metadata__</c>.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var header = SafetensorsHeader.Build(tensors, metadata ?? NoMetadata, out var ordered);
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header.Span);
        foreach (var tensor in ordered)
            tensor.Array.WriteTo(stream);
    }

    /// <summary>The sizes of a tensor.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    public ReadOnlySpan<long> Shape(string name) => Find(name).Shape;

    /// <summary>What the elements of a tensor are; F16 and BF16 count as Float32, as which they are read.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    public ElementType Type(string name) => Find(name).Type.Element;

    /// <summary>Reads a tensor as it is stored; F16 and BF16 become Float32, exactly.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or it is larger than one array can be.</exception>
    public StoredArray Read(string name)
    {
        var entry = Find(name);
        _stream.Position = _dataStart + entry.Begin;
        return entry.Type.Read(_stream, (entry.End - entry.Begin) / entry.Type.Size, entry.Shape, $"{_name}, tensor '{name}'");
    }

    /// <summary>Reads a tensor of type Float32 (F32, F16, BF16) or UInt8.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or single precision does not hold its type.</exception>
    public float[] ReadSingle(string name) => Named(name, array => array.ToSingle());

    /// <summary>Reads a tensor of a type that double precision holds exactly: any but Int64 and Boolean.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or double precision does not hold its type.</exception>
    public double[] ReadDouble(string name) => Named(name, array => array.ToDouble());

    /// <summary>Reads a tensor of integers.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or it holds no integers.</exception>
    public long[] ReadInt64(string name) => Named(name, array => array.ToInt64());

    /// <summary>Closes the file, if it was opened by its path.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
            _stream.Dispose();
    }

    private T[] Named<T>(string name, Func<StoredArray, T[]> convert)
    {
        var array = Read(name);
        try
        {
            return convert(array);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{_name}, tensor '{name}': {exception.Message}", exception);
        }
    }

    private SafetensorsHeader.Entry Find(string name) =>
        _entries.TryGetValue(name, out var entry)
            ? entry
            : throw new InvalidDataException(
                $"{_name}: no tensor '{name}'; it holds {(Names.Count == 0 ? "none" : string.Join(", ", Names.Take(20)))}.");
}
