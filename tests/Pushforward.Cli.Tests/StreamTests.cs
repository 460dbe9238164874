using Pushforward.Numerics.Formats;

namespace Pushforward.Cli.Tests;

public class StreamTests
{
    [Fact]
    public void A_streamed_fit_is_the_fit_in_memory()
    {
        using var scratch = new Scratch();
        string data = Save(scratch, "data.npy", 300, 7);
        var stored = Fit(scratch, data, "stored").Succeeded().Json;
        var streamed = Fit(scratch, data, "streamed", "--stream").Succeeded().Json;
        Assert.Equal(stored["train"]!["meanLogLikelihood"]!.GetValue<double>(), streamed["train"]!["meanLogLikelihood"]!.GetValue<double>());
        Assert.Equal(stored["iterations"]!.GetValue<int>(), streamed["iterations"]!.GetValue<int>());
    }

    [Fact]
    public void What_cannot_be_streamed_is_refused()
    {
        using var scratch = new Scratch();
        string data = Save(scratch, "data.npy", 30, 7), cut = scratch.Path("cut.npy");
        File.WriteAllBytes(cut, File.ReadAllBytes(data)[..^1]);
        Fit(scratch, cut, "a", "--stream").Failed(3, "cut.npy", "209 follow");
        Fit(scratch, "digits", "b", "--stream").Failed(2, "'digits'");
        Fit(scratch, data, "c", "--stream", "--test", Save(scratch, "wide.npy", 9, 8)).Failed(3, "wide.npy", "8");
        Fit(scratch, data, "f", "--stream", "--early-stopping").Failed(2, "--early-stopping");
        Fit(scratch, scratch.Table("t.csv"), "g", "--stream", "--weights", "A").Failed(2, "--weights A");
        Fit(scratch, scratch.Write("holes.csv", "A,B\n1,0\n,1\n0,1\n"), "h", "--stream").Failed(3, "line 3, column 'A'", "without --stream");
        Fit(scratch, scratch.Write("three.csv", "A,B\n1,0\n2,1\n3,1\n"), "i", "--stream").Failed(3, "line 4, column 'A'");
        Fit(scratch, data, "d", "--packed", "56").Failed(2, "--stream");
        Fit(scratch, data, "e", "--stream", "--packed", "60").Failed(3, "8 bytes a row, found 7");
        Assert.Empty(Directory.GetFiles(scratch.Folder, "model.safetensors", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_streamed_table_is_the_fit_in_memory_on_all_splits()
    {
        using var scratch = new Scratch();
        // The second level comes first in some columns, one column is constant, and there are more than a word of them.
        string train = Words(scratch, "train.csv", 200, 1), test = Words(scratch, "test.csv", 50, 2), validation = Words(scratch, "validation.tsv", 40, 3);
        string[] held = ["--validation", validation, "--test", test];
        var stored = Fit(scratch, train, "stored", held).Succeeded().Json;
        foreach (string[] how in (string[][])[["--stream"], ["--stream-above", "0"]])
        {
            var streamed = Fit(scratch, train, "streamed", [.. held, .. how]).Succeeded().Json;
            foreach (string split in new[] { "train", "validation", "test" })
                Assert.Equal(stored[split]!["meanLogLikelihood"]!.GetValue<double>(), streamed[split]!["meanLogLikelihood"]!.GetValue<double>());
        }
        // The model knows its columns, and scores tables with them.
        ToolProcess.Run("score", scratch.Path("streamed/model.safetensors"), "--data", test, "--json").Succeeded();
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "pushforward-*.bits"));
    }

    [Fact]
    public void A_table_too_large_for_memory_that_cannot_be_streamed_is_read_all_the_same()
    {
        using var scratch = new Scratch();
        string table = scratch.Write("holes.csv", "A,B\n1,0\n,1\n0,1\n1,1\n0,0\n");
        Fit(scratch, table, "run", "--stream-above", "0").Succeeded();
        Fit(scratch, table, "run", "--stream-above", "-1").Failed(2, "--stream-above");
    }

    [FullDiskFact]
    public void A_disk_that_fills_up_while_a_streamed_fit_is_saved_keeps_the_earlier_model()
    {
        using var scratch = new Scratch();
        string data = Save(scratch, "data.npy", 60, 1600);
        using var disk = new SmallDisk(scratch.Path("disk"), kilobytes: 64);
        string run = Path.Combine(disk.Folder, "run");
        string[] fit = ["fit", "mixture", "--data", data, "--stream", "--restarts", "1", "--max-iterations", "3", "--out", run, "--quiet", "--components"];
        ToolProcess.Run([.. fit, "1"]).Succeeded();
        byte[] before = File.ReadAllBytes(Path.Combine(run, "model.safetensors"));
        // Ten components of 1,600 columns take 128 kB, twice what the disk has.
        ToolProcess.Run([.. fit, "10"]).Failed(5, "model.safetensors");
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
        Assert.Equal(["config.json", "metrics.jsonl", "model.safetensors"], Directory.GetFiles(run).Select(Path.GetFileName).Order());
    }

    private static string Words(Scratch scratch, string name, int rows, int seed)
    {
        var random = new Random(seed);
        char separator = name.EndsWith(".tsv") ? '\t' : ',';
        var lines = Enumerable.Range(0, rows).Select(n => string.Join(separator, Enumerable.Range(0, 70).Select(c =>
            c == 5 ? "1" : random.Next(10) < 2 + 6 * ((n + c) % 2) ? "yes" : "no")));
        return scratch.Write(name, string.Join('\n', lines.Prepend(string.Join(separator, Enumerable.Range(0, 70).Select(c => $"q{c}")))) + "\n");
    }

    private static ToolResult Fit(Scratch scratch, string data, string folder, params string[] more) => ToolProcess.Run(
        ["fit", "mixture", "--data", data, "--components", "2", "--restarts", "2", "--tolerance", "1e-6", "--max-iterations", "200", "--out", scratch.Path(folder), "--json", "--quiet", .. more]);

    private static string Save(Scratch scratch, string name, int rows, int columns)
    {
        var random = new Random(1);
        string path = scratch.Path(name);
        Npy.Write(path, new StoredArray([rows, columns], (byte[])[.. Enumerable.Range(0, rows * columns).Select(i => (byte)(random.Next(10) < i / columns % 2 * 4 + 3 ? 1 : 0))]));
        return path;
    }
}
