using System.Diagnostics;

namespace Pushforward.Cli.Tests;

/// <summary>A disk that is soon full: a memory file system of a few kilobytes. Mounting one takes Linux and the right to.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string folder, int kilobytes)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        Assert.True(Call("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Folder), $"could not mount a file system on {Folder}");
    }

    public string Folder { get; }

    public static bool Possible()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var folder = Directory.CreateTempSubdirectory("pushforward-mount-");
        try
        {
            return Call("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder.FullName) && Call("umount", folder.FullName);
        }
        finally
        {
            folder.Delete();
        }
    }

    public void Dispose() => Call("umount", Folder);

    private static bool Call(string command, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, args) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a disk it can fill, skipped where none can be mounted.</summary>
public sealed class FullDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Possible = new(SmallDisk.Possible);

    public FullDiskFactAttribute()
    {
        if (!Possible.Value)
            Skip = "needs the right to mount a small memory file system (Linux, as root)";
    }
}
