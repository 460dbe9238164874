using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pushforward.Tests.Data.Downloads;

/// <summary>What the server does with the next request for a file.</summary>
public enum Conduct
{
    Serve,
    ServeWithoutLength,
    IgnoreRange,
    AnswerWithAnotherRange,
    CutShort,
    CutShortWithoutSaying,
    Stall,
    StallBeforeHeaders,
    CloseAtOnce,
    Corrupt,
    NotFound,
    ServerError,
    HtmlPage,
    Endless,
    PromiseTooMuch,
}

/// <summary>
/// An HTTP server on this machine, written on sockets so that it can misbehave in every way a real one may. Each request takes the next
/// conduct of the script; the last one stays.
/// </summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyDictionary<string, byte[]> _files;
    private readonly Queue<Conduct> _script;
    private readonly Task _loop;

    public HostileServer(IReadOnlyDictionary<string, byte[]> files, params Conduct[] script)
    {
        (_files, _script) = (files, new(script));
        _listener.Start();
        _loop = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/toy/");

    /// <summary>The requests so far: path, and where its range starts.</summary>
    public List<(string Path, long From)> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var (path, from) = await ReadRequestAsync(stream);
            Requests.Add((path, from));
            var conduct = _script.Count > 1 ? _script.Dequeue() : _script.Peek();
            await AnswerAsync(stream, _files.GetValueOrDefault(path), (int)from, conduct);
            stream.Socket.Shutdown(SocketShutdown.Send);
        }
        // The client gave up; that is its right.
        catch (Exception e) when (e is IOException or SocketException)
        {
        }
    }

    private async Task AnswerAsync(NetworkStream stream, byte[]? file, int from, Conduct conduct)
    {
        if (file is null || conduct == Conduct.NotFound)
        {
            await SendAsync(stream, "404 Not Found", "Content-Length: 0");
            return;
        }
        if (from >= file.Length)
        {
            await SendAsync(stream, "416 Range Not Satisfiable", $"Content-Range: bytes */{file.Length}\r\nContent-Length: 0");
            return;
        }

        string whole = $"Content-Length: {file.Length}";
        string rest = from > 0 ? $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\nContent-Length: {file.Length - from}" : whole;
        string status = from > 0 ? "206 Partial Content" : "200 OK";
        var body = file.AsMemory(from);
        switch (conduct)
        {
            case Conduct.Serve:
                await SendAsync(stream, status, rest, body);
                break;
            case Conduct.ServeWithoutLength:
                await SendAsync(stream, "200 OK", "X-Length: unknown", file);
                break;
            case Conduct.IgnoreRange:
                await SendAsync(stream, "200 OK", whole, file);
                break;
            case Conduct.AnswerWithAnotherRange:
                await SendAsync(stream, "206 Partial Content", $"Content-Range: bytes 0-{file.Length - 1}/{file.Length}\r\n{whole}", file);
                break;
            case Conduct.CutShort:
                await SendAsync(stream, status, rest, body[..(body.Length / 2)]);
                break;
            case Conduct.CutShortWithoutSaying:
                await SendAsync(stream, "200 OK", "X-Length: unknown", file.AsMemory(..(file.Length / 2)));
                break;
            case Conduct.Stall:
                await SendAsync(stream, status, rest, body[..(body.Length / 2)]);
                await UntilClosedAsync(stream);
                break;
            case Conduct.StallBeforeHeaders:
                await UntilClosedAsync(stream);
                break;
            case Conduct.CloseAtOnce:
                break;
            case Conduct.Corrupt:
                byte[] corrupt = [.. body.Span];
                corrupt[corrupt.Length / 2] ^= 1;
                await SendAsync(stream, status, rest, corrupt);
                break;
            case Conduct.ServerError:
                await SendAsync(stream, "503 Service Unavailable", "Content-Length: 0");
                break;
            case Conduct.HtmlPage:
                byte[] page = "<html>Please sign in</html>"u8.ToArray();
                await SendAsync(stream, "200 OK", $"Content-Length: {page.Length}", page);
                break;
            case Conduct.Endless:
                await SendAsync(stream, "200 OK", "X-Length: unknown", file);
                while (!_stop.IsCancellationRequested)
                    await stream.WriteAsync(new byte[4096], _stop.Token);
                break;
            case Conduct.PromiseTooMuch:
                await SendAsync(stream, "200 OK", "Content-Length: 1099511627776", file);
                break;
        }
    }

    private async Task UntilClosedAsync(NetworkStream stream)
    {
        var buffer = new byte[256];
        while (await stream.ReadAsync(buffer, _stop.Token) > 0)
        {
        }
    }

    private async Task<(string Path, long From)> ReadRequestAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
                throw new IOException("the client closed");
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        string[] lines = request.ToString().Split("\r\n");
        string? range = lines.FirstOrDefault(line => line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase));
        return (lines[0].Split(' ')[1].TrimStart('/'), range is null ? 0 : long.Parse(range["Range: bytes=".Length..].TrimEnd('-')));
    }

    private async Task SendAsync(NetworkStream stream, string status, string headers, ReadOnlyMemory<byte> body = default)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{headers}\r\nConnection: close\r\n\r\n"), _stop.Token);
        await stream.WriteAsync(body, _stop.Token);
    }
}
