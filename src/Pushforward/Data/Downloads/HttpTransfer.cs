using System.Net;
using System.Net.Http.Headers;

namespace Pushforward.Data.Downloads;

/// <summary>One address to one file, appending to what is there already.</summary>
internal sealed class HttpTransfer(HttpClient client, TimeSpan stallTimeout, FileReport report)
{
    public static HttpClient CreateClient(Uri mirror, TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = connectTimeout,
        // Whoever cancels wants to stop now, not once the rest of the answer has been drained.
        MaxResponseDrainSize = 0,
        // A proxy cannot reach this machine's own servers.
        UseProxy = !mirror.IsLoopback,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("pushforward", "1") } },
    };

    /// <summary>Downloads what a partial file lacks.</summary>
    /// <returns>Whether bytes of an earlier attempt were kept.</returns>
    /// <exception cref="TransferException">The server or the network failed.</exception>
    /// <exception cref="IOException">The partial file cannot be written.</exception>
    public async Task<bool> AppendAsync(Uri address, string part, long longest, CancellationToken cancellation)
    {
        var file = OpenPart(part);
        await using (file.ConfigureAwait(false))
        {
            if (file.Length > longest)
                file.SetLength(0);
            using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

            using var response = await SendAsync(address, file.Length, stall, cancellation).ConfigureAwait(false);
            bool resumed = file.Length > 0 && response.StatusCode == HttpStatusCode.PartialContent
                && response.Content.Headers.ContentRange?.From == file.Length;
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // Nothing is beyond what we have: it is whole already, which its checksum tells, or it is not this file.
                return true;
            }
            if (response.StatusCode == HttpStatusCode.PartialContent && !resumed)
            {
                file.SetLength(0);
                throw new TransferException("the server sent another range than was asked for", mayPass: true);
            }
            if (!response.IsSuccessStatusCode)
                throw new TransferException($"{(int)response.StatusCode} {response.ReasonPhrase}", MayPass(response.StatusCode));
            if (!resumed)
                file.SetLength(0);
            file.Position = file.Length;

            await CopyAsync(response, file, longest, stall, cancellation).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
            return resumed;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, long from, CancellationTokenSource stall, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0)
            request.Headers.Range = new(from, null);
        return await GuardedAsync(
            () => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token), stall, cancellation).ConfigureAwait(false);
    }

    private async Task CopyAsync(
        HttpResponseMessage response, FileStream file, long longest, CancellationTokenSource stall, CancellationToken cancellation)
    {
        long? total = file.Length + response.Content.Headers.ContentLength;
        if (total > longest)
            throw new TransferException($"the file is {total} bytes long, more than it can be", mayPass: false);

        var body = await GuardedAsync(() => response.Content.ReadAsStreamAsync(stall.Token), stall, cancellation).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 16];
            while (true)
            {
                int read = await GuardedAsync(() => body.ReadAsync(buffer, stall.Token).AsTask(), stall, cancellation).ConfigureAwait(false);
                if (read == 0)
                    break;
                if (file.Length + read > longest)
                {
                    file.SetLength(0);
                    throw new TransferException("more bytes came than the file can have", mayPass: false);
                }
                file.Write(buffer.AsSpan(0, read));
                report.Tell(file.Length, total);
            }
        }
        if (total is not null && file.Length != total)
            throw new TransferException($"the connection ended after {file.Length} of {total} bytes", mayPass: true);
    }

    /// <summary>Runs one step of the conversation, with a limit on silence, and turns what the network throws into what it means.</summary>
    private async Task<T> GuardedAsync<T>(Func<Task<T>> step, CancellationTokenSource stall, CancellationToken cancellation)
    {
        stall.CancelAfter(stallTimeout);
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TransferException($"no byte for {stallTimeout.TotalSeconds:0.#} seconds", mayPass: true, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TransferException(e.Message.TrimEnd('.'), mayPass: true, e);
        }
        finally
        {
            stall.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private static FileStream OpenPart(string part)
    {
        try
        {
            var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.Position = file.Length;
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{part}: cannot be written ({e.Message.TrimEnd('.')}). Is another download running, or the folder read-only?", e);
        }
    }

    private static bool MayPass(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
}

/// <summary>A server or the network failed.</summary>
internal sealed class TransferException(string message, bool mayPass, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether trying the same server again may help.</summary>
    public bool MayPass { get; } = mayPass;
}
