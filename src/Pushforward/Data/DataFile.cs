using Pushforward.Numerics.Formats;

namespace Pushforward.Data;

/// <summary>Opening of files that users name: clear errors, and gzip recognised by its first bytes, not by the name.</summary>
internal static class DataFile
{
    /// <summary>Opens a file as it lies on disk.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a file, found a folder.");
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read,
                Options = FileOptions.SequentialScan,
                BufferSize = 1 << 16,
            });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{path}: no such file. Check the path, or run 'pushforward data list' for what there is.", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"{path}: reading is not permitted. Check the file's permissions.", e);
        }
    }

    /// <summary>
    /// Opens a file's content: what a gzip file holds, or the file itself. The gzip stream throws at its end when checksum or length fail.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is gzip by its first bytes but cannot be whole.</exception>
    public static Stream OpenContent(string path) => Content(Open(path), path);

    /// <summary>Reads a file's content from its beginning to its end, and checks that nobody wrote to it meanwhile.</summary>
    /// <exception cref="InvalidDataException">Somebody did, or the file is gzip by its first bytes but cannot be whole.</exception>
    public static T Read<T>(string path, Func<Stream, T> read)
    {
        using var file = Open(path);
        var stamp = file.CanSeek ? new FileStamp(file.SafeFileHandle, path) : null;
        using var content = Content(file, path);
        var result = read(content);
        stamp?.RequireUnchanged();
        return result;
    }

    private static Stream Content(FileStream file, string path)
    {
        // A pipe cannot be looked into: what is read is gone.
        if (!file.CanSeek)
            return file;
        try
        {
            bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return gzip ? new CheckedGzipStream(file, path) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The first bytes of a file's content, fewer where it is shorter.</summary>
    public static byte[] FirstBytes(string path, int count)
    {
        using var content = OpenContent(path);
        var bytes = new byte[count];
        return bytes[..content.ReadAtLeast(bytes, count, throwOnEndOfStream: false)];
    }
}
