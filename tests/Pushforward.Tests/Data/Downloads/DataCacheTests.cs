using System.IO.Compression;
using System.Security.Cryptography;
using Pushforward.Data.Downloads;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Data.Downloads;

public class DataCacheTests
{
    [Theory]
    [InlineData("PUSHFORWARD_CACHE=/a XDG_CACHE_HOME=/b", null, "/a")]
    [InlineData("XDG_CACHE_HOME=/b", null, "/b/pushforward")]
    [InlineData("XDG_CACHE_HOME=b", null, "/home/u/.cache/pushforward")]
    [InlineData("PUSHFORWARD_CACHE= XDG_CACHE_HOME=", null, "/home/u/.cache/pushforward")]
    [InlineData("", null, "/home/u/.cache/pushforward")]
    [InlineData("XDG_CACHE_HOME=/b", "/local", "/local/pushforward/cache")]
    [InlineData("PUSHFORWARD_CACHE=/a", "/local", "/a")]
    public void The_first_folder_that_is_set_is_taken(string variables, string? localApplicationData, string expected)
    {
        var environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(v => v.Split('=')[0], v => (string?)v.Split('=')[1]);
        string folder = DataCache.Resolve(name => environment.GetValueOrDefault(name), localApplicationData, "/home/u");
        Assert.Equal(expected.Replace('/', Path.DirectorySeparatorChar), folder[^expected.Length..]);
    }

    [Fact]
    public void Known_sets_are_found_by_name_in_any_case()
    {
        Assert.Same(KnownSets.Mnist, KnownSets.Find("MNIST"));
        Assert.Null(KnownSets.Find("nothing"));
        Assert.All(KnownSets.All, set =>
        {
            Assert.True(set.Mirrors.Count >= 2);
            Assert.All(set.Mirrors, mirror => Assert.True(mirror.Scheme == "https" && mirror.AbsoluteUri.EndsWith('/')));
        });
    }

    [SharedDataFact("mnist")]
    public void The_checksums_of_mnist_are_those_of_its_content()
    {
        Assert.All(KnownSets.Mnist.Files, file =>
        {
            using var content = new MemoryStream();
            using (var gzip = new GZipStream(File.OpenRead(SharedData.Path($"mnist/{file.Name}")), CompressionMode.Decompress))
                gzip.CopyTo(content);
            Assert.Equal(file.ContentLength, content.Length);
            Assert.Equal(file.ContentSha256, Convert.ToHexStringLower(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length))));
        });
    }
}
