using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Pushforward.Numerics.Formats;
using Pushforward.TestSupport;

namespace Pushforward.Numerics.Tests.Formats;

public class NpyTests
{
    // Every literal is of numpy 1.24: numpy.lib.format.write_array(file, ARRAY, version=VERSION), then base64.b64encode.
    private const string Row = // np.array([[1.5, -2, 0.1]], '<f4')
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDMpLCB9ICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwM3MzD0=";

    private const string Fortran = // np.asfortranarray(np.arange(24, dtype='<i8').reshape(2, 3, 4))
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCksIH0gICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAwAAAAAAAAABAAAAAAAAAAQAAAAAAAAAAgAAAAAAAAAFAAAAAAA"
        + "AAABAAAAAAAAAA0AAAAAAAAABQAAAAAAAAARAAAAAAAAAAkAAAAAAAAAFQAAAAAAAAACAAAAAAAAAA4AAAAAAAAABgAAAAAAAAASAAAAAAAAAAoAAAAA"
        + "AAAAFgAAAAAAAAADAAAAAAAAAA8AAAAAAAAABwAAAAAAAAATAAAAAAAAAAsAAAAAAAAAFwAAAAAAAAA=";

    private const string BigEndian = // np.array([1.5, -2], '>f8')
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/+AAAAAAAAMAAAAAAAAAA";

    private const string Version2 = // np.array([1, 2**31-1], '>i4'), version (2, 0)
        "k05VTVBZAgB0AAAAeydkZXNjcic6ICc+aTQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwpLCB9ICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAABf////w==";

    private const string Version3 = // np.array(7, '|u1'), version (3, 0)
        "k05VTVBZAwB0AAAAeydkZXNjcic6ICd8dTEnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoKSwgfSAgICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoH";

    private const string Half = // np.array([1.5, -2], '<f2')
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAPgDA";

    private const string Booleans = // np.array([[True], [False]])
        "k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDEpLCB9ICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAA==";

    private const string Empty = // np.zeros((0, 3), '<f8')
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDAsIDMpLCB9ICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo=";

    private const string Objects = // np.array([{}], object)
        "k05VTVBZAQB2AHsnZGVzY3InOiAnfE8nLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqAA2NudW1weS5jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEAY251bXB5"
        + "Cm5kYXJyYXkKcQFLAIVxAkMBYnEDh3EEUnEFKEsBSwGFcQZjbnVtcHkKZHR5cGUKcQdYAgAAAE84cQiJiIdxCVJxCihLA1gBAAAAfHELTk5OSv////9K"
        + "/////0s/dHEMYoldcQ19cQ5hdHEPYi4=";

    private const string Fields = // np.zeros(1, [('a', '<f4'), ('b', '<i4')])
        "k05VTVBZAQB2AHsnZGVzY3InOiBbKCdhJywgJzxmNCcpLCAoJ2InLCAnPGk0JyldLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwp"
        + "LCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAA==";

    private const string Short = // np.array([1], '<i2')
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAA==";

    private const string Complex = // np.array([1j])
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGMxNicsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgxLCksIH0gICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAPA/";

    private const string Text = // np.array(['x'])
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPFUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAp4AAAA";

    [Fact]
    public void Arrays_of_numpy_are_read()
    {
        Check(Row, new StoredArray([1, 3], new[] { 1.5f, -2f, 0.1f }));
        Check(Fortran, new StoredArray([2, 3, 4], Enumerable.Range(0, 24).Select(i => (long)i).ToArray()));
        Check(BigEndian, new StoredArray([2], new[] { 1.5, -2 }));
        Check(Version2, new StoredArray([2], new[] { 1, int.MaxValue }));
        Check(Version3, new StoredArray([], new byte[] { 7 }));
        Check(Half, new StoredArray([2], new[] { 1.5f, -2f }));
        Check(Booleans, new StoredArray([2, 1], new[] { true, false }));
        Check(Empty, new StoredArray([0, 3], Array.Empty<double>()));

        static void Check(string file, StoredArray expected)
        {
            var found = Read(Convert.FromBase64String(file));
            Assert.True(StoredArrayGenerator.Same(expected, found), $"expected {expected}, found {found} or other values");
        }
    }

    [Theory]
    [InlineData(Row)]
    [InlineData(Booleans)]
    [InlineData(Empty)]
    public void What_is_written_is_what_numpy_writes_byte_for_byte(string file)
    {
        byte[] bytes = Convert.FromBase64String(file);
        Assert.Equal(bytes, Write(Read(bytes)));
    }

    [Fact]
    public void Any_array_reads_back_as_it_was_written() =>
        Prop.ForAll(StoredArrayGenerator.Arrays.ToArbitrary(), array => StoredArrayGenerator.Same(array, Read(Write(array)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Files_are_saved_and_read_by_path()
    {
        using var folder = new TemporaryFolder();
        Npy.Write(folder.File("a.npy"), new StoredArray([2], new[] { 1f, 2f }));
        Assert.Equal([1f, 2f], Npy.Read(folder.File("a.npy")).ToSingle());
    }

    [Fact]
    public void A_cut_anywhere_is_refused_and_a_changed_byte_at_worst_reads_as_another_value()
    {
        // The format has no checksum.
        Damage.AssertEveryDamageRefused(Convert.FromBase64String(Fortran), bytes => Read(bytes), mayPass: _ => true);
        Damage.AssertEveryDamageRefused(Convert.FromBase64String(Booleans), bytes => Read(bytes), mayPass: _ => true);
    }

    [Theory]
    [InlineData(Objects, "Python objects")]
    [InlineData(Fields, "structured array")]
    [InlineData(Short, "dtype '<i2'; read are b1")]
    [InlineData(Complex, "dtype '<c16'")]
    [InlineData(Text, "dtype '<U1'")]
    [InlineData("", "too few")]
    [InlineData("UEsDBBQAAAAAAAAAIQA=", "does not begin with")]
    public void Types_that_are_not_read_are_named(string file, string expected) =>
        Assert.Contains(expected, Damage.AssertRefused(Convert.FromBase64String(file), bytes => Read(bytes)));

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", null)]
    [InlineData("{\"descr\":\"<f4\",\"shape\":(1,1),\"fortran_order\":True}\n", null)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", null)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "takes 8 bytes, but 4 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }", "takes 0 bytes, but 4 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1), }", "comma after the first size")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "expected a size")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1.0,), }", "expected a comma")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,,), }", "expected a size")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,), }", "expected a size")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2), }", "more than can be counted")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387905,), }", "takes 18446744073709551620 bytes")] // 4 modulo 2^64
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x", "more follows")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", "unknown key 'x'")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "second or unknown key 'descr'")]
    [InlineData("{'descr': '<f4', 'shape': (1,)}", "missing")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "expected F")]
    [InlineData("{'descr': '<f4', 'fortran_order': Fals, 'shape': (1,)}", "expected True or False")]
    [InlineData("{'descr': 'f4', 'fortran_order': False, 'shape': (1,)}", "dtype 'f4'")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (1,)}", "dtype '|f4'")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (1,)}", "dtype ''")]
    [InlineData("{'descr': '<f\\x34', 'fortran_order': False, 'shape': (1,)}", "without escapes")]
    [InlineData("__import__('os').system('true')", "expected {")]
    [InlineData("", "expected {")]
    [InlineData("{", "expected '")]
    public void The_header_is_read_strictly(string header, string? expected)
    {
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), 0, 0, 0x80, 0x3F];
        if (expected is null)
            Assert.Equal([1f], Read(file).ToSingle());
        else
            Assert.Contains(expected, Damage.AssertRefused(file, bytes => Read(bytes)));
    }

    [Fact]
    public void A_header_of_4_GB_and_an_unknown_version_are_refused()
    {
        Assert.Contains("declares 4294967295 bytes", Damage.AssertRefused([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255, 0, 0], bytes => Read(bytes)));
        Assert.Contains("npy version 4.0", Damage.AssertRefused([0x93, .. "NUMPY"u8, 4, 0, 255, 255, 255, 255, 0, 0], bytes => Read(bytes)));
    }

    private static StoredArray Read(byte[] bytes) => Npy.Read(new MemoryStream(bytes), "a.npy");

    private static byte[] Write(StoredArray array)
    {
        using var stream = new MemoryStream();
        Npy.Write(stream, array);
        return stream.ToArray();
    }
}
