using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Pushforward.Cli.Terminal;
using Pushforward.Mpi;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Cli;

/// <summary>One run of a verb: the common options, where to write, whether the user has asked to stop, and who works on it together.</summary>
internal sealed class Session : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly MpiCollective? _mpi;

    private Session(ParseResult parse, bool shared)
    {
        Seed = parse.GetValue(CommonOptions.Seed);
        Quiet = parse.GetValue(CommonOptions.Quiet) || !IsFirst;
        Json = parse.GetValue(CommonOptions.Json);
        if (parse.GetValue(CommonOptions.Threads) is { } threads)
        {
            if (threads is < 1 or > 1024)
                throw new ArgumentException($"--threads: expected a whole number from 1 to 1024, got {threads}.");
            ThreadTeam.SetSharedSize(threads);
        }
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];
        _mpi = shared ? MpiCollective.Open(_stop.Token) : null;
        if (_mpi is null)
            return;
        if (parse.GetValue(CommonOptions.Threads) is null)
            ThreadTeam.SetSharedSize(Math.Max(1, Environment.ProcessorCount / _mpi.LocalSize));
        // Every rank computes what follows from the sums for itself, and all must come to the same bits.
        long kernel = (long)KernelSelection.Current;
        Span<long> kernels = [kernel, kernel * kernel];
        _mpi.AllReduceSum(kernels);
        if (kernels[1] * _mpi.Size != kernels[0] * kernels[0])
            throw new ArgumentException("the ranks' processors have different instruction sets. Set PUSHFORWARD_KERNEL to one that all have, e.g. avx2.");
    }

    /// <summary>Whether this process prints and writes: alone, or the first of its ranks.</summary>
    public static bool IsFirst => MpiCollective.LaunchedRank == 0;

    /// <summary>The processes that work on this together.</summary>
    public ICollective Ranks => _mpi ?? SingleProcess.Instance;

    public long Seed { get; }

    public bool Quiet { get; }

    /// <summary>Whether standard output takes one JSON object and nothing else.</summary>
    public bool Json { get; }

    /// <summary>Set when the user presses Ctrl-C or the system asks the process to end.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>The action of a verb: opens the session, runs, and exits 130 if it was told to stop.</summary>
    /// <param name="body">What the verb does.</param>
    /// <param name="shared">Whether all ranks of an MPI job do it together; otherwise the first does it alone.</param>
    public static Func<ParseResult, int> Run(Action<Session, ParseResult> body, bool shared = false) => parse =>
    {
        if (!shared && !IsFirst)
            return ExitCode.Done;
        using var session = new Session(parse, shared);
        try
        {
            body(session, parse);
        }
        catch (Exception e) when (session._mpi is not null && Tool.CodeOf(e) is not null)
        {
            // The other ranks wait for this one's sums, and would for ever.
            session._mpi.Abort(Tool.Report(e));
        }
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
        if (!Json && IsFirst)
            Console.Out.WriteLine(line);
    }

    /// <summary>The result as JSON, if it was asked for.</summary>
    public void PrintJson(JsonObject result)
    {
        if (Json && IsFirst)
            JsonResult.Write(Console.Out, result);
    }

    /// <summary>Runs long work under a progress display fit for where standard error goes.</summary>
    public T WithProgress<T>(string what, Func<IProgress<ProgressReport>, T> work) => ProgressDisplay.Run(what, Quiet, work);

    public void Dispose()
    {
        _mpi?.Dispose();
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
        if (IsFirst)
            Console.Error.WriteLine("Stopping; saving what there is. Ask again to stop at once.");
        _stop.Cancel();
    }
}
