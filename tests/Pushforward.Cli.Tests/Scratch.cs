using System.Buffers.Binary;
using Pushforward.Numerics.Random;

namespace Pushforward.Cli.Tests;

/// <summary>A folder for one test, gone when it ends.</summary>
internal sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("pushforward-test-").FullName;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    /// <summary>A folder with the four files of an MNIST-like set, small enough to fit in no time: bright blocks in one of two places.</summary>
    public string Images(string name, int train = 200, int test = 50, int size = 6)
    {
        string folder = Directory.CreateDirectory(Path(name)).FullName;
        foreach (var (split, rows) in new[] { ("train", train), ("t10k", test) })
        {
            var random = new RandomStream(1, split);
            var images = new byte[16 + rows * size * size];
            var labels = new byte[8 + rows];
            Header(images, 0x803, rows, size, size);
            Header(labels, 0x801, rows);
            for (int n = 0; n < rows; n++)
            {
                byte label = labels[8 + n] = (byte)random.NextInt32(2);
                for (int d = 0; d < size * size; d++)
                {
                    bool inside = d / size % size / (size / 2) == label;
                    images[16 + n * size * size + d] = (byte)(inside ? 180 + random.NextInt32(76) : random.NextInt32(40));
                }
            }
            File.WriteAllBytes(System.IO.Path.Combine(folder, $"{split}-images-idx3-ubyte"), images);
            File.WriteAllBytes(System.IO.Path.Combine(folder, $"{split}-labels-idx1-ubyte"), labels);
        }
        return folder;
    }

    /// <summary>A table of zeros and ones with names.</summary>
    public string Table(string name, int rows = 60, int columns = 5)
    {
        var random = new RandomStream(2, "table");
        var lines = new List<string> { string.Join(',', Enumerable.Range(0, columns).Select(c => (char)('A' + c))) };
        for (int n = 0; n < rows; n++)
        {
            int group = random.NextInt32(2);
            lines.Add(string.Join(',', Enumerable.Range(0, columns).Select(_ => random.NextDouble() < 0.15 + 0.7 * group ? 1 : 0)));
        }
        return Write(name, string.Join('\n', lines) + "\n");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Header(Span<byte> bytes, params ReadOnlySpan<int> values)
    {
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes[(4 * i)..], values[i]);
    }
}
