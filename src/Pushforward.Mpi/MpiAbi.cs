using System.Runtime.InteropServices;

namespace Pushforward.Mpi;

/// <summary>How an MPI library spells its handles. All of them fit a register: integers of 32 bits in MPICH, addresses elsewhere.</summary>
/// <param name="Name">The family.</param>
/// <param name="Libraries">File names to look for, the best first.</param>
internal sealed record MpiAbi(string Name, params string[] Libraries)
{
    /// <summary>
    /// Open MPI 3.1 to 5: handles are the addresses of exported objects, and MPI_IN_PLACE is 1 (ompi/include/mpi.h.in).
    /// </summary>
    public static readonly MpiAbi OpenMpi = new("Open MPI", "libmpi.so.40") { InPlace = 1 };

    /// <summary>
    /// MPICH 3.1 and later and what keeps to its ABI (Intel MPI, Cray, MVAPICH): integers, of which the highest byte is the kind and, in data types,
    /// the third the size (src/include/mpi.h.in; www.mpich.org/abi).
    /// </summary>
    public static readonly MpiAbi Mpich = new("MPICH", "libmpich.so.12", "libmpi.so.12", "libmpi_gnu.so.12", "libmpi_cray.so.12")
    {
        World = 0x44000000,
        Float = 0x4c00040a,
        Double = 0x4c00080b,
        Int64 = 0x4c00083a,
        Byte = 0x4c00010d,
        Sum = 0x58000003,
        ErrorsReturn = 0x54000001,
        InPlace = -1,
    };

    /// <summary>The ABI of the MPI 5.0 standard (its section 20.3, and appendix A of constants): handles are small numbers spelled as addresses.</summary>
    public static readonly MpiAbi Standard = new("MPI 5", "libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.so")
    {
        World = 0x101,
        Float = 0x210,
        Double = 0x214,
        Int64 = 0x258,
        Byte = 0x247,
        Sum = 0x21,
        ErrorsReturn = 0x143,
        InPlace = 1,
        Funneled = 1024,
    };

    /// <summary>MPI_THREAD_FUNNELED: only the thread that initialized MPI calls it.</summary>
    public int Funneled { get; init; } = 1;

    /// <summary>What a communicator of all ranks is called.</summary>
    public nint World { get; init; }

    /// <summary>MPI_FLOAT.</summary>
    public nint Float { get; init; }

    /// <summary>MPI_DOUBLE.</summary>
    public nint Double { get; init; }

    /// <summary>MPI_INT64_T.</summary>
    public nint Int64 { get; init; }

    /// <summary>MPI_BYTE.</summary>
    public nint Byte { get; init; }

    /// <summary>MPI_SUM.</summary>
    public nint Sum { get; init; }

    /// <summary>MPI_ERRORS_RETURN.</summary>
    public nint ErrorsReturn { get; init; }

    /// <summary>MPI_IN_PLACE: the argument that says input lies where output goes.</summary>
    public nint InPlace { get; init; }

    /// <summary>The same with handles that only the loaded library knows.</summary>
    public MpiAbi Resolve(nint library) => World != 0 ? this : this with
    {
        World = NativeLibrary.GetExport(library, "ompi_mpi_comm_world"),
        Float = NativeLibrary.GetExport(library, "ompi_mpi_float"),
        Double = NativeLibrary.GetExport(library, "ompi_mpi_double"),
        Int64 = NativeLibrary.GetExport(library, "ompi_mpi_int64_t"),
        Byte = NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        Sum = NativeLibrary.GetExport(library, "ompi_mpi_op_sum"),
        ErrorsReturn = NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
    };
}
