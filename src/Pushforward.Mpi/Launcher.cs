using System.Globalization;

namespace Pushforward.Mpi;

/// <summary>What started this process, as far as its environment tells.</summary>
/// <param name="Abi">The family of MPI whose launcher it was.</param>
/// <param name="Size">How many ranks it started.</param>
/// <param name="LocalSize">How many of them on this machine.</param>
/// <param name="Rank">Which of them this process is.</param>
internal sealed record Launcher(MpiAbi Abi, int Size, int LocalSize, int Rank)
{
    /// <summary>Names a family whatever the launcher was: <c>openmpi</c>, <c>mpich</c> or <c>abi</c>.</summary>
    public const string Override = "PUSHFORWARD_MPI";

    /// <summary>The launcher; null if no launcher of several ranks is to be seen.</summary>
    /// <param name="variable">The value of an environment variable; null if it is not set.</param>
    /// <param name="follow">Whether to pass over the override.</param>
    /// <exception cref="ArgumentException">The override names no family.</exception>
    public static Launcher? Detect(Func<string, string?> variable, bool follow = false)
    {
        int? open = Number("OMPI_COMM_WORLD_SIZE"), hydra = Number("PMI_SIZE");
        if ((open ?? hydra) is not { } size)
            return null;
        var family = open is not null ? MpiAbi.OpenMpi : MpiAbi.Mpich;
        family = (follow ? null : variable(Override)?.ToLowerInvariant()) switch
        {
            null or "" => family,
            "openmpi" => MpiAbi.OpenMpi,
            "mpich" => MpiAbi.Mpich,
            "abi" => MpiAbi.Standard,
            var other => throw new ArgumentException($"{Override}={other}: expected openmpi, mpich or abi, or nothing to follow the launcher."),
        };
        int local = Number(open is not null ? "OMPI_COMM_WORLD_LOCAL_SIZE" : "MPI_LOCALNRANKS") ?? 1;
        int rank = Number(open is not null ? "OMPI_COMM_WORLD_RANK" : "PMI_RANK") ?? 0;
        return size > 1 ? new Launcher(family, size, local, rank) : null;

        int? Number(string name) => int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
    }
}
