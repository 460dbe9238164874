namespace Pushforward.Numerics.Formats;

/// <summary>Reading from streams whose length is known, so that sizes can be checked before anything is allocated.</summary>
internal static class FormatStream
{
    /// <summary>How many bytes follow the stream's position.</summary>
    /// <exception cref="ArgumentException">The stream has no length.</exception>
    public static long Remaining(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek
            ? Math.Max(0, stream.Length - stream.Position)
            : throw new ArgumentException("stream: expected a seekable stream, since sizes are checked before reading. Copy it to a MemoryStream.", nameof(stream));
    }

    /// <summary>Everything from the stream's position on.</summary>
    /// <exception cref="InvalidDataException">It is longer than an array can be.</exception>
    public static byte[] ReadToEnd(Stream stream, string name)
    {
        long length = Remaining(stream);
        if (length > Array.MaxLength)
            throw new InvalidDataException($"{name}: {length} bytes are more than are read at once ({Array.MaxLength}). Split the file.");
        var bytes = new byte[length];
        ReadExactly(stream, bytes, name);
        return bytes;
    }

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="InvalidDataException">The stream ends before.</exception>
    public static void ReadExactly(Stream stream, Span<byte> buffer, string name)
    {
        int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
            throw new InvalidDataException($"{name}: the file ends {buffer.Length - read} bytes too early. It is truncated; write or download it again.");
    }
}
