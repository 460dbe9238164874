using System.Diagnostics;
using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.Numerics.Random;
using Pushforward.Training;

namespace Pushforward.Benchmarks.Simulations;

/// <summary>
/// How the defaults of discrete flows are chosen: each option is varied alone around them, and the validation rows decide. The test split is never read. Where data
/// have no validation split, some of the training rows are learned from and others validate.
/// </summary>
internal static class DiscreteOptions
{
    private const int LearnRows = 15_000, HeldRows = 5000;

    /// <summary>Prints validation nats and seconds for every value of every option.</summary>
    /// <param name="args">The data; then, to vary only some, names of options.</param>
    public static int Run(string[] args)
    {
        var data = DataSource.Open(args[0]);
        var all = data.ToBits(DataSplit.Train, new BinarizationOptions { Method = Binarization.Stochastic });
        var (train, validation) = data.Has(DataSplit.Validation) ? (all.Bits, data.ToBits(DataSplit.Validation).Bits) : Split(all.Bits);
        bool images = all.Image is not null;
        var defaults = new DiscreteFlowOptions { Layers = images ? 1 : null };
        foreach (var (name, options) in images ? OfImages(defaults) : OfTables(defaults))
        {
            if (args.Length > 1 && !args.Skip(1).Contains(name.Split(' ')[0]))
                continue;
            var clock = Stopwatch.StartNew();
            var fit = DiscreteFlowTrainer.Fit(train, validation, options, all.Image);
            Console.WriteLine(FormattableString.Invariant(
                $"{name,-16} validation {fit.Flow.LogProb(validation).Average():F4} nats, {fit.Layers.Count,4} layers, {clock.Elapsed.TotalSeconds:F1} s"));
        }
        return 0;
    }

    private static IEnumerable<(string Name, DiscreteFlowOptions Options)> OfTables(DiscreteFlowOptions defaults) =>
    [
        ("defaults", defaults),
        .. Vary("block", value => defaults with { Block = (int)value }, 1, 2, 3, 4),
        .. Vary("split-gain", value => defaults with { SplitGain = value }, 6, 12, 25, 50),
        .. Vary("leaf-rows", value => defaults with { LeafRows = (int)value }, 10, 30, 60),
        .. Vary("depth", value => defaults with { Depth = (int)value }, 6, 12, 18),
        .. Vary("proposals", value => defaults with { Proposals = (int)value }, 20, 40, 80),
    ];

    private static IEnumerable<(string Name, DiscreteFlowOptions Options)> OfImages(DiscreteFlowOptions defaults) =>
    [
        ("defaults", defaults),
        ("method flips", defaults with { Method = DiscreteFlowMethod.Flips }),
        .. Vary("split-gain", value => defaults with { SplitGain = value }, 4, 8, 16),
        .. Vary("leaf-rows", value => defaults with { LeafRows = (int)value }, 4, 8, 16),
        .. Vary("window", value => defaults with { Window = (int)value }, 5, 7, 9),
        .. Vary("depth", value => defaults with { Depth = (int)value }, 8, 12, 16),
    ];

    private static IEnumerable<(string Name, DiscreteFlowOptions Options)> Vary(string name, Func<double, DiscreteFlowOptions> options, params double[] values) =>
        values.Select(value => (FormattableString.Invariant($"{name} {value}"), options(value)));

    private static (BitMatrix Train, BitMatrix Validation) Split(BitMatrix rows)
    {
        int[] order = BatchOrder.Permutation(rows.Rows, new RandomStream(0, "discrete-options"));
        return (Take(order[..LearnRows]), Take(order[LearnRows..(LearnRows + HeldRows)]));

        BitMatrix Take(int[] chosen)
        {
            var taken = new BitMatrix(chosen.Length, rows.Columns);
            for (int n = 0; n < chosen.Length; n++)
                rows.Row(chosen[n]).CopyTo(taken.MutableRow(n));
            return taken;
        }
    }
}
