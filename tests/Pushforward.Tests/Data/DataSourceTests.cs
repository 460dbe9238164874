using Pushforward.Data;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Data;

public sealed class DataSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_the_four_files_has_a_train_and_a_test_split_with_labels()
    {
        WriteFour(compress: name => name.StartsWith('t') && name.Contains("labels"));
        var data = Assert.IsType<ImageDataset>(DataSource.Open(_folder.Path));
        Assert.Equal([DataSplit.Train, DataSplit.Test], data.Splits);
        Assert.Equal(Path.GetFileName(_folder.Path), data.Name);

        var bits = data.ToBits(DataSplit.Test, new() { Method = Binarization.Threshold });
        Assert.Equal((1, 4, new ImageShape(2, 2)), (bits.Rows, bits.Columns, bits.Image));
        Assert.Equal([9], bits.Labels!.Value.ToArray());
        Assert.Equal([false, false, true, true], Enumerable.Range(0, 4).Select(c => bits.Bits[0, c]));
        Assert.Equal("thresholded at one half", bits.Representation.Description);

        var e = Assert.Throws<ArgumentException>(() => data.ToBits(DataSplit.Validation));
        Assert.Contains("has no validation split; it has train, test", e.Message);
    }

    [Fact]
    public void A_folder_that_lacks_some_of_the_four_files_says_which()
    {
        WriteFour(compress: _ => true);
        File.Delete(_folder.File("train-labels-idx1-ubyte.gz"));
        File.Delete(_folder.File("t10k-images-idx3-ubyte.gz"));
        var e = Assert.Throws<InvalidDataException>(() => DataSource.Open(_folder.Path));
        Assert.EndsWith("missing: train-labels-idx1-ubyte, t10k-images-idx3-ubyte.", e.Message);
    }

    [Fact]
    public void One_idx_file_is_a_train_split_whatever_its_name()
    {
        string path = _folder.File("pictures.bin", IdxFileTests.Gzip(IdxFileTests.Idx([2, 2, 1], [0, 255, 255, 255])));
        var data = DataSource.Open(path);
        Assert.Equal(("pictures", DataKind.Images), (data.Name, data.Kind));
        Assert.Equal([DataSplit.Train], data.Splits);
        Assert.Equal("binary images", data.ToBits(DataSplit.Train).Representation.Description);

        var summary = data.Inspect(DataSplit.Train);
        Assert.Equal((2, 2, DataKind.Images, 0L), (summary.Rows, summary.Columns, summary.Kind, summary.Missing));
        Assert.Equal([1], summary.ConstantColumns);
    }

    [Fact]
    public void What_does_not_exist_is_named_with_what_does()
    {
        var e = Assert.Throws<FileNotFoundException>(() => DataSource.Open("mnits"));
        Assert.Contains("mnits: neither a known set (digits, mnist) nor", e.Message);
    }

    [Fact]
    public void A_folder_of_split_tables_has_the_splits_it_has_and_values_mean_the_same_in_all()
    {
        _folder.File("toy.train.data", "1,2\n1,1\n");
        _folder.File("toy.valid.data", "2,2\n");
        _folder.File("toy.test.data", "1,1\n2,2\n");
        var data = Assert.IsType<TableDataset>(DataSource.Open(_folder.Path));
        Assert.Equal(("toy", DataKind.Table), (data.Name, data.Kind));
        Assert.Equal([DataSplit.Train, DataSplit.Validation, DataSplit.Test], data.Splits);

        var test = data.ToBits(DataSplit.Test);
        Assert.Equal([0UL, 3UL], new[] { test.Bits.Row(0)[0], test.Bits.Row(1)[0] });
        Assert.Equal(("binary table", null), (test.Representation.Description, test.Image));
        Assert.Equal(["1", "2"], test.Schema!.Select(c => c.Name));
        Assert.Equal([0], data.Inspect(DataSplit.Train).ConstantColumns);

        _folder.File("other.train.data", "1,2\n");
        var e = Assert.Throws<InvalidDataException>(() => DataSource.Open(_folder.Path));
        Assert.Contains("expected one train table, found other.train.data, toy.train.data", e.Message);
    }

    [Theory]
    [InlineData("table.csv")]
    [InlineData("table")]
    public void Any_other_file_is_a_table_compressed_or_not(string name)
    {
        byte[] text = "A,B\n0,1\n"u8.ToArray();
        Assert.Equal(2UL, DataSource.Open(_folder.File(name, text)).ToBits(DataSplit.Train).Bits.Row(0)[0]);
        Assert.Equal(2UL, DataSource.Open(_folder.File(name, IdxFileTests.Gzip(text))).ToBits(DataSplit.Train).Bits.Row(0)[0]);
        Assert.Throws<InvalidDataException>(() =>
            DataSource.Open(_folder.File(name, IdxFileTests.Gzip(text)[..^3])).ToBits(DataSplit.Train));
    }

    [Fact]
    public void A_file_that_is_neither_images_nor_text_is_refused_and_utf16_text_is_not()
    {
        string program = _folder.File("program", [0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 0, 0]);
        Assert.Contains("none of the kinds of data", Assert.Throws<InvalidDataException>(() => DataSource.Open(program)).Message);
        string utf16 = _folder.File("utf16.csv", [.. System.Text.Encoding.Unicode.Preamble, .. System.Text.Encoding.Unicode.GetBytes("A,B\n0,1\n")]);
        Assert.Equal(2UL, DataSource.Open(utf16).ToBits(DataSplit.Train).Bits.Row(0)[0]);
    }

    [Fact]
    public void A_pipe_is_a_table()
    {
        if (OperatingSystem.IsWindows())
            return;
        var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var readEnd = pipe.ClientSafePipeHandle;
        var data = DataSource.Open($"/dev/fd/{readEnd.DangerousGetHandle()}");
        pipe.Write("A,B\n0,1\n"u8);
        pipe.Dispose();
        Assert.Equal(2UL, data.ToBits(DataSplit.Train).Bits.Row(0)[0]);
    }

    [Fact]
    public void A_dash_reads_standard_input()
    {
        using var input = new MemoryStream("A,w\n0,2\n1,3\n"u8.ToArray());
        var bits = DataSource.Open("-", new() { StandardInput = input, Table = new() { Weights = "w" } }).ToBits(DataSplit.Train);
        Assert.Equal([2.0, 3.0], bits.Weights!);
        Assert.Equal("standard input", bits.Source);
    }

    [Fact]
    public void Validation_and_test_rows_may_lie_in_files_of_their_own()
    {
        string train = _folder.File("a.csv", "A,B\n1,1\n1,2\n"), other = _folder.File("b.csv", "B,A\n1,2\n");
        var data = DataSource.Open(train, other, other);
        Assert.Equal([DataSplit.Train, DataSplit.Validation, DataSplit.Test], data.Splits);
        Assert.Equal(1UL, data.ToBits(DataSplit.Test).Bits.Row(0)[0]);

        string images = _folder.File("images", IdxFileTests.Idx([1, 2, 2], [0, 1, 2, 3])), wide = _folder.File("wide", IdxFileTests.Idx([1, 2, 3], new byte[6]));
        Assert.Equal(1, DataSource.Open(images, null, images).ToBits(DataSplit.Test).Rows);
        Assert.Contains("expected a table as in a for the test split, found images",
            Assert.Throws<InvalidDataException>(() => DataSource.Open(train, null, images)).Message);
        Assert.Contains("wide: expected images of 2 x 2 pixels as in images, found 2 x 3",
            Assert.Throws<InvalidDataException>(() => DataSource.Open(images, wide, null).ToBits(DataSplit.Validation)).Message);
    }

    [Fact]
    public void The_built_in_digits_are_mnist_in_size_and_depend_on_the_seed()
    {
        var data = Assert.IsType<ImageDataset>(DataSource.Open("digits"));
        Assert.Equal("digits", data.Name);
        var test = data.Images(DataSplit.Test);
        Assert.Equal((10_000, 28, 28, true), (test.Rows, test.Height, test.Width, test.HasLabels));
        var other = Assert.IsType<ImageDataset>(DataSource.Open("digits", new() { DigitsSeed = 1 })).Images(DataSplit.Test);
        Assert.False(test.Pixels.SequenceEqual(other.Pixels));
    }

    [Fact]
    public void A_known_set_that_was_not_downloaded_says_how_to_get_it()
    {
        var e = Assert.Throws<FileNotFoundException>(() => DataSource.Open("mnist", new() { CacheFolder = _folder.Path }));
        Assert.Contains("Run 'pushforward data fetch mnist', or use --data digits", e.Message);
        Assert.Contains(_folder.Path, e.Message);
    }

    [SharedDataTheory("debd")]
    [InlineData("nltcs", 16, 16181, 2157, 3236)]
    [InlineData("plants", 69, 17412, 2321, 3482)]
    [InlineData("dna", 180, 1600, 400, 1186)]
    public void The_density_estimation_sets_are_read(string name, int columns, int train, int validation, int test)
    {
        var data = DataSource.Open(SharedData.Path($"debd/{name}"));
        var splits = data.Splits.Select(split => data.ToBits(split)).ToArray();
        Assert.All(splits, split => Assert.Equal((name, columns), (split.Source, split.Columns)));
        Assert.Equal([train, validation, test], splits.Select(split => split.Rows));
    }

    [SharedDataFact("mnist")]
    public void Mnist_is_what_it_is_known_to_be()
    {
        var data = Assert.IsType<ImageDataset>(DataSource.Open(SharedData.Path("mnist")));
        var train = data.Images(DataSplit.Train);
        var test = data.Images(DataSplit.Test);
        Assert.Equal((60_000, 28, 28, 10_000), (train.Rows, train.Height, train.Width, test.Rows));
        // Counts of the digits 0 to 9 as published with the set.
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Counts(train));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Counts(test));

        long sum = 0;
        foreach (byte pixel in train.Pixels)
            sum += pixel;
        // The mean everybody normalises by, 0.1307 of 255.
        Assert.Equal(0.1307, sum / 255.0 / train.Pixels.Length, 4);

        var bits = data.ToBits(DataSplit.Train);
        double ones = bits.Bits.ColumnOnes().Sum(count => (double)count) / train.Rows;
        // Each bit's expectation is its pixel's value: 0.13066 * 784 = 102.4 ones an image; five standard errors are below 0.1.
        Assert.InRange(ones - sum / 255.0 / train.Rows, -0.1, 0.1);
    }

    private static int[] Counts(ImageSet images)
    {
        var counts = new int[10];
        foreach (byte label in images.Labels.Span)
            counts[label]++;
        return counts;
    }

    private void WriteFour(Func<string, bool> compress)
    {
        Write("train-images-idx3-ubyte", IdxFileTests.Idx([2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7]));
        Write("train-labels-idx1-ubyte", IdxFileTests.Idx([2], [1, 2]));
        Write("t10k-images-idx3-ubyte", IdxFileTests.Idx([1, 2, 2], [0, 127, 128, 255]));
        Write("t10k-labels-idx1-ubyte", IdxFileTests.Idx([1], [9]));

        void Write(string name, byte[] content)
        {
            if (compress(name))
                _folder.File(name + ".gz", IdxFileTests.Gzip(content));
            else
                _folder.File(name, content);
        }
    }
}
