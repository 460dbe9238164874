using System.Diagnostics;

namespace Pushforward.Models;

/// <summary>
/// The most memory the process has held at once, the runtime and what it held before included. Where the system can forget an earlier peak (Linux), it does so
/// on <see cref="Restart"/>; elsewhere the peak is that of the process's life so far.
/// </summary>
public static class PeakMemory
{
    // Writing 5 sets the peak to what is held now; see proc(5).
    private const string Forget = "/proc/self/clear_refs", Status = "/proc/self/status", HighWater = "VmHWM:";

    /// <summary>The peak, bytes.</summary>
    public static long Bytes
    {
        get
        {
            if (OperatingSystem.IsLinux() && HighWaterMark() is { } bytes)
                return bytes;
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Forgets the peak so far.</summary>
    public static void Restart()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            File.WriteAllText(Forget, "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some containers do not allow it; the peak is then that of the process's life.
        }
    }

    private static long? HighWaterMark()
    {
        try
        {
            string? line = File.ReadLines(Status).FirstOrDefault(text => text.StartsWith(HighWater, StringComparison.Ordinal));
            return line?[HighWater.Length..].Trim().Split(' ') is [var kilobytes, "kB"] && long.TryParse(kilobytes, out long count) ? 1024 * count : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
