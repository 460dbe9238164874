using System.Security.Cryptography;

namespace Pushforward.Data.Downloads;

/// <summary>
/// Downloads known sets into the user's cache: mirror after mirror, resuming what an earlier run began, and giving a file its name only
/// once its content has the known checksum. What is interrupted goes on where it stopped.
/// </summary>
public sealed class Downloader(DownloadOptions? options = null)
{
    private const string PartEnding = ".part";

    private readonly DownloadOptions _options = options ?? new();

    /// <summary>Makes sure a set is in the cache, whole and verified.</summary>
    /// <param name="set">The set.</param>
    /// <param name="progress">Told of every piece that arrives.</param>
    /// <param name="cancellation">Stops; a later call goes on from there.</param>
    /// <returns>The folder that holds the files.</returns>
    /// <exception cref="IOException">No mirror gave a file, or the cache cannot be written; the message says what was tried and what to do.</exception>
    public async Task<string> FetchAsync(
        KnownSet set, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        var mirrors = _options.MirrorsOf(set, Environment.GetEnvironmentVariable(DownloadOptions.MirrorVariable));
        string folder = DataCache.FolderOf(set, _options.CacheFolder);
        CreateFolder(folder);
        for (int i = 0; i < set.Files.Count; i++)
        {
            var report = new FileReport(set.Files[i], i + 1, set.Files.Count, progress);
            await FetchFileAsync(set, set.Files[i], folder, mirrors, report, cancellation).ConfigureAwait(false);
        }
        return folder;
    }

    private async Task FetchFileAsync(
        KnownSet set, KnownFile file, string folder, IReadOnlyList<Uri> mirrors, FileReport report, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, file.Name), part = path + PartEnding;
        if (File.Exists(path) && Mismatch(file, path, cancellation) is null)
        {
            long length = new FileInfo(path).Length;
            report.Tell(length, length, "already here");
            return;
        }

        var failures = new List<string>();
        foreach (var mirror in mirrors)
        {
            using var client = HttpTransfer.CreateClient(mirror, _options.StallTimeout);
            var transfer = new HttpTransfer(client, _options.StallTimeout, report);
            string failure = "";
            for (int attempt = 1; attempt <= _options.AttemptsPerMirror; attempt++)
            {
                if (attempt > 1)
                {
                    report.Tell(0, null, $"{mirror.Host}: {failure}; trying again");
                    await Task.Delay(_options.RetryDelay * Math.Pow(2, attempt - 2), cancellation).ConfigureAwait(false);
                }
                try
                {
                    bool resumed = await transfer.AppendAsync(new Uri(mirror, file.Name), part, LongestFile(file), cancellation).ConfigureAwait(false);
                    if (Mismatch(file, part, cancellation) is not { } mismatch)
                    {
                        File.Move(part, path, overwrite: true);
                        return;
                    }

                    // Two halves that do not fit may each be sound: begin anew. One whole file that is wrong will stay so.
                    File.Delete(part);
                    failure = mismatch;
                    if (!resumed)
                        break;
                }
                catch (TransferException e)
                {
                    failure = e.Message;
                    if (!e.MayPass)
                        break;
                }
            }
            failures.Add($"{mirror.Host}: {failure}");
            report.Tell(0, null, failures[^1]);
        }

        if (File.Exists(part) && new FileInfo(part).Length == 0)
            File.Delete(part);
        throw new IOException(
            $"{set.Name}: {file.Name} could not be downloaded ({string.Join("; ", failures)}). Check the network and run the command again, which resumes; "
            + $"or set {DownloadOptions.MirrorVariable} to a mirror, or put the files into {folder} yourself.");
    }

    // Deflate never makes a file longer by more than five bytes a block and the gzip frame; a page of slack covers names in the header.
    private static long LongestFile(KnownFile file) => file.ContentLength + file.ContentLength / 1024 + 4096;

    /// <summary>What is wrong with a file's content, or null.</summary>
    private static string? Mismatch(KnownFile file, string path, CancellationToken cancellation)
    {
        try
        {
            using var content = DataFile.OpenContent(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            long length = 0;
            for (int read; (read = content.Read(buffer)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                length += read;
                if (length > file.ContentLength)
                    return $"the content is longer than the {file.ContentLength} bytes it should have";
                hash.AppendData(buffer, 0, read);
            }
            return length != file.ContentLength
                ? $"the content has {length} bytes instead of {file.ContentLength}"
                : Convert.ToHexStringLower(hash.GetHashAndReset()) == file.ContentSha256 ? null : "the checksum is wrong";
        }
        catch (InvalidDataException)
        {
            return "the file is no whole gzip file";
        }
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{folder}: the cache folder cannot be created ({e.Message.TrimEnd('.')}). Set {DataCache.EnvironmentVariable} to a folder that can be written.", e);
        }
    }
}

/// <summary>Tells a listener about one file.</summary>
internal sealed class FileReport(KnownFile file, int number, int files, IProgress<DownloadProgress>? progress)
{
    public void Tell(long received, long? total, string? note = null) =>
        progress?.Report(new(file.Name, number, files, received, total, note));
}
