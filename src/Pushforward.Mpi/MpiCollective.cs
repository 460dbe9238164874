using System.Numerics;
using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mpi;

/// <summary>
/// The ranks that <c>mpirun</c> started. One thread makes all calls of MPI, as its standard asks for; callers wait for it. While there is only one
/// rank, no library is looked for.
/// </summary>
/// <remarks>
/// Once this rank is asked to stop (<see cref="MpiCollective.Open"/>), a call that does not return within
/// <see cref="Patience"/> is taken to wait for a rank that is gone: launchers ask the rest to stop when one dies, and kill them a second or two later.
/// </remarks>
public sealed unsafe class MpiCollective : ICollective, IDisposable
{
    /// <summary>Elements of one call of MPI at the most: its counts are of 32 bits, and some libraries count bytes in as many.</summary>
    private const int Chunk = 1 << 27;

    /// <summary>Bytes that are received at once to be added: so few that the second-level cache still holds them then.</summary>
    private const int PieceBytes = 256 << 10;

    private const int CacheLine = 64;

    /// <summary>Bytes from which on it pays to sum in slices.</summary>
    private const int LeastSliced = 64 << 10;

    /// <summary>How long a call may take after this rank was asked to stop.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly MpiLibrary _library;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _asked = new(0), _done = new(0);
    private readonly CancellationToken _stopping;
    private readonly byte[] _piece = GC.AllocateUninitializedArray<byte>(PieceBytes, pinned: true);
    private Action<MpiLibrary>? _call;
    private Exception? _failure;
    private bool _lost, _ended;

    private MpiCollective(MpiLibrary library, CancellationToken stopping)
    {
        (_library, _stopping) = (library, stopping);
        _thread = new Thread(Work) { IsBackground = true, Name = "pushforward-mpi" };
        _thread.Start();
    }

    /// <summary>Which of its ranks the launcher says this process is, before anything is loaded; 0 without a launcher.</summary>
    public static int LaunchedRank { get; } = Launcher.Detect(Environment.GetEnvironmentVariable, follow: true)?.Rank ?? 0;

    /// <inheritdoc/>
    public int Rank { get; private set; }

    /// <inheritdoc/>
    public int Size { get; private set; } = 1;

    /// <summary>How many of the ranks are on this machine, which share its processors.</summary>
    public int LocalSize { get; private init; } = 1;

    /// <summary>Joins the ranks that a launcher started together with this process.</summary>
    /// <param name="stopping">Set when this process is asked to end.</param>
    /// <returns>The ranks; null if no launcher of several ranks started this process.</returns>
    /// <exception cref="ArgumentException">The launcher and the MPI library are of different kinds, or there is no library of the launcher's kind.</exception>
    /// <exception cref="CollectiveException">MPI does not start.</exception>
    public static MpiCollective? Open(CancellationToken stopping = default)
    {
        if (Launcher.Detect(Environment.GetEnvironmentVariable) is not { } launcher)
            return null;
        MpiLibrary library;
        try
        {
            library = MpiLibrary.Load(launcher.Abi);
        }
        catch (DllNotFoundException e)
        {
            throw new ArgumentException(
                $"{launcher.Size} ranks were started for {launcher.Abi.Name}, but {e.Message}. Install {launcher.Abi.Name}, or start with the mpirun of the MPI that is.", e);
        }
        var ranks = new MpiCollective(library, stopping) { LocalSize = launcher.LocalSize };
        ranks.Call(mpi => mpi.Initialize());
        ranks.Call(mpi => (ranks.Rank, ranks.Size) = (mpi.Rank(), mpi.Size()));
        if (ranks.Size != launcher.Size)
        {
            int size = ranks.Size;
            ranks.Dispose();
            throw new ArgumentException(
                $"the launcher started {launcher.Size} ranks, but {library.Path} sees {size}: launcher and library are of different kinds. "
                + $"Start with the mpirun of {launcher.Abi.Name} (Debian: mpirun.{(launcher.Abi == MpiAbi.Mpich ? "mpich" : "openmpi")}), or set {Launcher.Override} to the launcher's kind.");
        }
        return ranks;
    }

    /// <inheritdoc/>
    public void AllReduceSum(Span<double> values) => AllReduceSum(values, _library.Abi.Double);

    /// <inheritdoc/>
    public void AllReduceSum(Span<float> values) => AllReduceSum(values, _library.Abi.Float);

    /// <inheritdoc/>
    public void AllReduceSum(Span<long> values) => AllReduceSum(values, _library.Abi.Int64);

    /// <inheritdoc/>
    public void ReduceScatterSum(Span<double> values, RankSlices slices) => ReduceScatterSum(values, slices, _library.Abi.Double);

    /// <inheritdoc/>
    public void ReduceScatterSum(Span<float> values, RankSlices slices) => ReduceScatterSum(values, slices, _library.Abi.Float);

    /// <inheritdoc/>
    public void AllGather(Span<float> values, RankSlices slices)
    {
        Check(values.Length, slices);
        fixed (float* first = values)
        {
            float* start = first;
            Call(mpi => AllGather(mpi, start, slices, mpi.Abi.Float));
        }
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> values, int root)
    {
        fixed (byte* first = values)
        {
            byte* start = first;
            for (int done = 0; done < values.Length; done += Chunk)
            {
                int from = done, count = Math.Min(Chunk, values.Length - done);
                Call(mpi => mpi.Broadcast(start + from, count, root));
            }
        }
    }

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<byte> values, Span<byte> gathered, int root)
    {
        if (Rank == root && gathered.Length != (long)values.Length * Size)
            throw new ArgumentException($"gathered: expected room for {Size} times {values.Length} bytes, got {gathered.Length}.", nameof(gathered));
        int count = values.Length;
        fixed (byte* first = values, all = gathered)
        {
            byte* source = first, target = all;
            Call(mpi => mpi.Gather(source, target, count, root));
        }
    }

    /// <summary>Ends all ranks at once with an exit code, and this process in any case.</summary>
    /// <param name="exitCode">What the launcher is to exit with.</param>
    public void Abort(int exitCode)
    {
        // Not by way of the thread, which may be waiting for ever.
        _library.Abort(exitCode);
        Environment.Exit(exitCode);
    }

    /// <summary>Waits for the other ranks and leaves MPI; after a request to stop, as long as launchers let a process live.</summary>
    public void Dispose()
    {
        if (_ended)
            return;
        if (!_lost)
        {
            _call = mpi => mpi.End();
            _asked.Release();
            try
            {
                _done.Wait(_stopping);
            }
            catch (OperationCanceledException)
            {
                _done.Wait(TimeSpan.FromSeconds(2));
            }
        }
        _ended = true;
        _asked.Release();
    }

    private void AllReduceSum<T>(Span<T> values, nint type)
        where T : unmanaged, INumber<T>
    {
        if (values.IsEmpty)
            return;
        fixed (T* first = values)
        {
            T* start = first;
            int count = values.Length;
            if ((long)count * sizeof(T) < LeastSliced)
            {
                Call(mpi => mpi.AllReduceSum(start, count, type));
                return;
            }
            var slices = new RankSlices(count, CacheLine / sizeof(T), Size);
            Call(mpi =>
            {
                ReduceScatterSum(mpi, start, slices, type);
                AllGather(mpi, start, slices, type);
            });
        }
    }

    private void ReduceScatterSum<T>(Span<T> values, RankSlices slices, nint type)
        where T : unmanaged, INumber<T>
    {
        Check(values.Length, slices);
        fixed (T* first = values)
        {
            T* start = first;
            Call(mpi => ReduceScatterSum(mpi, start, slices, type));
        }
    }

    // By pairwise exchange (Thakur, Rabenseifner & Gropp 2005): each rank sends every other what it has for it, and nothing is copied on the way. Open MPI's own
    // MPI_Reduce_scatter copies all of its input first, which for gradients is as much as the optimizer's step.
    private void ReduceScatterSum<T>(MpiLibrary mpi, T* values, RankSlices slices, nint type)
        where T : unmanaged, INumber<T>
    {
        int most = PieceBytes / sizeof(T);
        fixed (byte* piece = _piece)
        {
            var received = (T*)piece;
            for (int distance = 1; distance < Size; distance++)
            {
                var (to, from) = Partners(distance);
                for (long done = 0; done < slices.Longest; done += most)
                {
                    int count = Piece(slices.Count(Rank), done, most);
                    mpi.Exchange(values + slices.Start(to) + done, Piece(slices.Count(to), done, most), to, received, count, from, type);
                    var sums = new Span<T>(values + slices.Start(Rank) + done, count);
                    TensorPrimitives.Add(sums, new ReadOnlySpan<T>(received, count), sums);
                }
            }
        }
    }

    private void AllGather<T>(MpiLibrary mpi, T* values, RankSlices slices, nint type)
        where T : unmanaged
    {
        for (int distance = 1; distance < Size; distance++)
        {
            var (to, from) = Partners(distance);
            for (long done = 0; done < slices.Longest; done += Chunk)
            {
                mpi.Exchange(
                    values + slices.Start(Rank) + done, Piece(slices.Count(Rank), done, Chunk), to,
                    values + slices.Start(from) + done, Piece(slices.Count(from), done, Chunk), from, type);
            }
        }
    }

    // To whom a rank sends, and from whom it gets, in the round of a distance.
    private (int To, int From) Partners(int distance) => ((Rank + distance) % Size, (Rank + Size - distance) % Size);

    // All slices are cut into as many pieces as the longest, of which some are then empty: who sends and who receives need not know of each other's.
    private static int Piece(int count, long done, int most) => (int)Math.Clamp(count - done, 0, most);

    private void Check(int length, RankSlices slices)
    {
        if (slices.Length != length || slices.Ranks != Size)
            throw new ArgumentException($"slices: expected {Size} of {length} numbers, got {slices.Ranks} of {slices.Length}.", nameof(slices));
    }

    private void Call(Action<MpiLibrary> call)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (_lost)
            throw Lost();
        _call = call;
        _asked.Release();
        try
        {
            _done.Wait(_stopping);
        }
        catch (OperationCanceledException)
        {
            if (!_done.Wait(Patience))
            {
                _lost = true;
                throw Lost();
            }
        }
        if (_failure is { } failure)
        {
            _failure = null;
            throw failure;
        }
    }

    private CollectiveException Lost() => new(
        $"rank {Rank} of {Size}: another rank no longer answers. Start the job again; a training goes on with 'pushforward resume'.");

    private void Work()
    {
        while (true)
        {
            _asked.Wait();
            if (_ended)
                return;
            try
            {
                _call!(_library);
            }
            catch (Exception e) when (e is CollectiveException)
            {
                _failure = e;
            }
            _done.Release();
        }
    }
}
