using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Pushforward.Numerics.Formats;
using Pushforward.TestSupport;

namespace Pushforward.Numerics.Tests.Formats;

public class SafetensorsFileTests
{
    // Made by Python from the format's specification:
    //   h = json.dumps({'__metadata__': {'a': 'é'}, 'x': {'dtype': 'F16', 'shape': [2], 'data_offsets': [0, 4]},
    //                   'y': {'dtype': 'BF16', 'shape': [1, 1], 'data_offsets': [4, 6]},
    //                   'z': {'dtype': 'BOOL', 'shape': [3], 'data_offsets': [6, 9]}, 's': {'dtype': 'F64', 'shape': [], 'data_offsets': [9, 17]}},
    //                  ensure_ascii=False).encode()
    //   base64.b64encode(struct.pack('<Q', len(h)) + h + struct.pack('<2e', 1.5, -2) + b'\xc0\x3f' + b'\1\0\1' + struct.pack('<d', 0.1))
    private const string FromPython =
        "FgEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6IHsiYSI6ICLDqSJ9LCAieCI6IHsiZHR5cGUiOiAiRjE2IiwgInNoYXBlIjogWzJdLCAiZGF0YV9vZmZzZXRzIjog"
        + "WzAsIDRdfSwgInkiOiB7ImR0eXBlIjogIkJGMTYiLCAic2hhcGUiOiBbMSwgMV0sICJkYXRhX29mZnNldHMiOiBbNCwgNl19LCAieiI6IHsiZHR5cGUiOiAi"
        + "Qk9PTCIsICJzaGFwZSI6IFszXSwgImRhdGFfb2Zmc2V0cyI6IFs2LCA5XX0sICJzIjogeyJkdHlwZSI6ICJGNjQiLCAic2hhcGUiOiBbXSwgImRhdGFfb2Zm"
        + "c2V0cyI6IFs5LCAxN119fQA+AMDAPwEAAZqZmZmZmbk/";

    [Fact]
    public void A_file_of_another_program_is_read()
    {
        using var file = Open(Convert.FromBase64String(FromPython));
        Assert.Equal("é", Assert.Single(file.Metadata, pair => pair.Key == "a").Value);
        Assert.Equal(["x", "y", "z", "s"], file.Names);
        Assert.Equal([1.5f, -2f], file.ReadSingle("x"));
        Assert.Equal([1.5f], file.ReadSingle("y")); // 0x3fc0
        Assert.Equal([1L, 1L], file.Shape("y").ToArray());
        Assert.Equal([true, false, true], file.Read("z").AsSpan<bool>().ToArray());
        Assert.Equal([0.1], file.ReadDouble("s"));
        Assert.True(file.Shape("s").IsEmpty);
        Assert.Equal(ElementType.Float64, file.Type("s"));
    }

    [Fact]
    public void The_bytes_written_are_the_specified_ones()
    {
        byte[] bytes = Write(
            [new("b", [1, 2], new float[] { 1, -2 }), new("c", [], new byte[] { 7 }), new("a", [1], new float[] { 0.5f }), new("d", [1], new double[] { 3 })],
            new Dictionary<string, string> { ["z"] = "1", ["k"] = "{\"n\":\"ü\"}" });
        // Metadata by key; tensors by falling element size, then by name, so that all are aligned; data from a multiple of 64.
        string header = """{"__metadata__":{"k":"{\"n\":\"ü\"}","z":"1"},"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}"""
            + ""","a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[12,20]}"""
            + ""","c":{"dtype":"U8","shape":[],"data_offsets":[20,21]}}""";
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        Assert.Equal(0, (8 + length) % 64);
        Assert.Equal(header, Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal(
            [0, 0, 0, 0, 0, 0, 8, 0x40, /**/ 0, 0, 0, 0x3F, /**/ 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, /**/ 7], bytes[(8 + length)..]);
    }

    [Fact]
    public void Any_tensors_read_back_as_they_were_written()
    {
        var cases = StoredArrayGenerator.Arrays.ArrayOf().Where(arrays => arrays.Length < 10).ToArbitrary();
        Prop.ForAll(cases, arrays =>
        {
            NamedTensor[] tensors = [.. arrays.Select((array, i) => new NamedTensor($"t/{i} \"ß\n", array))];
            using var file = Open(Write(tensors, new Dictionary<string, string> { ["count"] = $"{arrays.Length}", [""] = "\0\ud83d\ude00" }));
            return file.Names.Count == tensors.Length && file.Metadata["count"] == $"{arrays.Length}" && file.Metadata[""] == "\0\ud83d\ude00"
                && tensors.All(tensor => StoredArrayGenerator.Same(tensor.Array, file.Read(tensor.Name)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_order_in_which_tensors_and_metadata_are_given_does_not_show()
    {
        NamedTensor a = new("a", [1], new float[] { 1 }), b = new("b", [1], new int[] { 2 });
        Assert.Equal(
            Write([a, b], new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" }), Write([b, a], new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" }));
    }

    [Fact]
    public void Files_are_saved_and_opened_by_path()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("m.safetensors");
        SafetensorsFile.Write(path, [new("w", [2], new double[] { 1, 2 })]);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal([1.0, 2.0], file.ReadDouble("w"));
        Assert.Empty(file.Metadata);
        Assert.Contains("no tensor 'v'; it holds w", Assert.Throws<InvalidDataException>(() => file.Read("v")).Message);
        Assert.Contains($"{path}, tensor 'w': expected values that Single holds exactly", Assert.Throws<InvalidDataException>(() => file.ReadSingle("w")).Message);
    }

    [Fact]
    public void A_larger_tensor_passes_in_pieces()
    {
        float[] values = [.. Enumerable.Range(0, 200_001).Select(i => i * 0.5f)];
        using var file = Open(Write([new("w", [3, 66_667], values)], null));
        Assert.Equal(values, file.ReadSingle("w"));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "__metadata__")]
    public void Names_that_clash_are_wrong_usage(string first, string second) =>
        Assert.Throws<ArgumentException>(() => Write([new(first, [], new float[1]), new(second, [], new float[1])], null));

    [Fact]
    public void A_cut_anywhere_is_refused_and_a_changed_byte_at_worst_reads_as_another_value()
    {
        byte[] valid = Write(
            [new("b", [1, 2], new float[] { 1, -2 }), new("c", [2], new bool[] { true, false }), new("d", [1], new double[] { 3 })],
            new Dictionary<string, string> { ["k"] = "v" });
        // The format has no checksum: another name, string or value is as good to it. Cuts and changed lengths it sees.
        Damage.AssertEveryDamageRefused(valid, ReadAll, mayPass: place => place >= 8);
    }

    [Theory]
    [InlineData("", "too few")]
    [InlineData("00000000000000", "too few")]
    [InlineData("0000000000000000", "no JSON object")]
    [InlineData("0000000001000000", "header of 4294967296 bytes")] // 4 GB
    [InlineData("FFFFFFFFFFFFFFFF", "header of 18446744073709551615 bytes")]
    [InlineData("0300000000000000" + "7B7D", "header of 3 bytes, but 2 follow")]
    [InlineData("0200000000000000" + "7B7D" + "00", "expected 0 bytes of data after the header, found 1")]
    public void A_beginning_that_lies_is_refused(string hexadecimal, string expected) =>
        Assert.Contains(expected, Damage.AssertRefused(Convert.FromHexString(hexadecimal), ReadAll));

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[5,9]}}""", 9, "hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}""", 5, "hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "expected 4 bytes of data after the header, found 3")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "expected 4 bytes of data after the header, found 5")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "does not take the bytes 0 to 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 0, "does not take the bytes 4 to 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "does not take")] // 2^64 elements
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}""", 0, "does not take")] // 2^64 bytes
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 4, "found 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775808]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", 4, "dtype 'F33'; read are F32")]
    [InlineData("""{"a":{"dtype":null,"shape":[1],"data_offsets":[0,4]}}""", 4, "expected String")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "lacks its dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "lacks its dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", 4, "unknown entry 'more'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}""", 4, "second or unknown entry 'shape'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "two tensors are called 'a'")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "two entries 'a'")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "two entries __metadata__")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "expected String")]
    [InlineData("""{"__metadata__":[]}""", 0, "expected StartObject")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "not as safetensors has it")] // half a surrogate pair
    [InlineData("""{"a":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}}""", 1, "not as safetensors has it")]
    [InlineData("""{"a":""", 0, "not as safetensors has it")]
    [InlineData("{}{}", 0, "not as safetensors has it")]
    [InlineData(" {}", 0, "no JSON object")]
    [InlineData("[]", 0, "no JSON object")]
    [InlineData("{\"\u0001\":1}", 0, "not as safetensors has it")]
    public void A_header_that_lies_is_refused(string header, int data, string expected) =>
        Assert.Contains(expected, Damage.AssertRefused(File(Encoding.UTF8.GetBytes(header), data), ReadAll));

    [Fact]
    public void Bytes_that_are_no_utf8_and_nesting_without_end_are_refused()
    {
        Assert.Contains("UTF-8", Damage.AssertRefused(File([(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}'], 0), ReadAll));
        byte[] deep = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 50_000));
        Assert.Contains("not as safetensors has it", Damage.AssertRefused(File(deep, 0), ReadAll));
    }

    private static void ReadAll(byte[] bytes)
    {
        using var file = Open(bytes);
        foreach (string name in file.Names)
            file.Read(name);
    }

    private static SafetensorsFile Open(byte[] bytes) => SafetensorsFile.Open(new MemoryStream(bytes), "a.safetensors");

    private static byte[] Write(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static byte[] File(byte[] header, int data)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, header.Length);
        return [.. prefix, .. header, .. new byte[data]];
    }
}
