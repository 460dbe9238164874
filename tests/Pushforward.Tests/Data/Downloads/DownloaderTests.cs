using System.Security.Cryptography;
using Pushforward.Data;
using Pushforward.Data.Downloads;

namespace Pushforward.Tests.Data.Downloads;

public sealed class DownloaderTests : IDisposable
{
    private const string Name = "toy/images.gz";

    // Random bytes do not compress, so that the file is longer than any buffer on its way.
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);
    private static readonly byte[] Packed = IdxFileTests.Gzip(Content);
    private static readonly Dictionary<string, byte[]> Files = new() { [Name] = Packed, ["toy/labels.gz"] = IdxFileTests.Gzip([1, 2, 3]) };

    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task A_set_is_downloaded_whole_verified_and_not_again()
    {
        await using var server = new HostileServer(Files, Conduct.Serve);
        var told = new List<DownloadProgress>();
        var set = Toy(server) with { Files = [File("images.gz", Content), File("labels.gz", [1, 2, 3])] };
        Assert.False(DataCache.Has(set, _cache.Path));

        string folder = await new Downloader(Options()).FetchAsync(set, new Collect(told));

        Assert.Equal(Path.Combine(_cache.Path, "data", "toy"), folder);
        Assert.True(DataCache.Has(set, _cache.Path));
        Assert.Equal(["images.gz", "labels.gz"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal(Packed, await System.IO.File.ReadAllBytesAsync(Path.Combine(folder, "images.gz")));
        Assert.Contains(told, p => p is { File: "images.gz", FileNumber: 1, Files: 2, Note: null } && p.Received == Packed.Length && p.Total == Packed.Length);
        Assert.Equal(told.Where(p => p.FileNumber == 1).Select(p => p.Received).Order(), told.Where(p => p.FileNumber == 1).Select(p => p.Received));

        await new Downloader(Options()).FetchAsync(set);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_damaged_file_in_the_cache_is_downloaded_again()
    {
        await using var server = new HostileServer(Files, Conduct.Serve);
        string path = await Fetch(server);
        await System.IO.File.WriteAllBytesAsync(path, Packed[..1000]);
        Assert.Equal(Packed, await System.IO.File.ReadAllBytesAsync(await Fetch(server)));
    }

    [Fact]
    public async Task What_breaks_off_is_resumed_where_it_stopped()
    {
        await using var server = new HostileServer(Files, Conduct.CutShort, Conduct.CutShort, Conduct.Serve);
        await Fetch(server);
        Assert.Equal([0, Packed.Length / 2, Packed.Length / 2 + (Packed.Length - Packed.Length / 2) / 2], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_and_asked_for_the_rest()
    {
        await using var server = new HostileServer(Files, Conduct.Stall, Conduct.Serve);
        await Fetch(server, Conduct.Stall);
        Assert.Equal((Name, 0), server.Requests[0]);
        Assert.True(server.Requests[^1].From >= Packed.Length / 2);
    }

    [Theory]
    [InlineData(Conduct.CloseAtOnce)]
    [InlineData(Conduct.StallBeforeHeaders)]
    [InlineData(Conduct.ServerError)]
    public async Task A_server_that_fails_once_is_asked_again(Conduct conduct)
    {
        await using var server = new HostileServer(Files, conduct, Conduct.Serve);
        await Fetch(server, conduct);
        Assert.True(server.Requests.Count >= 2);
    }

    [Fact]
    public async Task An_earlier_run_is_resumed()
    {
        await using var server = new HostileServer(Files, Conduct.Serve);
        LeavePart(Packed[..12_345]);
        await Fetch(server);
        Assert.Equal([(Name, 12_345L)], server.Requests);
    }

    [Theory]
    [InlineData(Conduct.IgnoreRange)]
    [InlineData(Conduct.ServeWithoutLength)]
    public async Task A_server_that_ignores_ranges_begins_anew(Conduct conduct)
    {
        await using var server = new HostileServer(Files, conduct);
        LeavePart(RandomNumberGenerator.GetBytes(12_345));
        await Fetch(server);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_range_that_was_not_asked_for_is_not_appended()
    {
        await using var server = new HostileServer(Files, Conduct.AnswerWithAnotherRange, Conduct.Serve);
        LeavePart(Packed[..12_345]);
        await Fetch(server);
        Assert.Equal([12_345L, 0], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task A_part_of_something_else_is_thrown_away_once_the_checksum_fails()
    {
        await using var server = new HostileServer(Files, Conduct.Serve);
        LeavePart(RandomNumberGenerator.GetBytes(12_345));
        await Fetch(server);
        Assert.Equal([12_345L, 0], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task A_part_that_is_whole_already_is_taken_and_one_that_is_too_long_is_not()
    {
        await using var server = new HostileServer(Files, Conduct.Serve);
        LeavePart(Packed);
        string path = await Fetch(server);
        Assert.Single(server.Requests);

        System.IO.File.Delete(path);
        LeavePart([.. Packed, 1, 2, 3]);
        await Fetch(server);
        Assert.Equal(Packed, await System.IO.File.ReadAllBytesAsync(path));
    }

    [Theory]
    [InlineData(Conduct.NotFound, "404 Not Found", 1)]
    [InlineData(Conduct.Corrupt, "gzip", 1)]
    [InlineData(Conduct.HtmlPage, "bytes instead of 300000", 1)]
    [InlineData(Conduct.CutShortWithoutSaying, "gzip", 1)]
    [InlineData(Conduct.PromiseTooMuch, "more than it can be", 1)]
    [InlineData(Conduct.Endless, "more bytes came than the file can have", 1)]
    [InlineData(Conduct.ServerError, "503 Service Unavailable", 3)]
    [InlineData(Conduct.Stall, "no byte for 1 seconds", 3)]
    [InlineData(Conduct.CloseAtOnce, "", 3)]
    public async Task A_mirror_that_fails_is_passed_over_for_the_next(Conduct conduct, string reason, int attempts)
    {
        await using var bad = new HostileServer(Files, conduct);
        await using var good = new HostileServer(Files, Conduct.Serve);
        var told = new List<DownloadProgress>();
        string folder = await new Downloader(Options(conduct) with { Mirrors = [bad.Address, good.Address] }).FetchAsync(Toy(good), new Collect(told));
        Assert.Equal(Packed, await System.IO.File.ReadAllBytesAsync(Path.Combine(folder, "images.gz")));
        // The HTTP client itself repeats a request whose connection was closed before any answer.
        Assert.InRange(bad.Requests.Count, attempts, conduct == Conduct.CloseAtOnce ? 100 : attempts);
        Assert.Contains(told, p => p.Note is { } note && note.Contains(reason));
    }

    [Theory]
    [InlineData(Conduct.NotFound, "404 Not Found")]
    [InlineData(Conduct.Corrupt, "gzip")]
    public async Task When_no_mirror_helps_the_error_says_what_was_tried_and_nothing_is_left_behind(Conduct conduct, string reason)
    {
        await using var server = new HostileServer(Files, conduct);
        var e = await Assert.ThrowsAsync<IOException>(() => new Downloader(Options()).FetchAsync(Toy(server)));
        Assert.StartsWith("toy: images.gz could not be downloaded (127.0.0.1: ", e.Message);
        Assert.Contains(reason, e.Message);
        Assert.Contains("PUSHFORWARD_MIRROR", e.Message);
        Assert.Empty(Directory.GetFiles(_cache.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_whose_content_is_another_is_refused()
    {
        var files = new Dictionary<string, byte[]> { [Name] = IdxFileTests.Gzip([.. Content[1..], 0]) };
        await using var server = new HostileServer(files, Conduct.Serve);
        var e = await Assert.ThrowsAsync<IOException>(() => Fetch(server));
        Assert.Contains("the checksum is wrong", e.Message);
    }

    [Fact]
    public async Task A_machine_without_a_server_is_named()
    {
        var server = new HostileServer(Files, Conduct.Serve);
        var set = Toy(server);
        await server.DisposeAsync();
        var e = await Assert.ThrowsAsync<IOException>(() => new Downloader(Options()).FetchAsync(set));
        Assert.Contains("127.0.0.1: ", e.Message);
    }

    [Fact]
    public async Task Cancelling_stops_at_once_and_keeps_what_came()
    {
        await using var server = new HostileServer(Files, Conduct.Stall, Conduct.Serve);
        using var source = new CancellationTokenSource();
        var cancelAtHalf = new Collect([], p =>
        {
            if (p.Received >= Packed.Length / 2)
                source.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new Downloader(Options()).FetchAsync(Toy(server), cancelAtHalf, source.Token));
        await Fetch(server);
        Assert.Equal([0, Packed.Length / 2], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_created_says_how_to_choose_another()
    {
        string file = _cache.File("in the way", "");
        await using var server = new HostileServer(Files, Conduct.Serve);
        var e = await Assert.ThrowsAsync<IOException>(() => new Downloader(Options() with { CacheFolder = file }).FetchAsync(Toy(server)));
        Assert.Contains("Set PUSHFORWARD_CACHE", e.Message);
    }

    [Fact]
    public async Task Two_downloads_at_once_do_not_write_into_each_other()
    {
        await using var server = new HostileServer(Files, Conduct.Serve);
        LeavePart([]);
        using var other = new FileStream(Path.Combine(_cache.Path, "data", "toy", "images.gz.part"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("Is another download running", (await Assert.ThrowsAsync<IOException>(() => Fetch(server))).Message);
    }

    [Theory]
    [InlineData("http://proxy:81/data", "http://proxy:81/data/mnist/")]
    [InlineData("https://proxy/", "https://proxy/mnist/")]
    public void A_replacement_holds_each_set_in_a_folder_and_stands_for_all_mirrors(string replacement, string expected) =>
        Assert.Equal([new Uri(expected)], new DownloadOptions().MirrorsOf(KnownSets.Mnist, replacement));

    [Theory]
    [InlineData("proxy")]
    [InlineData("ftp://proxy/")]
    [InlineData("/srv/data")]
    public void A_replacement_that_is_no_web_address_is_wrong_usage(string replacement) =>
        Assert.StartsWith("PUSHFORWARD_MIRROR: expected a web address",
            Assert.Throws<ArgumentException>(() => new DownloadOptions().MirrorsOf(KnownSets.Mnist, replacement)).Message);

    [Fact]
    public void Without_a_replacement_the_public_mirrors_are_tried_and_options_come_before_both()
    {
        Assert.Equal(KnownSets.Mnist.Mirrors, new DownloadOptions().MirrorsOf(KnownSets.Mnist, ""));
        Assert.Equal([new Uri("http://a/b/")], new DownloadOptions { Mirrors = [new("http://a/b")] }.MirrorsOf(KnownSets.Mnist, "http://c/"));
    }

    // Short where the server is known to stall, long elsewhere, so that a busy machine is not taken for a silent server.
    private DownloadOptions Options(Conduct conduct = Conduct.Serve) => new()
    {
        CacheFolder = _cache.Path,
        StallTimeout = TimeSpan.FromSeconds(conduct is Conduct.Stall or Conduct.StallBeforeHeaders ? 1 : 60),
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    private async Task<string> Fetch(HostileServer server, Conduct conduct = Conduct.Serve) =>
        Path.Combine(await new Downloader(Options(conduct)).FetchAsync(Toy(server)), "images.gz");

    private void LeavePart(byte[] content)
    {
        Directory.CreateDirectory(Path.Combine(_cache.Path, "data", "toy"));
        System.IO.File.WriteAllBytes(Path.Combine(_cache.Path, "data", "toy", "images.gz.part"), content);
    }

    private static KnownSet Toy(HostileServer server) => new("toy", "", [File("images.gz", Content)], [server.Address]);

    private static KnownFile File(string name, byte[] content) =>
        new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    private sealed class Collect(List<DownloadProgress> told, Action<DownloadProgress>? then = null) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            told.Add(value);
            then?.Invoke(value);
        }
    }
}
