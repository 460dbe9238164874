using Microsoft.Win32.SafeHandles;

namespace Pushforward.Numerics.Formats;

/// <summary>What an open file looked like, so that what is read of it later, or in several goes, is known to be of one state.</summary>
public sealed class FileStamp
{
    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly long _length;
    private readonly DateTime _written;

    /// <summary>Takes note of a file's length and of when it was last written.</summary>
    /// <param name="file">Open, and no pipe: that has neither.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="IOException">The file system does not tell.</exception>
    public FileStamp(SafeFileHandle file, string name)
    {
        (_file, _name) = (file, name);
        (_length, _written) = Look();
    }

    /// <summary>Checks that the file is what it was.</summary>
    /// <exception cref="InvalidDataException">It has been written to.</exception>
    /// <exception cref="IOException">The file system does not tell.</exception>
    public void RequireUnchanged()
    {
        var (length, written) = Look();
        if (length == _length && written == _written)
            return;
        throw new InvalidDataException(length != _length
            ? $"{_name}: the file was changed while it was being read, from {_length} bytes to {length}. Read it again when nothing writes to it."
            : $"{_name}: the file was written to while it was being read. Read it again when nothing writes to it.");
    }

    private (long Length, DateTime Written) Look() => (RandomAccess.GetLength(_file), File.GetLastWriteTimeUtc(_file));
}
