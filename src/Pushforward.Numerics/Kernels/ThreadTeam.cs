using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Pushforward.Numerics.Kernels;

/// <summary>Work cut into parts that can run in any order and on any thread, because none reads what another writes.</summary>
public interface IPartitionedWork
{
    /// <summary>Does one part.</summary>
    /// <param name="part">Which one, from 0.</param>
    /// <param name="worker">The thread that runs it, from 0 to the team's size less 1: an index into per-thread scratch space.</param>
    void Execute(int part, int worker);
}

/// <summary>
/// A team of threads that stays alive between calls. Part p is done by worker p mod size, always: the partition is static, so what a
/// part computes never depends on timing, and results are the same bits for any team size as long as parts are chosen by the data alone.
/// </summary>
/// <remarks>
/// Workers watch for work for some tens of microseconds before they sleep: a training step hands out dozens of short jobs in a row, and waking
/// a sleeping thread costs as much as such a job. A team with more threads than processors does not watch at all, since the watcher
/// would hold the processor that the work needs. A call of <see cref="Run(int, IPartitionedWork)"/> allocates nothing.
/// </remarks>
public sealed class ThreadTeam : IDisposable
{
    // How long a worker watches before it sleeps.
    private static readonly long WatchTicks = Stopwatch.Frequency * 50 / 1_000_000;

    // Pauses between two looks at the clock while watching.
    private const int PausesPerLook = 16;

    private static readonly Lock SharedGate = new();
    private static ThreadTeam? _shared;

    private readonly Thread[] _threads;
    private readonly object _sleep = new();
    private readonly Lock _runGate = new();
    private readonly bool _watch;
    private IPartitionedWork? _work;
    private int _parts;
    private int _remaining;
    private int _generation;
    private int _sleepers;
    private Exception? _failure;
    private volatile bool _disposed;

    [ThreadStatic]
    private static bool _insideTeam;

    /// <summary>Starts a team.</summary>
    /// <param name="size">How many threads work, the caller's included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    public ThreadTeam(int size)
    {
        if (size < 1)
            throw new ArgumentOutOfRangeException(nameof(size), size, "threads: expected at least 1.");
        Size = size;
        _watch = size <= Environment.ProcessorCount;
        _threads = new Thread[size - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => WorkerLoop(worker)) { IsBackground = true, Name = $"pushforward-{worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>The team every model uses: one thread a core until <see cref="SetSharedSize"/> says otherwise.</summary>
    public static ThreadTeam Shared
    {
        get
        {
            if (Volatile.Read(ref _shared) is { } team)
                return team;
            lock (SharedGate)
                return _shared ??= new ThreadTeam(Environment.ProcessorCount);
        }
    }

    /// <summary>How many threads work, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Replaces <see cref="Shared"/> by a team of another size. Not while work is under way.</summary>
    /// <param name="size">At least 1.</param>
    public static void SetSharedSize(int size)
    {
        lock (SharedGate)
        {
            if (_shared?.Size == size)
                return;
            var old = _shared;
            Volatile.Write(ref _shared, new ThreadTeam(size));
            old?.Dispose();
        }
    }

    /// <summary>Runs every part once and returns when all are done. A part's exception is thrown here, after the others have ended.</summary>
    /// <param name="parts">How many parts; 0 does nothing.</param>
    /// <param name="work">What a part does.</param>
    public void Run(int parts, IPartitionedWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        ObjectDisposedException.ThrowIf(_disposed, this);

        // A part that itself asks the team runs its parts alone: the others are busy with its siblings.
        if (parts <= 1 || Size == 1 || _insideTeam)
        {
            for (int part = 0; part < parts; part++)
                work.Execute(part, 0);
            return;
        }

        lock (_runGate)
        {
            _work = work;
            _parts = parts;
            _failure = null;
            _remaining = _threads.Length;
            // A full fence: a worker that goes to sleep counts itself first and looks at the generation afterwards, so either it sees this
            // job or it is seen here.
            Interlocked.Increment(ref _generation);
            if (Volatile.Read(ref _sleepers) > 0)
                WakeAll();

            ExecuteShare(0);

            var spin = new SpinWait();
            while (Volatile.Read(ref _remaining) > 0)
                spin.SpinOnce(sleep1Threshold: -1);
            _work = null;
            if (_failure is { } failure)
                ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Runs every part once and returns when all are done.</summary>
    /// <param name="parts">How many parts; 0 does nothing.</param>
    /// <param name="body">What a part does, given its index.</param>
    public void Run(int parts, Action<int> body) => Run(parts, new DelegateWork(body));

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        _disposed = true;
        Interlocked.Increment(ref _generation);
        WakeAll();
        foreach (var thread in _threads)
            thread.Join();
    }

    private void WakeAll()
    {
        lock (_sleep)
            Monitor.PulseAll(_sleep);
    }

    private void ExecuteShare(int worker)
    {
        _insideTeam = true;
        try
        {
            for (int part = worker; part < _parts; part += Size)
                _work!.Execute(part, worker);
        }
        // Whatever a part throws is rethrown to the caller of Run; a worker thread must survive it.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
        finally
        {
            _insideTeam = false;
        }
    }

    private void WorkerLoop(int worker)
    {
        int seen = 0;
        while (true)
        {
            seen = AwaitJobAfter(seen);
            if (_disposed)
                return;
            ExecuteShare(worker);
            Interlocked.Decrement(ref _remaining);
        }
    }

    // Run waits for every worker before it announces the next job, so a worker never misses one.
    private int AwaitJobAfter(int seen)
    {
        if (_watch)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                for (int i = 0; i < PausesPerLook; i++)
                {
                    int generation = Volatile.Read(ref _generation);
                    if (generation != seen)
                        return generation;
                    Thread.SpinWait(1);
                }
            }
            while (Stopwatch.GetTimestamp() - start < WatchTicks);
        }

        lock (_sleep)
        {
            Interlocked.Increment(ref _sleepers);
            while (Volatile.Read(ref _generation) == seen)
                Monitor.Wait(_sleep);
            Interlocked.Decrement(ref _sleepers);
            return Volatile.Read(ref _generation);
        }
    }

    private sealed class DelegateWork(Action<int> body) : IPartitionedWork
    {
        public void Execute(int part, int worker) => body(part);
    }
}
