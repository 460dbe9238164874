using Pushforward.Data;
using Pushforward.Numerics.Formats;

namespace Pushforward.Tests.Data;

public sealed class ArrayFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_npy_file_of_images_is_a_train_split()
    {
        string path = _folder.File("pictures.npy");
        Npy.Write(path, Bytes([2, 2, 2], 0, 127, 128, 255, 0, 0, 0, 0));
        var data = Assert.IsType<ImageDataset>(DataSource.Open(path));
        Assert.Equal([DataSplit.Train], data.Splits);
        var bits = data.ToBits(DataSplit.Train, new() { Method = Binarization.Threshold });
        Assert.Equal(("pictures", 0b1100UL, new ImageShape(2, 2)), (bits.Source, bits.Bits.Row(0)[0], bits.Image));

        byte[] whole = File.ReadAllBytes(path);
        Assert.Throws<InvalidDataException>(() => DataSource.Open(_folder.File("cut.npy", whole[..^1])));
    }

    [Fact]
    public void An_npy_file_of_integers_in_rows_that_fill_no_square_is_a_table()
    {
        string path = _folder.File("table.npy");
        Npy.Write(path, new([3, 2], (ReadOnlyMemory<long>)new long[] { 1, 2, 2, 1, 1, 1 }));
        var data = Assert.IsType<TableDataset>(DataSource.Open(path));
        Assert.Equal([0b10UL, 0b01UL, 0UL], Rows(data.ToBits(DataSplit.Train)));
    }

    [Fact]
    public void An_npz_file_has_the_splits_its_names_say()
    {
        string path = _folder.File("set.npz");
        NpzFile.Write(path,
        [
            new("x_train", Bytes([2, 1, 1], 0, 9)), new("y_train", Bytes([2], 3, 4)),
            new("x_test", Bytes([1, 1, 1], 200)), new("y_test", Bytes([1], 5)),
        ]);
        var data = Assert.IsType<ImageDataset>(DataSource.Open(path));
        Assert.Equal([DataSplit.Train, DataSplit.Test], data.Splits);
        Assert.Equal([3, 4], data.Images(DataSplit.Train).Labels.ToArray());
        Assert.Equal([200], data.Images(DataSplit.Test).Pixels.ToArray());

        string tables = _folder.File("tables.npz");
        NpzFile.Write(tables, [new("train", Bytes([2, 3], 1, 2, 1, 2, 1, 1)), new("test", Bytes([1, 3], 2, 2, 1))]);
        Assert.Equal([0b011UL], Rows(DataSource.Open(tables).ToBits(DataSplit.Test)));
    }

    [Theory]
    [InlineData("x_train y_train x_test y_test", "Train:x_train/y_train Test:x_test/y_test")]
    [InlineData("train_images train_labels val_images val_labels test_images test_labels",
        "Train:train_images/train_labels Validation:val_images/val_labels Test:test_images/test_labels")]
    [InlineData("train valid test", "Train:train/ Validation:valid/ Test:test/")]
    [InlineData("arr_0", "Train:arr_0/")]
    [InlineData("x y", "Train:x/y")]
    [InlineData("images labels", "Train:images/labels")]
    [InlineData("a b", "")]
    [InlineData("x_test y_test", "")]
    [InlineData("", "")]
    public void Names_tell_data_from_labels_and_splits_from_each_other(string names, string expected)
    {
        var found = ArrayFile.Find(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected, string.Join(' ', found.Select(split => $"{split.Key}:{split.Value.Data}/{split.Value.Labels}")));
    }

    [Fact]
    public void An_npz_file_whose_names_say_nothing_lists_them()
    {
        string path = _folder.File("odd.npz");
        NpzFile.Write(path, [new("b", Bytes([1, 1, 1], 0)), new("a", Bytes([1, 1, 1], 0))]);
        Assert.EndsWith("found a, b.", Assert.Throws<InvalidDataException>(() => DataSource.Open(path)).Message);
    }

    private static StoredArray Bytes(long[] shape, params byte[] values) => new(shape, (ReadOnlyMemory<byte>)values);

    private static ulong[] Rows(BinaryData data) => [.. Enumerable.Range(0, data.Rows).Select(row => data.Bits.Row(row)[0])];
}
