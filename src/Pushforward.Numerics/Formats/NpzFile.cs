using System.Buffers.Binary;
using System.IO.Compression;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// The npz format of numpy: a zip archive of npy files. Arrays are read when asked for, each inflated to the size that the archive declares and no
/// further, and its CRC-32 checked, which <see cref="ZipArchive"/> leaves to its callers.
/// </summary>
/// <remarks>Not safe for use by two threads at once. An array may take up to 2 GB.</remarks>
public sealed class NpzFile : IDisposable
{
    private const string Extension = ".npy";

    // RFC 1951 codes at most 258 bytes in two bits, so nothing inflates beyond 1032 times its size.
    private const long MaximumInflation = 1032;

    private readonly Stream? _owned;
    private readonly ZipArchive _archive;
    private readonly string _name;
    private readonly long _length;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private NpzFile(Stream stream, string name, Stream? owned)
    {
        (_owned, _name, _length) = (owned, name, FormatStream.Remaining(stream));
        CheckEnd(stream);
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in _archive.Entries)
            {
                if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
                    continue;
                if (!_entries.TryAdd(entry.FullName[..^Extension.Length], entry))
                    throw new InvalidDataException($"two arrays are called '{entry.FullName}'.");
            }
        }
        catch (Exception exception) when (SpeaksOfTheData(exception))
        {
            throw new InvalidDataException($"{name}: the archive cannot be read: {exception.Message} {FormatStream.Damaged}", exception);
        }
    }

    /// <summary>What the arrays are called, without .npy, in the order of the archive.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no zip archive, damaged or truncated.</exception>
    public static NpzFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = File.OpenRead(path);
        try
        {
            return new(stream, path, owned: stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that lies in a stream.</summary>
    /// <param name="stream">Seekable, at its beginning; left open.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">It is no zip archive, damaged or truncated.</exception>
    public static NpzFile Open(Stream stream, string name = "npz") => new(stream, name, owned: null);

    /// <summary>Writes a file, whole or not at all (see <see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="arrays">In the order of the archive, names unique.</param>
    /// <param name="compress">Deflate the arrays, as <c>numpy.savez_compressed</c> does.</param>
    /// <exception cref="ArgumentException">Two arrays have the same name.</exception>
    /// <exception cref="IOException">Writing failed; an earlier file is as it was.</exception>
    public static void Write(string path, IReadOnlyList<NamedTensor> arrays, bool compress = false) =>
        AtomicFile.Write(path, stream => Write(stream, arrays, compress));

    /// <summary>Writes a file to a stream. The same arrays give the same bytes: entries carry no date.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="arrays">In the order of the archive, names unique.</param>
    /// <param name="compress">Deflate the arrays, as <c>numpy.savez_compressed</c> does.</param>
    /// <exception cref="ArgumentException">Two arrays have the same name.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> arrays, bool compress = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(arrays);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (arrays.FirstOrDefault(array => !names.Add(array.Name)) is { } second)
            throw new ArgumentException($"arrays: two are called '{second.Name}'; give each its own name.", nameof(arrays));

        // Through a stream that only appends, so that files and memory get the same bytes.
        using var appending = new ChecksumStream(stream);
        using var archive = new ZipArchive(appending, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, array) in arrays)
        {
            var entry = archive.CreateEntry(name + Extension, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // zip's first day
            using var content = entry.Open();
            Npy.Write(content, array);
        }
    }

    /// <summary>Reads an array.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="InvalidDataException">There is no such array, it is damaged, or its elements are of a type not read here.</exception>
    public StoredArray Read(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            throw new InvalidDataException(
                $"{_name}: no array '{name}'; it holds {(Names.Count == 0 ? "none" : string.Join(", ", Names.Take(20)))}.");
        }
        string place = $"{_name}, array '{name}'";
        if (entry.IsEncrypted)
            throw new InvalidDataException($"{place} is encrypted; save it without a password.");
        if (entry.CompressedLength > _length || entry.Length > Array.MaxLength || entry.Length > (Int128)entry.CompressedLength * MaximumInflation)
        {
            throw new InvalidDataException(
                $"{place}: declared are {entry.Length} bytes in {entry.CompressedLength} compressed ones of a file of "
                + $"{_length}, more than they can hold or is read at once. {FormatStream.Damaged}");
        }

        var bytes = new byte[entry.Length];
        int read;
        bool more;
        try
        {
            using var content = entry.Open();
            read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            more = content.ReadByte() >= 0;
        }
        catch (Exception exception) when (SpeaksOfTheData(exception))
        {
            throw new InvalidDataException($"{place} cannot be inflated: {exception.Message} {FormatStream.Damaged}", exception);
        }
        if (read < bytes.Length || more)
        {
            throw new InvalidDataException(
                $"{place}: expected {bytes.Length} bytes, found {(more ? "more" : read)}. {FormatStream.Damaged}");
        }
        uint checksum = Crc32.Compute(bytes);
        if (checksum != entry.Crc32)
            throw new InvalidDataException($"{place} has CRC-32 {checksum:x8}, expected {entry.Crc32:x8}. {FormatStream.Damaged}");
        using var array = new MemoryStream(bytes, writable: false);
        return Npy.Read(array, place);
    }

    /// <summary>Closes the file, if it was opened by its path.</summary>
    public void Dispose()
    {
        _archive.Dispose();
        _owned?.Dispose();
    }

    // The archive's directory must reach to the very end: what ZipArchive forgives, bytes before or behind, may hide another archive.
    private void CheckEnd(Stream stream)
    {
        const int size = 22;
        Span<byte> end = stackalloc byte[size];
        long start = _length - size;
        if (stream.Position == 0 && start >= 0)
        {
            stream.Position = start;
            FormatStream.ReadExactly(stream, end, _name);
            stream.Position = 0;
            uint directorySize = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            uint directoryStart = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            bool large = directorySize == uint.MaxValue || directoryStart == uint.MaxValue; // sizes beyond 4 GB stand elsewhere
            if (end.StartsWith("PK\x5\x6"u8) && end[20] == 0 && end[21] == 0 && (large || (long)directoryStart + directorySize == start))
                return;
        }
        throw new InvalidDataException(
            $"{_name}: expected an npz file, but it does not end with the directory of a zip archive. {FormatStream.Damaged}");
    }

    private static bool SpeaksOfTheData(Exception exception) =>
        exception is InvalidDataException or NotSupportedException or ArgumentException or OverflowException or EndOfStreamException;
}
