using System.Runtime.InteropServices;

namespace Pushforward.Numerics.Formats;

/// <summary>
/// Saves a file whole or not at all: written under another name in the same folder, flushed to disk, read back and checked, renamed over
/// the earlier one, and the folder flushed, so that neither a crash nor a full disk leaves half a file or loses the earlier one.
/// </summary>
public static partial class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">
    /// The file; one that exists is replaced and its permissions kept, a symbolic link is followed. A device such as /dev/stdout, which
    /// cannot be replaced, is written straight.
    /// </param>
    /// <param name="write">Writes the content to a stream that only appends. What it throws, other than a failure to write, is passed on.</param>
    /// <param name="verify">
    /// Called with the path of the finished temporary file, to read it back as its format: what it throws fails the save. The bytes
    /// themselves are always read back and compared.
    /// </param>
    /// <exception cref="IOException">Writing failed, or what was written reads back differently. An earlier file is as it was.</exception>
    public static void Write(string path, Action<Stream> write, Action<string>? verify = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw new IOException($"{path}: expected a file to write, but this is a folder. Choose another name.");
        // /dev/shm is a folder of ordinary files.
        if (target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            Guarded(path, () =>
            {
                using var device = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                write(device);
                device.Flush();
            });
            return;
        }

        Guarded(path, () =>
        {
            if (new FileInfo(target).LinkTarget is not null)
                target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
            string folder = Path.GetDirectoryName(target)!;
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException($"there is no folder {folder}");

            // Short, whatever the target's name, for names may not be longer than 255 bytes.
            string temporary = Path.Combine(folder, $".pushforward-{Guid.NewGuid():N}.tmp");
            try
            {
                var written = WriteAndFlush(temporary, write);
                Compare(temporary, written);
                verify?.Invoke(temporary);
                if (!OperatingSystem.IsWindows() && File.Exists(target))
                    File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
                File.Move(temporary, target, overwrite: true);
            }
            catch
            {
                TryDelete(temporary);
                throw;
            }
            FlushFolder(folder);
        });
    }

    private static void Guarded(string path, Action save)
    {
        try
        {
            save();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{path}: could not be saved: {exception.Message.TrimEnd('.')}. An earlier file is as it was; "
                + "free some space, or choose a folder that exists and can be written.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new IOException(
                $"{path}: what was written does not read back: {exception.Message} An earlier file is as it was; check "
                + "the disk, or save elsewhere.",
                exception);
        }
    }

    private static (long Length, uint Checksum) WriteAndFlush(string temporary, Action<Stream> write)
    {
        using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        using var checking = new ChecksumStream(file);
        write(checking);
        file.Flush(flushToDisk: true);
        return (checking.Length, checking.Checksum);
    }

    private static void Compare(string temporary, (long Length, uint Checksum) written)
    {
        using var file = new FileStream(temporary, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[1 << 16];
        long length = 0;
        uint checksum = 0;
        for (int read; (read = file.Read(buffer)) > 0; length += read)
            checksum = Crc32.Append(checksum, buffer.AsSpan(0, read));
        if ((length, checksum) != written)
        {
            throw new InvalidDataException(
                $"{length} bytes with CRC-32 {checksum:x8}, written were {written.Length} with {written.Checksum:x8}.");
        }
    }

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        // The failure that led here is the one to report.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    // The rename itself lies in the folder, which POSIX flushes separately; Windows has no such call, and file systems that refuse it
    // (some network mounts) order renames themselves.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(folder, flags: 0);
        if (descriptor < 0)
            return;
        _ = FSync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
