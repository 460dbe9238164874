using Pushforward.Models;

namespace Pushforward.Cli.Tests;

/// <summary>Whatever a user gets wrong is answered in a sentence or two, with the exit code of the contract, and destroys nothing.</summary>
public class BadInputTests
{
    [Theory]
    [InlineData("frobnicate")]
    [InlineData("fit")]
    [InlineData("fit mixture")]
    [InlineData("fit mixture --data x --out y --no-such-option")]
    [InlineData("fit mixture --data x --out y --components many")]
    [InlineData("fit mixture --data x --out y --binarize often")]
    [InlineData("score")]
    [InlineData("sample model --count")]
    public void Wrong_usage_exits_with_2(string line) => ToolProcess.Run(line.Split(' ')).Failed(2, "--help");

    [Theory]
    [InlineData("--components", "0", "components: expected a whole number of at least 1, got 0")]
    [InlineData("--restarts", "0", "restarts")]
    [InlineData("--prior", "-1", "prior: expected a finite number of at least 0, got -1")]
    [InlineData("--prior", "NaN", "prior")]
    [InlineData("--tolerance", "-1", "tolerance")]
    [InlineData("--max-iterations", "0", "max-iterations")]
    [InlineData("--threads", "0", "--threads")]
    public void Values_out_of_range_are_named(string option, string value, string says)
    {
        using var scratch = new Scratch();
        ToolProcess.Run("fit", "mixture", "--data", scratch.Table("t.csv"), "--out", scratch.Path("run"), option, value).Failed(2, says);
        Assert.False(Directory.Exists(scratch.Path("run")));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var scratch = new Scratch();
        ToolProcess.Run("fit", "mixture", "--data", scratch.Path("nowhere.csv"), "--out", scratch.Path("run")).Failed(5, "nowhere.csv");
        ToolProcess.Run("describe", scratch.Path("nowhere.safetensors")).Failed(5, "nowhere.safetensors");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("A,B\n", "at least one row")]
    [InlineData("A,B\n1,0\n1\n", "line 3")]
    [InlineData("A,B\n1,0\n0,1,1\n", "line 3")]
    [InlineData("A,B\n1,0\n0,1\n0,2\n", "column 'B'", "found '2'")]
    [InlineData("A,B\n1,0\nNaN,1\n", "column 'A'", "NaN")]
    [InlineData("A,B\n,0\n,1\n", "line 2", "column 'A'", "every answer is missing")]
    [InlineData("A,A\n1,0\n0,1\n", "line 1", "both named 'A'")]
    public void Bad_tables_are_refused_at_their_place(string text, params string[] says)
    {
        using var scratch = new Scratch();
        string table = scratch.Write("t.csv", text);
        ToolProcess.Run("fit", "mixture", "--data", table, "--out", scratch.Path("run"), "--quiet").Failed(3, ["t.csv", .. says]);
        Assert.Empty(Directory.GetFiles(scratch.Path("run")));
    }

    [Fact]
    public void Columns_that_are_not_there_are_wrong_usage()
    {
        using var scratch = new Scratch();
        ToolProcess.Run("fit", "mixture", "--data", scratch.Table("t.csv"), "--columns", "A,Z", "--out", scratch.Path("run")).Failed(2, "'Z'");
    }

    [Fact]
    public void A_folder_without_the_four_files_says_which_are_missing()
    {
        using var scratch = new Scratch();
        string folder = scratch.Images("images");
        File.Delete(Path.Combine(folder, "t10k-labels-idx1-ubyte"));
        ToolProcess.Run("fit", "mixture", "--data", folder, "--out", scratch.Path("run")).Failed(3, "t10k-labels-idx1-ubyte");
    }

    [Fact]
    public void A_truncated_image_file_is_refused()
    {
        using var scratch = new Scratch();
        string folder = scratch.Images("images"), file = Path.Combine(folder, "train-images-idx3-ubyte");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        ToolProcess.Run("data", "inspect", folder).Failed(3, "train-images-idx3-ubyte");
    }

    [Fact]
    public void A_model_of_another_kind_or_of_none_is_refused()
    {
        using var scratch = new Scratch();
        string model = Fit(scratch);
        byte[] bytes = File.ReadAllBytes(model);
        File.WriteAllBytes(scratch.Path("short.safetensors"), bytes[..^8]);
        ToolProcess.Run("describe", scratch.Path("short.safetensors")).Failed(3, "short.safetensors");
        ToolProcess.Run("sample", scratch.Write("text.safetensors", "not a model at all")).Failed(3, "text.safetensors");

        new ModelFile { Kind = "texture", Tensors = [] }.Save(scratch.Path("kind.safetensors"));
        ToolProcess.Run("describe", scratch.Path("kind.safetensors")).Failed(3, "texture", "mixture");
    }

    [Fact]
    public void Data_of_another_width_are_refused()
    {
        using var scratch = new Scratch();
        string model = Fit(scratch);
        ToolProcess.Run("score", model, "--data", scratch.Images("images")).Failed(3, "5 columns", "36");
    }

    [Fact]
    public void A_sheet_of_rows_that_are_no_images_is_refused()
    {
        using var scratch = new Scratch();
        string model = Fit(scratch);
        ToolProcess.Run("sample", model, "--out", scratch.Path("s.png")).Failed(2, "no images");
        Assert.False(File.Exists(scratch.Path("s.png")));
        ToolProcess.Run("sample", model, "--out", scratch.Path("s.jpg")).Failed(2, ".png, .csv or .npy");
        ToolProcess.Run("sample", model, "-n", "0").Failed(2, "-n");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_found_out_before_the_work_begins()
    {
        using var scratch = new Scratch();
        string file = scratch.Write("file", "in the way");
        ToolProcess.Run("fit", "mixture", "--data", scratch.Table("t.csv"), "--out", Path.Combine(file, "run")).Failed(5, "--out");
        Assert.Equal("in the way", File.ReadAllText(file));
    }

    [FullDiskFact]
    public void A_full_disk_leaves_earlier_files_as_they_were()
    {
        using var scratch = new Scratch();
        string images = scratch.Images("images", size: 40);
        using var disk = new SmallDisk(scratch.Path("disk"), kilobytes: 64);
        string run = Path.Combine(disk.Folder, "run");
        ToolProcess.Run("fit", "mixture", "--data", images, "--components", "1", "--restarts", "1", "--out", run, "--quiet").Succeeded();
        byte[] before = File.ReadAllBytes(Path.Combine(run, "model.safetensors"));
        // Ten components of 1,600 pixels take 128 kB, twice what the disk has.
        ToolProcess.Run("fit", "mixture", "--data", images, "--components", "10", "--restarts", "1", "--out", run, "--quiet").Failed(5, "model.safetensors");
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
        Assert.Equal(["config.json", "metrics.jsonl", "model.safetensors"], Directory.GetFiles(run).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_set_that_cannot_be_fetched_says_what_to_do()
    {
        using var scratch = new Scratch();
        ToolProcess.Run("data", "fetch", "emnist").Failed(2, "emnist", "mnist");
        // Nothing listens on the discard port of this machine.
        var settings = new ToolSettings(Environment: new() { ["PUSHFORWARD_CACHE"] = scratch.Folder, ["PUSHFORWARD_MIRROR"] = "http://127.0.0.1:9/" });
        ToolProcess.Run(settings, "data", "fetch", "mnist", "--quiet").Failed(5, "train-images-idx3-ubyte.gz", "PUSHFORWARD_MIRROR");
        ToolProcess.Run(settings, "fit", "mixture", "--data", "mnist", "--out", scratch.Path("run")).Failed(5, "data fetch mnist");
    }

    [Fact]
    public void A_forced_kernel_the_tool_does_not_know_is_refused()
    {
        var settings = new ToolSettings(Environment: new() { ["PUSHFORWARD_KERNEL"] = "abacus" });
        ToolProcess.Run(settings, "doctor").Failed(2, "PUSHFORWARD_KERNEL", "abacus");
    }

    private static string Fit(Scratch scratch)
    {
        ToolProcess.Run("fit", "mixture", "--data", scratch.Table("t.csv"), "--components", "2", "--out", scratch.Path("fit"), "--quiet").Succeeded();
        return scratch.Path("fit/model.safetensors");
    }
}
