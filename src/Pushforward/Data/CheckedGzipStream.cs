using System.Buffers.Binary;
using System.IO.Compression;
using Pushforward.Numerics.Formats;

namespace Pushforward.Data;

/// <summary>
/// Decompression of a gzip file of one member that believes nothing before it is checked: GZipStream accepts a file that ends early in
/// silence, so the CRC-32 and the length of what came out are compared with the file's last eight bytes (RFC 1952) at the end.
/// </summary>
internal sealed class CheckedGzipStream : Stream
{
    private const int SmallestFile = 18, TrailerLength = 8;

    // Deflate gives at most 258 bytes for two bits, 1032 to 1.
    private const long LargestRatio = 1032;

    private readonly FileStream _file;
    private readonly GZipStream _inflater;
    private readonly string _name;
    private readonly uint _expectedChecksum;
    private uint _checksum;
    private long _length;
    private bool _ended;

    /// <summary>Takes over an open file.</summary>
    /// <param name="file">Positioned anywhere; closed with this stream.</param>
    /// <param name="name">What errors call it.</param>
    public CheckedGzipStream(FileStream file, string name)
    {
        (_file, _name) = (file, name);
        if (file.Length < SmallestFile)
            throw Damaged($"it has {file.Length} bytes, fewer than the smallest gzip file");

        Span<byte> trailer = stackalloc byte[TrailerLength];
        file.Position = file.Length - TrailerLength;
        file.ReadExactly(trailer);
        _expectedChecksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        ExpectedLengthModulo32 = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        file.Position = 0;
        _inflater = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>The length of the content modulo 2^32, as the file says; not to be believed before the end is reached.</summary>
    public uint ExpectedLengthModulo32 { get; }

    /// <summary>No content of this file can be longer, whatever the file says.</summary>
    public long LongestContent => _file.Length * LargestRatio;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _ended)
            return 0;

        int read;
        try
        {
            read = _inflater.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw Damaged("its compressed data are invalid", e);
        }

        if (read > 0)
        {
            _checksum = Crc32.Append(_checksum, buffer[..read]);
            _length += read;
            return read;
        }

        _ended = true;
        if (_checksum != _expectedChecksum || (uint)_length != ExpectedLengthModulo32)
            throw Damaged("its checksum and length do not fit what it holds");
        return 0;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflater?.Dispose();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }

    private InvalidDataException Damaged(string what, Exception? inner = null) =>
        new($"{_name}: the gzip file is cut short, damaged or followed by other bytes: {what}. Copy or download it again.", inner);
}
