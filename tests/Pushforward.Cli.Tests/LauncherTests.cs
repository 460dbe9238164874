using Pushforward.Mpi;

namespace Pushforward.Cli.Tests;

public class LauncherTests
{
    [Fact]
    public void Launchers_are_known_by_their_variables()
    {
        Assert.Equal(
            new Launcher(MpiAbi.OpenMpi, 4, 2, 3),
            Detect(("OMPI_COMM_WORLD_SIZE", "4"), ("OMPI_COMM_WORLD_LOCAL_SIZE", "2"), ("OMPI_COMM_WORLD_RANK", "3")));
        Assert.Equal(new Launcher(MpiAbi.Mpich, 4, 1, 0), Detect(("PMI_SIZE", "4"), ("PMI_RANK", "0")));
        Assert.Equal(MpiAbi.Mpich, Detect(("OMPI_COMM_WORLD_SIZE", "4"), ("PUSHFORWARD_MPI", "mpich"))?.Abi);
    }

    [Fact]
    public void One_process_has_no_launcher()
    {
        Assert.Null(Detect());
        Assert.Null(Detect(("PMI_SIZE", "1")));
        Assert.Null(Detect(("PMI_SIZE", "many")));
    }

    [Fact]
    public void A_family_nobody_knows_is_refused() =>
        Assert.Throws<ArgumentException>(() => Detect(("PMI_SIZE", "2"), ("PUSHFORWARD_MPI", "lam")));

    private static Launcher? Detect(params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        return Launcher.Detect(environment.GetValueOrDefault);
    }
}
