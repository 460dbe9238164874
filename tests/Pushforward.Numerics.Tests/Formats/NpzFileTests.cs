using System.Buffers.Binary;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Pushforward.Numerics.Formats;
using Pushforward.TestSupport;

namespace Pushforward.Numerics.Tests.Formats;

public class NpzFileTests
{
    private const string Stored = // numpy 1.24: np.savez(file, x=np.arange(3, dtype='<i4'), y=np.array([[0.5]]))
        "UEsDBBQAAAAAAAAAIQAC7L2pjAAAAIwAAAAFABQAeC5ucHkBABAAjAAAAAAAAACMAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpNCcsICdmb3J0"
        + "cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAKAAAAAAEAAAACAAAAUEsDBBQAAAAAAAAAIQDa9QlmiAAAAIgAAAAFABQAeS5ucHkBABAAiAAAAAAAAACIAAAAAAAAAJNOVU1QWQEAdgB7"
        + "J2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgxLCAxKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAA4D9QSwECFAMUAAAAAAAAACEAAuy9qYwAAACMAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5u"
        + "cHlQSwECFAMUAAAAAAAAACEA2vUJZogAAACIAAAABQAAAAAAAAAAAAAAgAHDAAAAeS5ucHlQSwUGAAAAAAIAAgBmAAAAggEAAAAA";

    private const string Compressed = // np.savez_compressed(file, x=np.zeros((100, 100), '|u1'))
        "UEsDBBQAAAAIAAAAIQDjE2F2cAAAAJAnAAAFABQAeC5ucHkBABAAkCcAAAAAAABwAAAAAAAAAO3IMQ6CQBRF0aFlFb/7kkwBrQug09hQWJEJjLEwYGaE"
        + "BlkFG2bcgiW5p3jJu9u1udzumZnNor2PXdCz6Heq1Io+xvAJbmjH0Ptfr90r+tTj0719+qeqLK2kKays8pfcAAAAAAAAAAAAAAAAAABwADtQSwECFAMU"
        + "AAAACAAAACEA4xNhdnAAAACQJwAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwUGAAAAAAEAAQAzAAAApwAAAAAA";

    [Fact]
    public void Archives_of_numpy_are_read()
    {
        using var stored = Open(Convert.FromBase64String(Stored));
        Assert.Equal(["x", "y"], stored.Names);
        Assert.Equal([0, 1, 2], stored.Read("x").ToInt32());
        Assert.Equal([0.5], stored.Read("y").ToDouble());
        Assert.Contains("no array 'z'; it holds x, y", Assert.Throws<InvalidDataException>(() => stored.Read("z")).Message);

        using var compressed = Open(Convert.FromBase64String(Compressed));
        Assert.Equal(new byte[10_000], compressed.Read("x").AsSpan<byte>().ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_arrays_read_back_as_they_were_written(bool compress)
    {
        var cases = StoredArrayGenerator.Arrays.ArrayOf().Where(arrays => arrays.Length < 6).ToArbitrary();
        Prop.ForAll(cases, arrays =>
        {
            NamedTensor[] named = [.. arrays.Select((array, i) => new NamedTensor($"größe {i}", array))];
            using var file = Open(Write(named, compress));
            return file.Names.SequenceEqual(named.Select(array => array.Name))
                && named.All(array => StoredArrayGenerator.Same(array.Array, file.Read(array.Name)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Files_and_streams_hold_the_same_bytes_whenever_they_are_written()
    {
        using var folder = new TemporaryFolder();
        NamedTensor[] arrays = [new("a", [2], new float[] { 1, 2 })];
        NpzFile.Write(folder.File("a.npz"), arrays);
        Assert.Equal(Write(arrays, compress: false), File.ReadAllBytes(folder.File("a.npz")));
        using (var file = NpzFile.Open(folder.File("a.npz")))
            Assert.Equal([1f, 2f], file.Read("a").ToSingle());
        using var archive = ZipFile.OpenRead(folder.File("a.npz"));
        Assert.Equal(new DateTime(1980, 1, 1), Assert.Single(archive.Entries).LastWriteTime.DateTime);
    }

    [Fact]
    public void Two_arrays_of_one_name_are_wrong_usage() =>
        Assert.Throws<ArgumentException>(() => Write([new("a", [], new float[1]), new("a", [], new float[1])], compress: false));

    [Theory]
    [InlineData(Stored)]
    [InlineData(Compressed)]
    public void A_cut_anywhere_is_refused_and_no_changed_byte_changes_an_array(string file)
    {
        byte[] valid = Convert.FromBase64String(file);
        using var original = Open(valid);
        StoredArray[] expected = [.. original.Names.Select(original.Read)];
        // Dates, flags and names may change unseen, and so may a bit without which the same values inflate; no value may.
        Damage.AssertEveryDamageRefused(
            valid, bytes => ReadAll(bytes, array => Assert.Contains(expected, one => StoredArrayGenerator.Same(one, array))), mayPass: _ => true);
    }

    [Fact]
    public void A_bomb_is_refused_by_what_its_bytes_can_hold()
    {
        byte[] bomb = Convert.FromBase64String(Compressed);
        int directory = bomb.AsSpan().IndexOf("PK\x1\x2"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bomb.AsSpan(directory + 24), 0x7FFFFFFF); // inflated size
        Assert.Contains("declared are 2147483647 bytes", Damage.AssertRefused(bomb, ReadAll));
    }

    [Fact]
    public void What_ends_in_no_directory_is_no_archive()
    {
        Assert.Contains("does not end with the directory", Damage.AssertRefused([], ReadAll));
        Assert.Contains("does not end with the directory", Damage.AssertRefused(new byte[1000], ReadAll));
        // Bytes before the archive shift every offset in it.
        Assert.Contains("does not end with the directory", Damage.AssertRefused([0, .. Convert.FromBase64String(Stored)], ReadAll));
    }

    private static void ReadAll(byte[] bytes) => ReadAll(bytes, _ => { });

    private static void ReadAll(byte[] bytes, Action<StoredArray> check)
    {
        using var file = Open(bytes);
        if (file.Names.Count == 0)
            throw new InvalidDataException("no arrays");
        foreach (string name in file.Names)
            check(file.Read(name));
    }

    private static NpzFile Open(byte[] bytes) => NpzFile.Open(new MemoryStream(bytes), "a.npz");

    private static byte[] Write(IReadOnlyList<NamedTensor> arrays, bool compress)
    {
        using var stream = new MemoryStream();
        NpzFile.Write(stream, arrays, compress);
        return stream.ToArray();
    }
}
