using System.Runtime.InteropServices;
using System.Text;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Mpi;

/// <summary>
/// The functions of one MPI library, with the signatures that all ABIs share: <c>int</c> is an int, and every handle travels in a register or a place on the
/// stack of its own, of which MPICH reads the lower half.
/// </summary>
internal sealed unsafe class MpiLibrary
{
    // MPI_MAX_ERROR_STRING is 256 in Open MPI, 512 in MPICH.
    private const int ErrorText = 1024;

    // An MPI_Status has 20 bytes in MPICH, 24 in Open MPI, 32 in MPI 5.
    private const int StatusBytes = 64;

    // dlopen's RTLD_NOW | RTLD_GLOBAL on Linux: the components that Open MPI loads look for its symbols among the global ones.
    private const int NowAndGlobal = 0x102;

    private readonly delegate* unmanaged<nint, nint, int, int*, int> _initThread;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<nint, nint, int> _setErrorHandler;
    private readonly delegate* unmanaged<nint, int*, int> _rank, _size;
    private readonly delegate* unmanaged<nint, void*, int, nint, nint, nint, int> _allReduce;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, int> _broadcast;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int> _gather;
    private readonly delegate* unmanaged<void*, int, nint, int, int, void*, int, nint, int, int, nint, void*, int> _sendReceive;
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorString;

    private MpiLibrary(nint library, MpiAbi abi, string path)
    {
        (Abi, Path) = (abi.Resolve(library), path);
        _initThread = (delegate* unmanaged<nint, nint, int, int*, int>)NativeLibrary.GetExport(library, "MPI_Init_thread");
        _finalize = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "MPI_Finalize");
        _abort = (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "MPI_Abort");
        _setErrorHandler = (delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "MPI_Comm_set_errhandler");
        _rank = (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_rank");
        _size = (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_size");
        _allReduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, int>)NativeLibrary.GetExport(library, "MPI_Allreduce");
        _broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)NativeLibrary.GetExport(library, "MPI_Bcast");
        _gather = (delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)NativeLibrary.GetExport(library, "MPI_Gather");
        _sendReceive = (delegate* unmanaged<void*, int, nint, int, int, void*, int, nint, int, int, nint, void*, int>)NativeLibrary.GetExport(library, "MPI_Sendrecv");
        _errorString = (delegate* unmanaged<int, byte*, int*, int>)NativeLibrary.GetExport(library, "MPI_Error_string");
    }

    public MpiAbi Abi { get; }

    /// <summary>The file it came from.</summary>
    public string Path { get; }

    /// <summary>Loads a library of a family or, if there is none, one of the standard's ABI, which goes with any launcher of its own kind.</summary>
    /// <exception cref="DllNotFoundException">There is none, or it lacks a function.</exception>
    public static MpiLibrary Load(MpiAbi abi) => TryLoad(abi) ?? TryLoad(MpiAbi.Standard)
        ?? throw new DllNotFoundException($"none of {string.Join(", ", abi.Libraries.Concat(MpiAbi.Standard.Libraries))} is installed");

    private static MpiLibrary? TryLoad(MpiAbi abi)
    {
        // UCX, which MPICH may talk through, takes over the signals by which the runtime finds null references unless told to leave them. The runtime
        // keeps an environment of its own, so libc is asked.
        if (abi == MpiAbi.Mpich)
            _ = setenv("UCX_ERROR_SIGNALS", "", 1);
        foreach (string name in abi.Libraries)
        {
            if (dlopen(name, NowAndGlobal) == 0 || !NativeLibrary.TryLoad(name, out nint library))
                continue;
            try
            {
                return new MpiLibrary(library, abi, name);
            }
            catch (EntryPointNotFoundException e)
            {
                throw new DllNotFoundException($"{name} is no {abi.Name}: {e.Message}", e);
            }
        }
        return null;
    }

    /// <summary>Starts MPI; errors are returned from then on. The calling thread makes all calls.</summary>
    public void Initialize()
    {
        int provided;
        Check(_initThread(0, 0, Abi.Funneled, &provided), "MPI_Init_thread");
        Check(_setErrorHandler(Abi.World, Abi.ErrorsReturn), "MPI_Comm_set_errhandler");
    }

    public int Rank()
    {
        int rank;
        Check(_rank(Abi.World, &rank), "MPI_Comm_rank");
        return rank;
    }

    public int Size()
    {
        int size;
        Check(_size(Abi.World, &size), "MPI_Comm_size");
        return size;
    }

    public void AllReduceSum(void* values, int count, nint type) =>
        Check(_allReduce(Abi.InPlace, values, count, type, Abi.Sum, Abi.World), "MPI_Allreduce");

    /// <summary>Sends to one rank while receiving from another.</summary>
    public void Exchange(void* sent, int sentCount, int to, void* received, int receivedCount, int from, nint type)
    {
        byte* status = stackalloc byte[StatusBytes];
        Check(_sendReceive(sent, sentCount, type, to, 0, received, receivedCount, type, from, 0, Abi.World, status), "MPI_Sendrecv");
    }

    public void Broadcast(void* values, int bytes, int root) => Check(_broadcast(values, bytes, Abi.Byte, root, Abi.World), "MPI_Bcast");

    public void Gather(void* values, void* gathered, int bytes, int root) =>
        Check(_gather(values, bytes, Abi.Byte, gathered, bytes, Abi.Byte, root, Abi.World), "MPI_Gather");

    public void End() => Check(_finalize(), "MPI_Finalize");

    /// <summary>Ends all ranks; safe from any thread in practice, since nothing comes after it.</summary>
    public void Abort(int exitCode) => _ = _abort(Abi.World, exitCode);

    private void Check(int code, string function)
    {
        if (code == 0)
            return;
        byte* text = stackalloc byte[ErrorText];
        int length = 0;
        string reason = _errorString(code, text, &length) == 0 ? Encoding.UTF8.GetString(text, Math.Clamp(length, 0, ErrorText)) : $"error {code}";
        throw new CollectiveException($"{function} ({Path}): {reason.TrimEnd('\0', '\n', '.')}. Is every machine of the job up, and its network?");
    }

    [DllImport("libdl.so.2", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint dlopen(string name, int flags);

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setenv(string name, string value, int overwrite);
}
