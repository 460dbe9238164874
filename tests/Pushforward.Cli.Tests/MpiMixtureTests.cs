using Pushforward.Mixtures;
using Pushforward.Numerics.Formats;

namespace Pushforward.Cli.Tests;

public class MpiMixtureTests
{
    [MpiFact("openmpi")]
    public void Open_MPI_finds_the_mixture_of_one_process() => Ranks_find_the_mixture_of_one_process("openmpi", 2, 3);

    [MpiFact("mpich")]
    public void Mpich_finds_the_mixture_of_one_process() => Ranks_find_the_mixture_of_one_process("mpich", 2, 4);

    [TwoHostsFact]
    public void Ranks_on_two_hosts_find_the_mixture_of_one_process()
    {
        using var scratch = new Scratch();
        using var hosts = new TwoHosts(scratch);
        string data = scratch.Path("data.npy");
        Npy.Write(data, new StoredArray([20_000, 12], Bits(20_000, 12)));
        string[] fit = ["fit", "mixture", "--data", data, "--components", "3", "--restarts", "1", "--tolerance", "0", "--max-iterations", "3", "--threads", "1"];
        ToolProcess.Run([.. fit, "--out", scratch.Path("alone")]).Succeeded();
        hosts.Run([.. fit, "--out", scratch.Path("together")]).Succeeded();
        Assert.Equal(Parameters(scratch.Path("alone")), Parameters(scratch.Path("together")));
    }

    [MpiFact("openmpi")]
    public void An_error_on_all_ranks_of_Open_MPI_is_told_once() => An_error_is_told_once("openmpi", "--data", "nowhere.npy");

    [MpiFact("mpich")]
    public void An_error_on_all_ranks_of_Mpich_is_told_once() => An_error_is_told_once("mpich", "--data", "nowhere.npy");

    [MpiFact("openmpi")]
    public void An_error_on_one_rank_ends_all()
    {
        using var scratch = new Scratch();
        // No row that starts are drawn from or words learned from; of two ranks only the second reads it.
        byte[] bits = Bits(140_000, 5);
        bits[^1] = 7;
        string data = scratch.Path("data.npy");
        Npy.Write(data, new StoredArray([140_000, 5], bits));
        var result = Mpirun.Run("openmpi", 2, "fit", "mixture", "--data", data, "--stream", "--components", "2", "--out", scratch.Path("fit"));
        Assert.Equal(3, result.ExitCode);
        Assert.Single(result.Error.Split('\n'), line => line.Contains("row 140000, column 5: expected 0 or 1, found 7"));
        Assert.False(File.Exists(scratch.Path("fit/model.safetensors")));
    }

    [MpiFact("openmpi")]
    public void A_streamed_survey_with_holes_and_weights_is_that_of_one_process()
    {
        using var scratch = new Scratch();
        var random = new Random(1);
        string[] colours = ["", "red", "green", "blue"];
        // Two blocks, so that ranks begin in the middle of one.
        var lines = Enumerable.Range(0, 70_000).Select(n => FormattableString.Invariant($"{(random.Next(10) < n % 3 * 3 + 2 ? 1 : 0)},{colours[random.Next(n % 3 + 2)]},{0.5 + random.Next(7) / 3.0}"));
        string data = scratch.Write("survey.csv", string.Join('\n', lines.Prepend("smokes,colour,n")) + "\n");
        string[] fit =
        [
            "fit", "mixture", "--data", data, "--weights", "n", "--stream", "--components", "3", "--restarts", "1", "--stepwise-passes", "1", "--tolerance", "0", "--max-iterations", "6",
            "--threads", "1", "--json",
        ];
        var alone = ToolProcess.Run([.. fit, "--out", scratch.Path("alone")]).Succeeded().Json;
        var together = Mpirun.Run("openmpi", 2, [.. fit, "--out", scratch.Path("together")]).Succeeded().Json;
        Assert.Equal(alone["train"]!.ToJsonString(), together["train"]!.ToJsonString());
        Assert.Equal(File.ReadAllText(scratch.Path("alone/metrics.jsonl")), File.ReadAllText(scratch.Path("together/metrics.jsonl")));
        var (expected, actual) = (ModelKinds.Load(scratch.Path("alone/model.safetensors")).ToFile(), ModelKinds.Load(scratch.Path("together/model.safetensors")).ToFile());
        foreach (string name in new[] { "weights", "probabilities", "probability_errors", "classification" })
            Assert.Equal(expected.Tensors.Single(tensor => tensor.Name == name).Array.ToDouble(), actual.Tensors.Single(tensor => tensor.Name == name).Array.ToDouble());
    }

    [MpiFact("openmpi", "mpich")]
    public void A_launcher_of_the_other_kind_is_told_apart()
    {
        using var scratch = new Scratch();
        var result = Mpirun.Run(
            "openmpi", 2, new Dictionary<string, string> { ["PUSHFORWARD_MPI"] = "mpich" }, "fit", "mixture", "--data", scratch.Table("t.csv"), "--out", scratch.Path("fit"));
        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.Error.Split('\n'), line => line.Contains("the launcher started 2 ranks, but libmpich.so.12 sees 1") && line.Contains("mpirun.mpich"));
    }

    [MpiFact("mpich")]
    public void What_is_not_shared_is_done_once()
    {
        var result = Mpirun.Run("mpich", 2, "discrete-nonsense");
        Assert.NotEqual(0, result.ExitCode);
        var once = Mpirun.Run("mpich", 2, "divergence", "uniform(0,1)", "uniform(0,1)", "--json").Succeeded();
        Assert.Equal(1, once.Json["schemaVersion"]!.GetValue<int>());
    }

    private static void Ranks_find_the_mixture_of_one_process(string kind, params int[] ranks)
    {
        using var scratch = new Scratch();
        string data = scratch.Path("data.npy");
        // Two blocks, the second shorter, so that ranks begin in the middle of one.
        Npy.Write(data, new StoredArray([70_000, 12], Bits(70_000, 12)));
        string[] fit = ["fit", "mixture", "--data", data, "--components", "3", "--restarts", "1", "--tolerance", "0", "--max-iterations", "6", "--json", "--threads", "1"];
        var alone = ToolProcess.Run([.. fit, "--out", scratch.Path("alone")]).Succeeded().Json;
        foreach (int size in ranks)
        {
            foreach (string[] how in size == ranks[0] ? new string[][] { [], ["--stream"] } : [[]])
            {
                string folder = $"{kind}-{size}-{how.Length}";
                var together = Mpirun.Run(kind, size, [.. fit, .. how, "--out", scratch.Path(folder)]).Succeeded().Json;
                Assert.Equal(File.ReadAllText(scratch.Path("alone/metrics.jsonl")), File.ReadAllText(scratch.Path(folder + "/metrics.jsonl")));
                Assert.Equal(Parameters(scratch.Path("alone")), Parameters(scratch.Path(folder)));
                Assert.Equal(alone["train"]!["meanLogLikelihood"]!.GetValue<double>(), together["train"]!["meanLogLikelihood"]!.GetValue<double>());
            }
        }
    }

    private static void An_error_is_told_once(string kind, params string[] wrong)
    {
        using var scratch = new Scratch();
        var result = Mpirun.Run(kind, 3, ["fit", "mixture", "--out", scratch.Path("fit"), .. wrong]);
        Assert.Equal(5, result.ExitCode);
        Assert.Single(result.Error.Split('\n'), line => line.Contains("nowhere.npy"));
        Assert.DoesNotContain("   at ", result.Error);
    }

    private static double[] Parameters(string folder)
    {
        var mixture = ((BernoulliMixtureModel)ModelKinds.Load(Path.Combine(folder, "model.safetensors"))).Mixture;
        return [.. mixture.Weights, .. mixture.Means];
    }

    private static byte[] Bits(int rows, int columns)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, rows * columns).Select(i => (byte)(random.Next(10) < i / columns % 3 * 3 + 2 ? 1 : 0))];
    }
}
