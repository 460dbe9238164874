using Pushforward.Flows;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Samples;

/// <summary>
/// Finds readings of a machine that do not go together, though each by itself is usual: a flow learns the joint density of what is normal, and what it finds
/// unlikely is flagged.
/// </summary>
public static class AnomalySample
{
    /// <summary>Trains on normal readings; returns the shares of new normal and of faulty ones that are flagged.</summary>
    public static (double FalseAlarms, double Found) Run()
    {
        var readings = new MatrixRows(Readings(3000, faulty: false, new RandomStream(seed: 0, "known")), columns: 3);
        var options = new RealNvpOptions
        {
            Coupling = FlowCoupling.Affine,
            Arrangement = FlowArrangement.Alternating,
            Marginals = false,
            Couplings = 6,
            Hidden = [32, 32],
            Training = new TrainingOptions { Epochs = 40, BatchSize = 100, Rate = 5e-3 },
        };
        var flow = new RealNvp(new FlowStart(ColumnMoments.OfPoints(readings)), options, dequantization: null);
        var (train, validation) = RowSubset.HoldOut(readings, seed: 0);
        var result = new Trainer(flow, train, validation, options.Training).Run();
        Console.WriteLine($"held-out log-density {-result.Best!.ValidationLoss:F3} nats a reading");

        // The hundredth part of normal readings that is least likely marks the bound.
        double[] known = [.. LogProb(flow, Readings(1000, faulty: false, new RandomStream(seed: 1, "bound"))).Order()];
        double bound = known[known.Length / 100];
        double Flagged(bool faulty) => LogProb(flow, Readings(1000, faulty, new RandomStream(seed: 2, "new"))).Count(logProb => logProb < bound) / 1000.0;
        var (falseAlarms, found) = (Flagged(faulty: false), Flagged(faulty: true));
        Console.WriteLine($"flagged: {falseAlarms:P1} of normal readings, {found:P1} of faulty ones");
        return (falseAlarms, found);
    }

    private static float[] LogProb(Flow flow, float[] rows) => flow.LogProb(Tensor.Wrap(rows, Shape.Matrix(rows.Length / 3, 3))).AsSpan().ToArray();

    // Load, temperature and current; the last two follow the load, and in a faulty machine that of another time.
    private static float[] Readings(int count, bool faulty, RandomStream random)
    {
        var rows = new float[count * 3];
        for (int n = 0; n < count; n++)
        {
            double load = random.NextDouble(), other = random.NextDouble();
            double felt = faulty ? other : load;
            rows[3 * n] = (float)(load + 0.02 * random.NextNormal());
            rows[3 * n + 1] = (float)(felt * felt + 0.02 * random.NextNormal());
            rows[3 * n + 2] = (float)(Math.Sqrt(felt) + 0.02 * random.NextNormal());
        }
        return rows;
    }
}
