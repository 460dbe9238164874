using System.Diagnostics;
using Pushforward.Models;
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
        Fit(scratch, "digits", "b", "--stream").Failed(2, "digits: ", "got no file");
        Fit(scratch, scratch.Path("images") + Path.DirectorySeparatorChar, "b", "--stream").Failed(2, "got no file");
        Fit(scratch, data, "c", "--stream", "--test", Save(scratch, "wide.npy", 9, 8)).Failed(3, "wide.npy", "8");
        Fit(scratch, data, "f", "--stream", "--early-stopping").Failed(2, "--validation");
        Fit(scratch, data, "g", "--stream", "--weights", "A").Failed(2, "--weights A");
        Fit(scratch, scratch.Write("slip.csv", "A,B\n1,0\n0,1\n3,1\n"), "i", "--stream").Failed(3, "line 4, column 'A'");
        Fit(scratch, scratch.Write("ragged.csv", "A,B\n1,0\n0,1\n1\n"), "i", "--stream").Failed(3, "line 4: expected 2 fields");
        Fit(scratch, scratch.Write("short.csv", "A,B\n"), "i", "--stream").Failed(3, "at least one row");
        Fit(scratch, scratch.Path("slip.csv"), "i", "--stream", "--emission", "categorical", "--early-stopping", "--validation", scratch.Path("short.csv"))
            .Failed(3, "short.csv", "at least one row");
        Fit(scratch, scratch.Write("alike.csv", "A,B\n1,0\n1,0\n"), "i", "--stream").Failed(2, "at most 1");
        Fit(scratch, scratch.Write("few.csv", "A,B\n1,0\n0,x\n0,y\n"), "i", "--stream", "--test", scratch.Write("more.csv", "A,B\n1,z\n"))
            .Failed(3, "more.csv, line 2, column 'B'", "found 'z'");
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
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("categorical")]
    public void A_streamed_survey_with_holes_and_weights_leaves_the_model_of_memory(string emission)
    {
        using var scratch = new Scratch();
        string train = Survey(scratch, "train.csv", 400, 1), validation = Survey(scratch, "validation.csv", 90, 2), test = Survey(scratch, "test.csv", 80, 3);
        // Temporary files go where they can be counted.
        var settings = new ToolSettings(Environment: new() { ["TMPDIR"] = Directory.CreateDirectory(scratch.Path("temporary")).FullName });
        string[] fit =
        [
            "fit", "mixture", "--data", train, "--validation", validation, "--test", test, "--weights", "n", "--na", "?", "--emission", emission, "--components", "2",
            "--restarts", "2", "--stepwise-passes", "1", "--early-stopping", "--patience", "5", "--json", "--quiet",
        ];
        var stored = ToolProcess.Run(settings, [.. fit, "--out", scratch.Path("stored")]).Succeeded().Json;
        foreach (string threads in new[] { "1", "2" })
        {
            var streamed = ToolProcess.Run(settings, [.. fit, "--out", scratch.Path("streamed"), "--stream", "--threads", threads]).Succeeded().Json;
            foreach (string split in new[] { "train", "validation", "test" })
                Assert.Equal(stored[split]!.ToJsonString(), streamed[split]!.ToJsonString());
            Assert.Equal(File.ReadAllText(scratch.Path("stored/metrics.jsonl")), File.ReadAllText(scratch.Path("streamed/metrics.jsonl")));
            // The model's header differs by where rows came from and how long it took; what follows it, the tensors, by nothing.
            var (expected, actual) = (ModelKinds.Load(scratch.Path("stored/model.safetensors")).ToFile(), ModelKinds.Load(scratch.Path("streamed/model.safetensors")).ToFile());
            Assert.Equal(expected.Tensors.Select(tensor => tensor.Name), actual.Tensors.Select(tensor => tensor.Name));
            foreach (string name in new[] { "weights", "probabilities", "weight_errors", "probability_errors", "classification", "criteria" })
                Assert.Equal(Values(expected, name), Values(actual, name));
        }
        Assert.True(File.Exists(scratch.Path("streamed/report.html")));

        string[] score = ["score", scratch.Path("streamed/model.safetensors"), "--data", test, "--weights", "n", "--na", "?", "--json"];
        var ofMemory = ToolProcess.Run(settings, [.. score, "--per-row", scratch.Path("rows1"), "--memberships", scratch.Path("members1")]).Succeeded();
        var ofStream = ToolProcess.Run(settings, [.. score, "--per-row", scratch.Path("rows2"), "--memberships", scratch.Path("members2"), "--stream", "--quiet"]).Succeeded();
        Assert.Equal(ofMemory.Output, ofStream.Output);
        Assert.Equal(File.ReadAllText(scratch.Path("rows1")), File.ReadAllText(scratch.Path("rows2")));
        Assert.Equal(File.ReadAllText(scratch.Path("members1")), File.ReadAllText(scratch.Path("members2")));
        ToolProcess.Run(settings, [.. score, "--stream", "--split", "test"]).Failed(2, "--split test");
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path("temporary"), "pushforward-*"));
    }

    [FullDiskFact]
    public void A_temporary_folder_that_fills_up_is_an_error_that_leaves_nothing()
    {
        using var scratch = new Scratch();
        string table = Words(scratch, "large.csv", 20_000, 1);
        using var disk = new SmallDisk(scratch.Path("disk"), kilobytes: 128);
        var settings = new ToolSettings(Environment: new() { ["TMPDIR"] = disk.Folder });
        // 70 bits a row are 175 kB.
        ToolProcess.Run(settings, "fit", "mixture", "--data", table, "--stream", "--components", "2", "--out", scratch.Path("run"), "--json", "--quiet")
            .Failed(5, "large.csv", "cannot be written", "TMPDIR");
        Assert.Empty(Directory.GetFileSystemEntries(disk.Folder, "pushforward-*"));
        Assert.False(File.Exists(scratch.Path("run/model.safetensors")));
    }

    [FullDiskFact]
    public void Spellings_that_find_no_room_are_made_anew_with_the_same_result()
    {
        using var scratch = new Scratch();
        string data = Save(scratch, "data.npy", 5000, 40);
        var stored = Fit(scratch, data, "stored").Succeeded().Json;
        using var disk = new SmallDisk(scratch.Path("disk"), kilobytes: 32);
        var streamed = ToolProcess.Run(
            new ToolSettings(Environment: new() { ["TMPDIR"] = disk.Folder }),
            ["fit", "mixture", "--data", data, "--components", "2", "--restarts", "2", "--tolerance", "1e-6", "--max-iterations", "200", "--out", scratch.Path("streamed"), "--json", "--stream"]).Succeeded();
        Assert.Equal(stored["train"]!.ToJsonString(), streamed.Json["train"]!.ToJsonString());
        Assert.Empty(Directory.GetFileSystemEntries(disk.Folder, "pushforward-*"));
    }

    [Fact]
    public void Ctrl_C_during_a_streamed_fit_saves_what_there_is()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var scratch = new Scratch();
        string table = Survey(scratch, "train.csv", 4000, 1), run = scratch.Path("run"), temporary = Directory.CreateDirectory(scratch.Path("temporary")).FullName;
        using var process = ToolProcess.Start(
            new ToolSettings(Environment: new() { ["TMPDIR"] = temporary }), "fit", "mixture", "--data", table, "--weights", "n", "--na", "?", "--stream", "--components", "20", "--tolerance", "0", "--max-iterations", "1000000", "--out", run);
        Assert.Contains("block by block", process.StandardError.ReadLine());
        Assert.Contains("Fitting", process.StandardError.ReadLine());
        Thread.Sleep(300);
        // Temporary files have no name, so that a process that is killed leaves none either.
        Assert.Empty(Directory.GetFileSystemEntries(temporary, "pushforward-*"));
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            kill.WaitForExit();
        var result = ToolProcess.Finish(process);
        Assert.Equal(130, result.ExitCode);
        Assert.Contains(Path.Combine(run, "model.safetensors"), result.Error.TrimEnd().Split('\n')[^1]);
        Assert.Equal("interrupted", ModelKinds.Load(Path.Combine(run, "model.safetensors")).Provenance.StopReason);
    }

    [Fact]
    public void What_is_large_is_streamed_by_itself_where_it_can_be()
    {
        using var scratch = new Scratch();
        string table = scratch.Write("holes.csv", "A,B\n1,0\n,1\n0,1\n1,1\n0,0\n");
        string[] fit = ["fit", "mixture", "--data", table, "--components", "2", "--restarts", "1", "--out", scratch.Path("run")];
        Assert.Contains("block by block", ToolProcess.Run([.. fit, "--stream-above", "0"]).Succeeded().Error);
        Assert.DoesNotContain("block by block", ToolProcess.Run(fit).Succeeded().Error);
        Fit(scratch, table, "run", "--stream-above", "-1").Failed(2, "--stream-above");
        // Gray pixels are seen when they are read.
        string gray = scratch.Path("gray.npy");
        Npy.Write(gray, new StoredArray([30, 9], (byte[])[.. Enumerable.Range(0, 270).Select(i => (byte)(i * 7))]));
        Assert.Contains("into memory instead", ToolProcess.Run("fit", "mixture", "--data", gray, "--components", "2", "--restarts", "1", "--out", scratch.Path("run"), "--stream-above", "0").Succeeded().Error);
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

    // Two kinds of respondent, answers missing by field and by word, fractions for weights.
    private static string Survey(Scratch scratch, string name, int rows, int seed)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, rows).Select(_ =>
        {
            int kind = random.Next(2);
            string Answer(params string[] answers) => answers[Math.Min(answers.Length - 1, random.Next(answers.Length) * (1 + kind) / 2 + random.Next(2) * kind)];
            return string.Join(',', Answer("no", "yes"), random.Next(8) == 0 ? "" : Answer("1", "2"), random.Next(6) == 0 ? "?" : Answer("red", "green", "blue", "none"), 0.5 + random.Next(8) / 3.0);
        });
        return scratch.Write(name, string.Join('\n', lines.Prepend("smokes,owns,colour,n")) + "\n");
    }

    private static double[] Values(ModelFile file, string name) => file.Tensors.Single(tensor => tensor.Name == name).Array.ToDouble();

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
