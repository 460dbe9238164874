using System.Globalization;
using Pushforward.Numerics.Formats;

namespace Pushforward.Cli.Tests;

public class MpiTrainingTests
{
    [MpiFact("openmpi", "mpich")]
    public void Deterministic_trainings_have_the_same_bits_for_any_number_of_ranks()
    {
        using var scratch = new Scratch();
        // Slices of more than one piece each.
        string[] fit = Fit(scratch, epochs: 2, "nice", "--hidden", "250,250");
        ToolProcess.Run([.. fit, "--out", scratch.Path("alone")]).Succeeded();
        Mpirun.Run("openmpi", 3, [.. fit, "--out", scratch.Path("open")]).Succeeded();
        Mpirun.Run("mpich", 2, [.. fit, "--out", scratch.Path("mpich")]).Succeeded();
        Assert.Equal(Parameters(scratch.Path("alone")), Parameters(scratch.Path("open")));
        Assert.Equal(Parameters(scratch.Path("alone")), Parameters(scratch.Path("mpich")));
    }

    [MpiFact("openmpi", "mpich")]
    public void Trainings_by_ranks_differ_from_those_of_one_process_by_rounding()
    {
        using var scratch = new Scratch();
        string[] fit = [.. Fit(scratch, epochs: 2, "nice", "--hidden", "250,250").Where(argument => argument != "--deterministic"), "--json"];
        double alone = Loss(ToolProcess.Run([.. fit, "--out", scratch.Path("alone")]));
        // Gradients are sums of some ten thousand products of 24 bits; twelve steps make no more of that.
        Assert.Equal(alone, Loss(Mpirun.Run("openmpi", 2, [.. fit, "--out", scratch.Path("open")])), 1e-3 * Math.Abs(alone));
        Assert.Equal(alone, Loss(Mpirun.Run("mpich", 3, [.. fit, "--out", scratch.Path("mpich")])), 1e-3 * Math.Abs(alone));

        static double Loss(ToolResult result) => result.Succeeded().Json["validation"]!["meanLogLikelihood"]!.GetValue<double>();
    }

    [MpiFact("mpich")]
    public void Deterministic_trainings_of_autoencoders_have_the_bits_of_one_process()
    {
        using var scratch = new Scratch();
        string[] fit = Fit(scratch, epochs: 2, "vae", "--hidden", "8", "--latent", "2", "--score-samples", "2");
        ToolProcess.Run([.. fit, "--out", scratch.Path("alone")]).Succeeded();
        Mpirun.Run("mpich", 2, [.. fit, "--out", scratch.Path("together")]).Succeeded();
        Assert.Equal(Parameters(scratch.Path("alone")), Parameters(scratch.Path("together")));
    }

    [MpiFact("openmpi")]
    public void SIGTERM_to_the_launcher_saves_a_checkpoint_and_ends_all()
    {
        using var scratch = new Scratch();
        string folder = scratch.Path("stopped");
        using (var job = Mpirun.Start("openmpi", 2, null, [.. Fit(scratch, epochs: 100_000), "--out", folder]))
        {
            WaitForAnEpoch(folder);
            using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{job.Id}"]))
                kill.WaitForExit();
            Assert.NotEqual(0, ToolProcess.Finish(job).ExitCode);
        }
        Assert.NotEmpty(Directory.GetFiles(folder, "checkpoint-*"));
        Assert.False(File.Exists(Path.Combine(folder, "model.safetensors")));
    }

    [MpiFact("openmpi")]
    public void A_training_that_lost_a_rank_is_gone_on_with_under_Open_MPI() => A_training_that_lost_a_rank_is_gone_on_with("openmpi", "OMPI_COMM_WORLD_RANK=1");

    [MpiFact("mpich")]
    public void A_training_that_lost_a_rank_is_gone_on_with_under_Mpich() => A_training_that_lost_a_rank_is_gone_on_with("mpich", "PMI_RANK=1");

    private static void A_training_that_lost_a_rank_is_gone_on_with(string kind, string second)
    {
        using var scratch = new Scratch();
        string[] fit = Fit(scratch, epochs: 400);
        string folder = scratch.Path("killed");
        using (var job = Mpirun.Start(kind, 2, null, [.. fit, "--out", folder]))
        {
            WaitForAnEpoch(folder);
            System.Diagnostics.Process.GetProcessById(Find(folder, second)).Kill();
            Assert.NotEqual(0, ToolProcess.Finish(job).ExitCode);
        }
        Assert.NotEmpty(Directory.GetFiles(folder, "checkpoint-*"));
        Assert.False(File.Exists(Path.Combine(folder, "model.safetensors")));

        ToolProcess.Run("resume", folder, "--threads", "1").Succeeded();
        ToolProcess.Run([.. fit, "--out", scratch.Path("whole")]).Succeeded();
        Assert.Equal(Parameters(scratch.Path("whole")), Parameters(folder));
    }

    private static void WaitForAnEpoch(string folder)
    {
        var limit = DateTime.UtcNow.AddMinutes(1);
        while (!File.Exists(Path.Combine(folder, "metrics.jsonl")) && DateTime.UtcNow < limit)
            Thread.Sleep(20);
    }

    private static int Find(string folder, string variable)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                continue;
            try
            {
                if (File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0').Contains(folder)
                    && File.ReadAllText(Path.Combine(process, "environ")).Split('\0').Contains(variable))
                {
                    return id;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is somebody else's.
            }
        }
        throw new InvalidOperationException($"No process of {folder} has {variable}.");
    }

    private static string[] Fit(Scratch scratch, int epochs) => Fit(scratch, epochs, "nice", "--hidden", "8");

    private static string[] Fit(Scratch scratch, int epochs, string kind, params string[] more)
    {
        string data = scratch.Path("images.npy");
        var random = new Random(5);
        Npy.Write(data, new StoredArray([300, 6, 6], (byte[])[.. Enumerable.Range(0, 300 * 36).Select(_ => (byte)random.Next(256))]));
        return ["fit", kind, "--data", data, "--batch", "50", "--epochs", $"{epochs}", "--patience", "0", "--deterministic", "--threads", "1", .. more];
    }

    private static byte[] Parameters(string folder)
    {
        // The header before the numbers tells how long the training took.
        byte[] file = File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        return file[(8 + (int)BitConverter.ToInt64(file))..];
    }
}
