using Pushforward.Data;
using Pushforward.Numerics.Formats;

namespace Pushforward.Tests.Data;

public sealed class NpyBitSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushforward-").FullName;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(70)]
    public void Bytes_and_packed_bits_are_the_same_rows(int columns)
    {
        const int rows = 9;
        var random = new Random(columns);
        byte[] bytes = [.. Enumerable.Range(0, rows * columns).Select(_ => (byte)random.Next(2))];
        int width = (columns + 7) / 8;
        var packed = new byte[rows * width];
        for (int i = 0; i < bytes.Length; i++)
            packed[i / columns * width + i % columns / 8] |= (byte)(bytes[i] << (7 - i % columns % 8));

        using var plain = NpyBitSource.Open(Save(bytes, rows, columns));
        using var dense = NpyBitSource.Open(Save(packed, rows, width), columns);
        using var truth = NpyBitSource.Open(Save(Array.ConvertAll(bytes, b => b != 0), rows, columns));
        foreach (var source in new[] { plain, dense, truth })
        {
            Assert.Equal((rows, columns), (source.Rows, source.Columns));
            var bits = source.Read(2, 5);
            for (int row = 0; row < 5; row++)
            {
                for (int column = 0; column < columns; column++)
                    Assert.Equal(bytes[(row + 2) * columns + column] == 1, bits[row, column]);
            }
        }
    }

    [Fact]
    public void A_value_that_is_no_bit_is_named()
    {
        var bytes = new byte[40];
        bytes[33] = 7;
        using var source = NpyBitSource.Open(Save(bytes, 2, 20));
        Assert.Contains("row 2, column 14: expected 0 or 1, found 7", Assert.Throws<InvalidDataException>(() => source.Read(0, 2)).Message);
    }

    [Fact]
    public void Files_cut_short_or_written_to_are_refused_when_opened_and_when_read()
    {
        string path = Save(new byte[400], 20, 20);
        using (var source = NpyBitSource.Open(path))
        {
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^30]);
            Assert.Contains("changed while it was being read", Assert.Throws<InvalidDataException>(() => source.Read(0, 20)).Message);
        }
        Assert.Contains("400 bytes, but 370 follow", Assert.Throws<InvalidDataException>(() => NpyBitSource.Open(path)).Message);
    }

    [Fact]
    public void A_file_written_over_between_two_readings_is_refused()
    {
        string path = Save(new byte[400], 20, 20);
        using var source = NpyBitSource.Open(path);
        source.Read(0, 20);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        Assert.Contains("was written to while it was being read", Assert.Throws<InvalidDataException>(() => source.Read(0, 20)).Message);
    }

    [Fact]
    public void Other_arrays_are_refused()
    {
        string floats = Path.Combine(_folder, "f.npy"), cube = Path.Combine(_folder, "c.npy");
        Npy.Write(floats, new StoredArray([2, 2], new float[4]));
        Npy.Write(cube, new StoredArray([2, 2, 2], new byte[8]));
        Assert.Contains("'<f4'", Assert.Throws<InvalidDataException>(() => NpyBitSource.Open(floats)).Message);
        Assert.Contains("[rows, columns]", Assert.Throws<InvalidDataException>(() => NpyBitSource.Open(cube)).Message);
        Assert.Contains("1 to", Assert.Throws<InvalidDataException>(() => NpyBitSource.Open(Save(Array.Empty<byte>(), 0, 3))).Message);
        Assert.Contains("9 packed columns take 2 bytes", Assert.Throws<InvalidDataException>(() => NpyBitSource.Open(Save(new byte[3], 3, 1), 9)).Message);
        using var stray = NpyBitSource.Open(Save([1], 1, 1), 7);
        Assert.Contains("past the 7 columns", Assert.Throws<InvalidDataException>(() => stray.Read(0, 1)).Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Save(byte[] values, int rows, int columns) => Save(new StoredArray([rows, columns], values));

    private string Save(bool[] values, int rows, int columns) => Save(new StoredArray([rows, columns], values));

    private string Save(StoredArray array)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid()}.npy");
        Npy.Write(path, array);
        return path;
    }
}
