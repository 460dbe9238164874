using System.Diagnostics;
using System.Globalization;
using Pushforward.Data;
using Pushforward.Mixtures;
using Pushforward.Mixtures.Kernel;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Benchmarks.Mixtures;

/// <summary>
/// Where the time of an EM iteration goes: its phases one by one, each the fastest of many runs by processor time, so that a machine with other things to do
/// disturbs little. Beside them the same as two matrix products, without the exponentials between. Arguments: threads; the data, which is the folder with the
/// IDX files, "planted" for the table of the flexmix twin, or for bits that know nothing of each other "random:ROWSxCOLUMNS"; then values of K.
/// </summary>
internal static class EmPhases
{
    // Iterations before the phases are timed: enough for responsibilities to have settled to what they are for the rest of a fit.
    private const int WarmUps = 8;

    private static readonly TimeSpan PerPhase = TimeSpan.FromSeconds(1);

    public static int Run(string[] args)
    {
        using var team = new ThreadTeam(int.Parse(args[0], CultureInfo.InvariantCulture));
        var bits = args[1] == "planted" ? Peers.EmPeer.Planted(10_000, 100, 10, seed: 0)
            : args[1].StartsWith("random:", StringComparison.Ordinal) ? Coins(args[1]["random:".Length..].Split('x'))
            : DataSource.Open(args[1]).ToBits(DataSplit.Train).Bits;
        foreach (int components in args.Skip(2).Select(int.Parse))
            Measure(bits, components, team);
        return 0;
    }

    private static void Measure(BitMatrix bits, int components, ThreadTeam team)
    {
        var options = new BernoulliMixtureOptions { Components = components, Restarts = 1, Tolerance = 0, MaxIterations = WarmUps, Precision = MixturePrecision.Single };
        var mixture = BernoulliMixtureTrainer.Fit(bits, options, team: team).Model;

        var layout = LaneLayout.For<float>(components);
        long start = Stopwatch.GetTimestamp();
        var codes = BitCodes.Encode(bits, null, team);
        double encoding = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double words = codes.Blocks.Sum(block => block.Parts.Sum(part => (double)part.Ends.Zip(part.Starts, (end, first) => end - first).Sum()));
        Console.WriteLine(FormattableString.Invariant(
            $"{bits.Rows} x {bits.Columns}, K = {components}, {team.Size} threads: {layout.Tiles} tiles, {codes.Book.Words} words, {words / bits.Rows:F1} a row, encoded in {encoding:F0} ms"));

        var parameters = LaneParameters.From(mixture, layout);
        var step = new MaximizationStep(new StoredRows(CategoricalRows.Of(bits), null), 1, team);
        var prior = new MeanPrior(1, step.Shares);
        var scores = new EmissionScores(layout, BitLayout.OfBits(bits.Columns));
        var statistics = new SufficientStatistics(layout, bits.Columns);
        using var pass = new ExpectationPass<float>(codes, layout, team);
        using var tables = new ScoreTables<float>(codes.Book, layout);

        double fill = Fastest(() => scores.Fill(parameters, prior, team), team);
        double build = Fastest(() => tables.Build(scores.Scores, team), team);
        double score = Fastest(() => pass.LogProb(scores.Scores), team);
        double expect = Fastest(() => pass.Expect(scores.Scores, statistics), team);
        var copy = parameters.Copy();
        double maximize = Fastest(() => step.Maximize(statistics, copy), team);
        double products = Products(bits, components, team);
        Console.WriteLine(FormattableString.Invariant(
            $"  scores from parameters {fill:F3} ms, tables {build:F3}, log-probabilities (with tables) {score:F3}, E-step (with tables) {expect:F3}, M-step {maximize:F3}; together {fill + expect + maximize:F3}; two matrix products {products:F3}"));
    }

    // X W' and R' X on float32, the products an E-step and an M-step would consist of.
    private static double Products(BitMatrix bits, int components, ThreadTeam team)
    {
        var (rows, columns) = (bits.Rows, bits.Columns);
        var x = new float[rows * columns];
        for (int i = 0; i < x.Length; i++)
            x[i] = bits[i / columns, i % columns] ? 1 : 0;
        float[] scores = new float[components * columns], joint = new float[rows * components], counts = new float[components * columns];
        scores.AsSpan().Fill(0.1f);
        return Fastest(
            () =>
            {
                Gemm.Multiply(GemmLayout.NT, rows, components, columns, x, columns, scores, columns, joint, components, team: team);
                Gemm.Multiply(GemmLayout.TN, components, columns, rows, joint, components, x, columns, counts, columns, team: team);
            },
            team);
    }

    private static BitMatrix Coins(string[] shape)
    {
        var random = new RandomStream(0, "coins");
        var bits = new BitMatrix(int.Parse(shape[0], CultureInfo.InvariantCulture), int.Parse(shape[1], CultureInfo.InvariantCulture));
        for (int row = 0; row < bits.Rows; row++)
        {
            for (int column = 0; column < bits.Columns; column++)
                bits[row, column] = random.NextDouble() < 0.5;
        }
        return bits;
    }

    // Milliseconds of processor time over threads, of the run that took least: other work on the machine then counts only by what it does to the caches.
    private static double Fastest(Action phase, ThreadTeam team)
    {
        double fastest = double.PositiveInfinity;
        var clock = Stopwatch.StartNew();
        for (int run = 0; run < 20 || clock.Elapsed < PerPhase; run++)
        {
            var before = Environment.CpuUsage.TotalTime;
            phase();
            fastest = Math.Min(fastest, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }
        return fastest / team.Size;
    }
}
