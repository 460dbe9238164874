using System.Diagnostics;
using Pushforward.Data;
using Pushforward.Mixtures;

namespace Pushforward.Benchmarks.Peers;

/// <summary>EM iterations of a Bernoulli mixture on binarised images. Arguments: the folder with the IDX files, then values of K.</summary>
internal static class EmPeer
{
    private const int WarmUps = 5, Runs = 25;

    public static void Run(string[] args)
    {
        var bits = DataSource.Open(args[0]).ToBits(DataSplit.Train).Bits;
        foreach (int components in args.Skip(1).Select(int.Parse))
        {
            var laps = new Laps();
            var options = new BernoulliMixtureOptions
            {
                Components = components,
                Restarts = 1,
                Tolerance = 0,
                MaxIterations = WarmUps + Runs + 1,
                Precision = MixturePrecision.Single,
            };
            BernoulliMixtureTrainer.Fit(bits, options, progress: laps);
            PeerJobs.Report($"EM iteration, {bits.Rows} x {bits.Columns}, K = {components}", laps.Milliseconds[WarmUps..]);
        }
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
