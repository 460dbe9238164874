using System.Diagnostics;
using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Benchmarks.Simulations;

/// <summary>
/// Rows from known discrete flows, random XOR layers over independent columns, and flows learned from them: how far these stay from the truth, KL(truth, learned), which is by how
/// much their likelihood misses the entropy. It is summed over all states, so no test rows blur it.
/// </summary>
internal static class PlantedFlows
{
    /// <summary>Nats within which a planted flow counts as undone.</summary>
    public const double Tolerance = 0.01;

    private const int DefaultSeeds = 10, Columns = 16, TrainRows = 50_000, ValidationRows = 5000;

    /// <summary>Learns so many planted flows (10), each from the rows of its seed, and prints how many are undone.</summary>
    /// <param name="args">How many; then how many layers of couplings (2).</param>
    public static int Run(string[] args)
    {
        int seeds = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : DefaultSeeds;
        int layers = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 2;
        int undone = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            var truth = Truth(Columns, layers, new RandomStream(seed, "planted"));
            var clock = Stopwatch.StartNew();
            var fit = Learn(truth, seed, new DiscreteFlowOptions());
            double seconds = clock.Elapsed.TotalSeconds, missing = Divergence(truth, fit.Flow);
            undone += missing <= Tolerance ? 1 : 0;
            Console.WriteLine(FormattableString.Invariant(
                $"seed {seed}: entropy {Entropy(truth):F4} nats, missed by {missing:F4}; {fit.Layers.Count} layers, {seconds:F1} s"));
        }
        Console.WriteLine(FormattableString.Invariant($"within {Tolerance} nats: {undone} of {seeds}"));
        return 0;
    }

    /// <summary>Random XOR layers over independent columns: in each layer half of the columns are flipped by random tables of two others.</summary>
    public static DiscreteFlow Truth(int columns, int layers, RandomStream random)
    {
        var parts = new List<DiscreteBijection<ulong>>();
        for (int layer = 0; layer < layers; layer++)
        {
            int[] order = [.. Enumerable.Range(0, columns)];
            for (int i = columns - 1; i > 0; i--)
            {
                int j = random.NextInt32(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }
            foreach (int target in order[(columns / 2)..])
            {
                int a = order[random.NextInt32(columns / 2)], b = order[random.NextInt32(columns / 2)];
                int[] inputs = a == b ? [a] : [a, b];
                parts.Add(new XorCoupling(new TableFunction(columns, inputs, [target], [.. Enumerable.Range(0, 1 << inputs.Length).Select(_ => (ulong)random.NextInt32(2))])));
            }
        }
        double[] means = [.. Enumerable.Range(0, columns).Select(_ => 0.02 + 0.28 * random.NextDouble())];
        return new DiscreteFlow(new BernoulliMixture([1], means, columns), new Chain<ulong>(parts));
    }

    /// <summary>A flow learned from rows of the truth.</summary>
    public static DiscreteFlowFit Learn(DiscreteFlow truth, int seed, DiscreteFlowOptions options) => DiscreteFlowTrainer.Fit(
        truth.Sample(TrainRows, new RandomStream(seed, "train")), truth.Sample(ValidationRows, new RandomStream(seed, "validation")), options);

    /// <summary>KL(truth, learned), summed over all states, in nats.</summary>
    public static double Divergence(DiscreteFlow truth, DiscreteFlow learned)
    {
        var states = States(truth.Columns);
        return truth.LogProb(states).Zip(learned.LogProb(states), (p, q) => Math.Exp(p) * (p - q)).Sum();
    }

    private static double Entropy(DiscreteFlow law) => law.LogProb(States(law.Columns)).Sum(p => -Math.Exp(p) * p);

    private static BitMatrix States(int columns)
    {
        var states = new BitMatrix(1 << columns, columns);
        for (int s = 0; s < states.Rows; s++)
            states.MutableRow(s)[0] = (ulong)s;
        return states;
    }
}
