using Pushforward.Numerics.Formats;
using Pushforward.TestSupport;

namespace Pushforward.Numerics.Tests.Formats;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_file_holds_what_was_written_and_nothing_else_is_left()
    {
        string path = _folder.File("a.bin");
        AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        AssertOnly("a.bin");
    }

    [Fact]
    public void A_later_file_replaces_the_earlier_one_and_keeps_its_permissions()
    {
        string path = _folder.File("a.bin");
        File.WriteAllBytes(path, new byte[100]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AtomicFile.Write(path, stream => stream.Write([7]));
        Assert.Equal([7], File.ReadAllBytes(path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        AssertOnly("a.bin");
    }

    [Fact]
    public void A_symbolic_link_is_followed_not_replaced()
    {
        if (OperatingSystem.IsWindows())
            return; // links need a privilege there
        string real = _folder.File("real.bin"), link = _folder.File("link.bin");
        File.WriteAllBytes(real, [1]);
        File.CreateSymbolicLink(link, "real.bin");
        AtomicFile.Write(link, stream => stream.Write([2]));
        Assert.Equal([2], File.ReadAllBytes(real));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_disk_that_fills_up_leaves_the_earlier_file_and_names_the_path()
    {
        string path = _folder.File("a.bin");
        File.WriteAllBytes(path, [9]);
        var failure = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new IOException("No space left on device");
        }));
        Assert.Contains(path, failure.Message);
        Assert.Contains("No space left on device", failure.Message);
        Assert.Equal([9], File.ReadAllBytes(path));
        AssertOnly("a.bin");
    }

    [Fact]
    public void A_full_device_is_an_error_not_a_silent_loss_and_is_not_replaced()
    {
        if (!OperatingSystem.IsLinux())
            return; // only Linux has /dev/full
        var failure = Assert.Throws<IOException>(() => AtomicFile.Write("/dev/full", stream => stream.Write([1])));
        Assert.Contains("/dev/full", failure.Message);
        AtomicFile.Write("/dev/null", stream => stream.Write([1])); // a device that takes it
        Assert.Equal(0, new FileInfo("/dev/null").Length);
    }

    [Fact]
    public void The_folder_of_shared_memory_is_a_folder_like_others()
    {
        if (!Directory.Exists("/dev/shm"))
            return; // Linux has it
        string path = $"/dev/shm/pushforward-tests-{Guid.NewGuid():N}";
        try
        {
            AtomicFile.Write(path, stream => stream.Write([1, 2]));
            Assert.Equal([1, 2], File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_check_that_fails_leaves_the_earlier_file()
    {
        string path = _folder.File("a.bin");
        File.WriteAllBytes(path, [9]);
        string? seen = null;
        var failure = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => stream.Write([1]), temporary =>
        {
            seen = temporary;
            Assert.Equal([1], File.ReadAllBytes(temporary));
            throw new InvalidDataException("row 3 is wrong.");
        }));
        Assert.Contains("row 3 is wrong", failure.Message);
        Assert.Equal(Path.GetDirectoryName(path), Path.GetDirectoryName(seen));
        Assert.Equal([9], File.ReadAllBytes(path));
        AssertOnly("a.bin");
    }

    [Fact]
    public void Cancelling_passes_through_and_leaves_nothing_behind()
    {
        string path = _folder.File("a.bin");
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write([1]);
            throw new OperationCanceledException();
        }));
        AssertOnly();
    }

    [Fact]
    public void A_folder_that_is_a_file_or_does_not_exist_is_named_with_a_remedy()
    {
        File.WriteAllBytes(_folder.File("file"), [1]);
        foreach (string path in new[] { _folder.File("file/a.bin"), _folder.File("absent/a.bin") })
        {
            var failure = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => stream.Write([1])));
            Assert.Contains(path, failure.Message);
            Assert.Contains("choose a folder", failure.Message);
        }
        AssertOnly("file");
    }

    [Fact]
    public void A_folder_is_not_replaced_by_a_file()
    {
        Directory.CreateDirectory(_folder.File("models"));
        var failure = Assert.Throws<IOException>(() => AtomicFile.Write(_folder.File("models"), stream => stream.Write([1])));
        Assert.Contains("this is a folder", failure.Message);
        Assert.True(Directory.Exists(_folder.File("models")));
    }

    [Fact]
    public void A_name_as_long_as_the_file_system_allows_can_be_written()
    {
        string name = new('n', 255);
        AtomicFile.Write(_folder.File(name), stream => stream.Write([1]));
        AssertOnly(name);
    }

    private void AssertOnly(params string[] names) =>
        Assert.Equal(names, Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
}
