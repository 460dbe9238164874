using System.Text.Json.Nodes;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Models;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static ModelFile Mixture => new()
    {
        Kind = "mixture",
        Config = new() { ["components"] = 2, ["tolerance"] = "Infinity" },
        Preprocessing = new() { ["binarization"] = "threshold" },
        TrainedOn = new() { ["source"] = "Zürich \"digits\"" },
        Figures = new() { ["train"] = new JsonObject { ["meanLogLikelihood"] = -1.25 } },
        Seed = -7,
        Tensors = [new("means", [2, 1], new double[] { 0.25, 0.75 }), new("weights", [2], new float[] { 0.5f, 0.5f }), new("counts", [1], new long[] { 9 })],
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_reads_back_as_it_was_saved()
    {
        string path = _folder.File("m.safetensors");
        Mixture.Save(path);
        var model = ModelFile.Load(path).Require("mixture");
        Assert.Equal(Mixture.Config.ToJsonString(), model.Config.ToJsonString());
        Assert.Equal(Mixture.Preprocessing.ToJsonString(), model.Preprocessing.ToJsonString());
        Assert.Equal(Mixture.TrainedOn.ToJsonString(), model.TrainedOn.ToJsonString());
        Assert.Equal(Mixture.Figures.ToJsonString(), model.Figures.ToJsonString());
        Assert.Equal((-7L, path), (model.Seed, model.Origin));
        Assert.Matches(@"^\d+\.\d+\.\d+$", model.PushforwardVersion);
        Assert.Equal([0.25, 0.75], model.Double("means", 2, 1));
        Assert.Equal([0.25, 0.75], model.Double("means", -1, -1));
        Assert.Equal([0.5f, 0.5f], model.Single("weights", 2));
        Assert.Equal([0.5, 0.5], model.Double("weights", 2));
        Assert.Equal([9L], model.Int64("counts", 1));
        Assert.Equal(["m.safetensors"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes() => Assert.Equal(Bytes(Mixture), Bytes(Mixture with { Tensors = [.. Mixture.Tensors.Reverse()] }));

    [Fact]
    public void Tensors_that_are_missing_misshapen_of_another_type_or_not_numbers_are_named()
    {
        var model = (Mixture with { Tensors = [new("a", [2], new float[] { 1, float.NaN }), new("b", [1], new long[] { 1 })] }) with { Origin = "m.safetensors" };
        Assert.Contains("m.safetensors: a model of kind 'mixture' needs a tensor 'c'", Assert.Throws<InvalidDataException>(() => model.Double("c")).Message);
        Assert.Contains("expected the shape [3], found Float32 [2]", Assert.Throws<InvalidDataException>(() => model.Single("a", 3)).Message);
        Assert.Contains("expected the shape [-1, 2] (-1: any), found", Assert.Throws<InvalidDataException>(() => model.Single("a", -1, 2)).Message);
        Assert.Contains("m.safetensors, tensor 'b': expected values that Double", Assert.Throws<InvalidDataException>(() => model.Double("b", 1)).Message);
        Assert.Contains("value 1 is not a number", Assert.Throws<InvalidDataException>(() => model.Double("a", 2)).Message);
        Assert.Throws<ArgumentException>(() => Mixture with { Tensors = [new("a", [], new float[1]), new("a", [], new float[1])] });
    }

    [Fact]
    public void Another_kind_is_refused_by_name()
    {
        var failure = Assert.Throws<InvalidDataException>(() => Load(Bytes(Mixture)).Require("nice"));
        Assert.Contains("a.safetensors: expected a model of kind 'nice', found 'mixture'", failure.Message);
    }

    [Fact]
    public void A_changed_byte_or_a_cut_anywhere_is_refused() => Damage.AssertEveryDamageRefused(Bytes(Mixture), bytes => Load(bytes));

    [Fact]
    public void Files_of_others_and_of_newer_versions_are_told_apart_from_damaged_ones()
    {
        Refuse("no model of Pushforward", metadata => metadata.Clear());
        Refuse("no model of Pushforward", metadata => metadata["format"] = "pt");
        Refuse("the layout has version 2, and this program reads up to 1. Update Pushforward", metadata => metadata["format_version"] = "2");
        Refuse("format_version is '1.0'", metadata => metadata["format_version"] = "1.0");
        Refuse("seed is 'x'", metadata => metadata["seed"] = "x");
        Refuse("lack 'kind'", metadata => metadata.Remove("kind"));
        Refuse("lack 'checksum'", metadata => metadata.Remove("checksum"));
        Refuse("'config' is no JSON object", metadata => metadata["config"] = "[]");
        Refuse("'config' is no JSON object", metadata => metadata["config"] = "null");
        Refuse("'config' is no JSON:", metadata => metadata["config"] = "{");
        Refuse("'figures' is no JSON:", metadata => metadata["figures"] = """{"a":1,"a":2}""");
        Refuse("'data' is no JSON:", metadata => metadata["data"] = string.Concat(Enumerable.Repeat("""{"a":""", 10_000)));
        Refuse("the checksum of its content is", metadata => metadata["kind"] = "nice");
        Refuse("the checksum of its content is", metadata => metadata["note"] = "added");
        Refuse("no JSON object in UTF-8", new byte[100]);
        Refuse("too few", []);
    }

    [Fact]
    public void A_change_by_another_program_is_read_once_it_says_that_the_checksum_is_void()
    {
        byte[] changed = Rewrite(metadata => (metadata["kind"], metadata["checksum"]) = ("nice", "none"));
        Assert.Equal("nice", Load(changed).Kind);
    }

    [Fact]
    public void A_path_that_is_absent_or_a_folder_says_what_to_name()
    {
        Assert.Contains("there is no such file. Name a model file", Assert.Throws<FileNotFoundException>(() => ModelFile.Load(_folder.File("absent"))).Message);
        Assert.Contains("this is a folder. Name the .safetensors", Assert.Throws<IOException>(() => ModelFile.Load(_folder.Path)).Message);
    }

    [Fact]
    public void A_save_that_fails_names_the_path()
    {
        File.WriteAllText(_folder.File("file"), "");
        string path = Path.Combine(_folder.File("file"), "m.safetensors");
        Assert.Contains(path, Assert.Throws<IOException>(() => Mixture.Save(path)).Message);
    }

    private static void Refuse(string expected, Action<Dictionary<string, string>> change) => Refuse(expected, Rewrite(change));

    private static void Refuse(string expected, byte[] bytes) => Assert.Contains(expected, Damage.AssertRefused(bytes, changed => Load(changed)));

    private static ModelFile Load(byte[] bytes) => ModelFile.Load(new MemoryStream(bytes), "a.safetensors");

    private byte[] Bytes(ModelFile model)
    {
        string path = _folder.File("bytes.safetensors");
        model.Save(path);
        return File.ReadAllBytes(path);
    }

    // As another program would: the same tensors, the metadata changed.
    private static byte[] Rewrite(Action<Dictionary<string, string>> change)
    {
        using var folder = new TemporaryFolder();
        Mixture.Save(folder.File("m"));
        using var file = SafetensorsFile.Open(folder.File("m"));
        var metadata = new Dictionary<string, string>(file.Metadata);
        change(metadata);
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, [.. file.Names.Select(name => new NamedTensor(name, file.Read(name)))], metadata);
        return stream.ToArray();
    }
}
