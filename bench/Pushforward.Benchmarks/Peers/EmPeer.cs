using System.Diagnostics;
using System.Globalization;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Benchmarks.Peers;

/// <summary>EM iterations of a Bernoulli mixture on binarised images. Arguments: the folder with the IDX files, then values of K.</summary>
internal static class EmPeer
{
    private const int WarmUps = 5, Runs = 25;

    public static void Run(string[] args)
    {
        var bits = DataSource.Open(args[0]).ToBits(DataSplit.Train).Bits;
        foreach (int components in args.Skip(1).Select(int.Parse))
            Measure(bits, components, WarmUps, Runs);
    }

    /// <summary>The table that bench/peers/flexmix.py draws in R: planted groups, in no way easy for either.</summary>
    public static void Flexmix(string[] args) => Measure(Planted(10_000, 100, 10, seed: 0), 10, warmUps: 20, runs: 100);

    /// <summary>A million rows of 200 items, K = 10, 100 iterations: seconds and the most memory the process held.</summary>
    public static void Million(string[] args)
    {
        int rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var bits = Planted(rows, 200, 10, seed: 0);
        var options = new BernoulliMixtureOptions { Components = 10, Restarts = 1, Tolerance = 0, MaxIterations = 100 };
        var clock = Stopwatch.StartNew();
        var fit = BernoulliMixtureTrainer.Fit(bits, options);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant(
            $"{rows} x {bits.Columns}, K = {options.Components}, {options.MaxIterations} iterations: {clock.Elapsed.TotalSeconds:F1} s, {process.PeakWorkingSet64 / 1e6:F0} MB, {fit.BestRestart.MeanLogLikelihood:F4} nats per row"));
    }

    private static void Measure(BitMatrix bits, int components, int warmUps, int runs)
    {
        var laps = new Laps();
        var options = new BernoulliMixtureOptions
        {
            Components = components,
            Restarts = 1,
            Tolerance = 0,
            MaxIterations = warmUps + runs + 1,
            Precision = MixturePrecision.Single,
        };
        BernoulliMixtureTrainer.Fit(bits, options, progress: laps);
        PeerJobs.Report($"EM iteration, {bits.Rows} x {bits.Columns}, K = {components}", laps.Milliseconds[warmUps..]);
    }

    /// <summary>Rows from components of equal weight, whose means are drawn evenly from 0.05 to 0.95.</summary>
    public static BitMatrix Planted(int rows, int columns, int components, long seed)
    {
        var random = new RandomStream(seed, "planted");
        double[] means = [.. Enumerable.Range(0, components * columns).Select(_ => 0.05 + 0.9 * random.NextDouble())];
        double[] weights = [.. Enumerable.Repeat(1.0 / components, components)];
        return new BernoulliMixture(weights, means, columns).Sample(rows, new RandomStream(seed, "planted-rows")).Bits;
    }

    /// <summary>Time from one report to the next: the report falls between E-step and M-step, so a lap holds one of each.</summary>
    private sealed class Laps : IProgress<EmIteration>
    {
        private long _last;

        public List<double> Milliseconds { get; } = [];

        public void Report(EmIteration value)
        {
            long now = Stopwatch.GetTimestamp();
            if (_last != 0)
                Milliseconds.Add(Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds);
            _last = now;
        }
    }
}
