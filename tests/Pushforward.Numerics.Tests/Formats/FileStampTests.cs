using Pushforward.Numerics.Formats;
using Pushforward.TestSupport;

namespace Pushforward.Numerics.Tests.Formats;

public class FileStampTests
{
    [Fact]
    public void A_file_that_nobody_writes_to_passes_however_often_it_is_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a"), "text");
        using var file = File.OpenHandle(folder.File("a"));
        var stamp = new FileStamp(file, "a");
        RandomAccess.Read(file, new byte[4], 0);
        stamp.RequireUnchanged();
    }

    [Fact]
    public void Another_length_and_another_time_are_told_apart_and_another_file_of_the_name_is_none_of_its_business()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a");
        File.WriteAllText(path, "text");
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var stamp = new FileStamp(file, "a");
        File.Move(path, folder.File("b"));
        File.WriteAllText(path, "longer text");
        stamp.RequireUnchanged();
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(-5));
        Assert.StartsWith("a: the file was written to", Assert.Throws<InvalidDataException>(stamp.RequireUnchanged).Message);
        RandomAccess.SetLength(file, 2);
        Assert.StartsWith("a: the file was changed while it was being read, from 4 bytes to 2", Assert.Throws<InvalidDataException>(stamp.RequireUnchanged).Message);
    }
}
