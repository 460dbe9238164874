using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Cli;

/// <summary>One run of a verb: the common options, where to write, and whether the user has asked to stop.</summary>
internal sealed class Session : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    private Session(ParseResult parse)
    {
        Seed = parse.GetValue(CommonOptions.Seed);
        Quiet = parse.GetValue(CommonOptions.Quiet);
        Json = parse.GetValue(CommonOptions.Json);
        if (parse.GetValue(CommonOptions.Threads) is { } threads)
        {
            if (threads is < 1 or > 1024)
                throw new ArgumentException($"--threads: expected a whole number from 1 to 1024, got {threads}.");
            ThreadTeam.SetSharedSize(threads);
        }
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];
    }

    public long Seed { get; }

    public bool Quiet { get; }

    /// <summary>Whether standard output takes one JSON object and nothing else.</summary>
    public bool Json { get; }

    /// <summary>Set when the user presses Ctrl-C or the system asks the process to end.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>The action of a verb: opens the session, runs, and exits 130 if it was told to stop.</summary>
    public static Func<ParseResult, int> Run(Action<Session, ParseResult> body) => parse =>
    {
        using var session = new Session(parse);
        body(session, parse);
        return session.Stopping.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    };

    /// <summary>A line of progress or diagnosis, on standard error.</summary>
    public void Say(string line)
    {
        if (!Quiet)
            Console.Error.WriteLine(line);
    }

    /// <summary>A line of the result, on standard output, unless that takes JSON.</summary>
    public void Print(string line)
    {
        if (!Json)
            Console.Out.WriteLine(line);
    }

    /// <summary>The result as JSON, if it was asked for.</summary>
    public void PrintJson(JsonObject result)
    {
        if (Json)
            JsonResult.Write(Console.Out, result);
    }

    /// <summary>Runs long work under a progress display fit for where standard error goes.</summary>
    public T WithProgress<T>(string what, Func<IProgress<ProgressReport>, T> work) => ProgressDisplay.Run(what, Quiet, work);

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        // A second request ends the process at once, by the system's own rule.
        if (_stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        Console.Error.WriteLine("Stopping; saving what there is. Ask again to stop at once.");
        _stop.Cancel();
    }
}
