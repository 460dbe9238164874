using System.Diagnostics;
using System.Text.Json;

namespace Pushforward.Benchmarks.Mpi;

/// <summary>
/// How much faster two ranks of one thread are than one rank of one thread, under the launchers that are installed: <c>mpi FOLDER [JOB ...]</c>, the folder holding
/// MNIST's IDX files. Runs of one and of two ranks take turns, each rank on a core of its own; ratios are of medians. A rank's processor time tells what the machine's other work does not.
/// </summary>
internal static class MpiBench
{
    private const int Rounds = 3, Ranks = 2;

    private static readonly string[] Launchers = ["mpirun.openmpi", "mpirun.mpich"];

    /// <summary>What the second level of the command is called: the job of one rank.</summary>
    public const string RankVerb = "mpi-rank";

    public static int Run(string[] args)
    {
        if (args is not [var folder, .. var jobs])
        {
            Console.Error.WriteLine($"mpi FOLDER [JOB ...]: the folder with MNIST's files, then any of {string.Join(", ", MpiJobs.Names)}; all without.");
            return 2;
        }
        string[] launchers = [.. Launchers.Where(IsInstalled)];
        if (launchers.Length == 0)
        {
            Console.Error.WriteLine("mpi: neither mpirun.openmpi nor mpirun.mpich is installed (Debian: apt-get install openmpi-bin mpich).");
            return 2;
        }
        Console.WriteLine($"{"job",-12} {"launcher",-16} {"one rank",10} {"two ranks",10} {"ratio",7} {"cpu of one",11} {"of each",10} {"sums",10} {"share",7} {"bytes",12}");
        foreach (string job in jobs.Length > 0 ? jobs : MpiJobs.Names)
        {
            var runs = launchers.ToDictionary(launcher => launcher, _ => (Alone: new List<Laps>(), Together: new List<Laps>()));
            for (int round = 0; round < Rounds; round++)
            {
                foreach (string launcher in launchers)
                {
                    runs[launcher].Alone.Add(Start(launcher, 1, job, folder));
                    runs[launcher].Together.Add(Start(launcher, Ranks, job, folder));
                }
            }
            foreach (var (launcher, (alone, together)) in runs)
            {
                double one = Median(alone, lap => lap.Milliseconds), two = Median(together, lap => lap.Milliseconds), sums = Median(together, lap => lap.SumMilliseconds);
                double cpuOfOne = Median(alone, lap => lap.CpuMilliseconds), cpuOfEach = Median(together, lap => lap.CpuMilliseconds);
                Console.WriteLine(FormattableString.Invariant(
                    $"{job,-12} {launcher,-16} {one,7:F2} ms {two,7:F2} ms {one / two,6:F2}x {cpuOfOne,8:F2} ms {cpuOfEach,7:F2} ms {sums,7:F2} ms {sums / two,7:P1} {together[0].SumBytes,12}"));
            }
        }
        return 0;
    }

    private static Laps Start(string launcher, int ranks, string job, string folder)
    {
        string bind = launcher == "mpirun.openmpi" ? "--bind-to" : "-bind-to";
        var start = new ProcessStartInfo(launcher, ["-n", $"{ranks}", bind, "core", "dotnet", typeof(MpiBench).Assembly.Location, RankVerb, job, folder])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        // Or the runtime sets the terminal up by characters on standard output.
        start.Environment["TERM"] = "dumb";
        using var process = Process.Start(start)!;
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Laps>(line)!
            : throw new InvalidOperationException($"{launcher}, job {job}: exit code {process.ExitCode}.");
    }

    private static double Median(List<Laps> laps, Func<Laps, double> value) => laps.Select(value).Order().ElementAt(laps.Count / 2);

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
