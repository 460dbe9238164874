using System.Text.Json;
using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Mixtures;
using Pushforward.Mpi;
using Pushforward.Numerics.Kernels;
using Pushforward.Training;

namespace Pushforward.Benchmarks.Mpi;

/// <summary>What one rank does in <see cref="MpiBench"/>: a fit of the library, timed by what it reports on the way. The first rank prints one JSON line.</summary>
internal static class MpiJobs
{
    // So many that the runtime has compiled for good what they run: its compiler has no core of its own here, and takes ten seconds or more.
    private const int WarmUps = 150, Iterations = 60, WarmUpEpochs = 9, Epochs = 6;

    public static IReadOnlyList<string> Names { get; } = ["em", "nice", "nice-512", "nice-paper", "vae", "vae-512"];

    public static int Run(string job, string folder, int threads)
    {
        ThreadTeam.SetSharedSize(threads);
        using var mpi = MpiCollective.Open();
        var ranks = mpi is null ? null : new TimedCollective(mpi);
        var data = (ImageDataset)DataSource.Open(folder);
        var laps = job switch
        {
            "em" => Em(data, ranks),
            _ when Names.Contains(job) => Gradients(job, data, ranks),
            _ => throw new ArgumentException($"mpi: no job '{job}'; there are {string.Join(", ", Names)}."),
        };
        if (ranks is null or { Rank: 0 })
            Console.WriteLine(JsonSerializer.Serialize(laps));
        return 0;
    }

    private static Laps Em(ImageDataset data, TimedCollective? ranks)
    {
        var timer = new LapTimer(ranks);
        var options = new BernoulliMixtureOptions
        {
            Components = 100,
            Restarts = 1,
            Tolerance = 0,
            MaxIterations = WarmUps + Iterations + 1,
            Precision = MixturePrecision.Single,
        };
        // The test split is left out: scoring it is no part of an iteration.
        var train = new ImageDataset(data.Name, data.Images(DataSplit.Train));
        new MixtureFitting(train, new BinarizationOptions(), MixtureEmission.Bernoulli) { Ranks = ranks }.Fit(options, progress: new Each<EmIteration>(_ => timer.Report()));
        return timer.Result(WarmUps, parts: 1);
    }

    // Epochs of a few steps; what is looked at for validation is next to nothing.
    private static Laps Gradients(string job, ImageDataset data, TimedCollective? ranks)
    {
        var (batch, steps) = job switch { "vae" => (128, 120), "vae-512" => (512, 30), "nice-512" => (512, 8), _ => (200, 20) };
        var images = data.Images(DataSplit.Train);
        var few = new ImageDataset(data.Name, new Dictionary<DataSplit, Func<CancellationToken, ImageSet>>
        {
            [DataSplit.Train] = _ => images.Slice(0, steps * batch),
            [DataSplit.Validation] = _ => images.Slice(steps * batch, 8),
        });
        var timer = new LapTimer(ranks);
        var progress = new Each<TrainingProgress>(report =>
        {
            if (report.Completed is not null)
                timer.Report();
        });
        var training = new TrainingOptions { Epochs = 1 + WarmUpEpochs + Epochs, BatchSize = batch, Patience = 0 };
        if (job.StartsWith("vae", StringComparison.Ordinal))
            new VaeTraining(few, new VaeOptions { Training = training }, new BinarizationOptions(), ranks: ranks).Run(progress);
        else
            new FlowTraining(few, new NiceOptions { Hidden = Hidden(job), Training = training }, ranks: ranks).Run(progress);
        return timer.Result(WarmUpEpochs, parts: steps);
    }

    private static int[] Hidden(string job) => job == "nice-paper" ? [1000, 1000, 1000, 1000, 1000] : [500, 500, 500, 500, 500];

    private sealed class Each<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
