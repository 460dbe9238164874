using Microsoft.Win32.SafeHandles;

namespace Pushforward.Data;

/// <summary>
/// A file of the program's own in the folder for temporary files, which is gone when this is disposed: written once from its beginning to its end, then read anywhere.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    // Bytes that are written at once.
    private const int BufferBytes = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly string _for;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;
    private long _written;

    /// <summary>Creates an empty file.</summary>
    /// <param name="for">What its content stands for, as errors call it.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public TemporaryFile(string @for)
    {
        _for = @for;
        string path = Path.Combine(Path.GetTempPath(), $"pushforward-{Guid.NewGuid():N}.bits");
        try
        {
            // Where a file can lose its name while it is open, nothing is left even of a process that is killed.
            bool nameless = !OperatingSystem.IsWindows();
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, nameless ? FileOptions.None : FileOptions.DeleteOnClose);
            if (nameless)
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }
    }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="IOException">The disk is full, or writing failed.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int fits = Math.Min(bytes.Length, _buffer.Length - _used);
            bytes[..fits].CopyTo(_buffer.AsSpan(_used));
            bytes = bytes[fits..];
            _used += fits;
            if (_used == _buffer.Length)
                Flush();
        }
    }

    /// <summary>Writes out what has been appended; it can be read then.</summary>
    /// <exception cref="IOException">The disk is full, or writing failed.</exception>
    public void Flush()
    {
        try
        {
            RandomAccess.Write(_file, _buffer.AsSpan(0, _used), _written);
        }
        catch (IOException e)
        {
            throw CannotWrite(e);
        }
        _written += _used;
        _used = 0;
    }

    /// <summary>Reads bytes. May be called from any thread.</summary>
    /// <param name="destination">Filled.</param>
    /// <param name="offset">Where in the file they begin.</param>
    /// <exception cref="IOException">Reading failed.</exception>
    public void Read(Span<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(_file, destination, offset);
            if (read == 0)
                throw new IOException($"{_for}: the temporary file of its rows has been cut. Is the folder {Path.GetTempPath()} being cleared?");
            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>Closes and removes the file.</summary>
    public void Dispose() => _file.Dispose();

    private IOException CannotWrite(Exception e) => new(
        $"{_for}: the temporary file of its rows cannot be written ({e.Message.TrimEnd('.')}). Make room in {Path.GetTempPath()}, or name another folder in TMPDIR.", e);
}
