using System.Text;
using Pushforward.Numerics.Formats;

namespace Pushforward.Cli;

/// <summary>Where a verb's product goes: a file, whole or not at all, or standard output for "-".</summary>
internal static class OutputFile
{
    public static void Write(string path, Action<Stream> write)
    {
        if (path != "-")
        {
            AtomicFile.Write(path, write);
            return;
        }
        using var output = Console.OpenStandardOutput();
        write(output);
    }

    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
