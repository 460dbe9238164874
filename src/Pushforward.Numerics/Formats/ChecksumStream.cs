namespace Pushforward.Numerics.Formats;

/// <summary>Appends to another stream and keeps the length and CRC-32 of what went by.</summary>
/// <param name="inner">Where to; left open.</param>
public sealed class ChecksumStream(Stream inner) : Stream
{
    private long _length;

    /// <summary>CRC-32 of what was written.</summary>
    public uint Checksum { get; private set; }

    /// <summary>Bytes written.</summary>
    public override long Length => _length;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException("This stream only appends.");
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        Checksum = Crc32.Append(Checksum, buffer);
        _length += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only appends.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream only appends.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("This stream only appends.");
}
