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
        Fit(scratch, scratch.Table("t.csv"), "b", "--stream").Failed(2, "expected an .npy file");
        Fit(scratch, data, "c", "--stream", "--test", data).Failed(2, "--test");
        Fit(scratch, data, "d", "--packed", "56").Failed(2, "--stream");
        Fit(scratch, data, "e", "--stream", "--packed", "60").Failed(3, "8 bytes a row, found 7");
        Assert.Empty(Directory.GetFiles(scratch.Folder, "model.safetensors", SearchOption.AllDirectories));
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
