using Pushforward.Evaluation;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Comparison;

/// <summary>How well a trained network tells samples from real rows it has not seen.</summary>
/// <param name="Accuracy">The share told rightly: one half where there is nothing to tell them by, 1 where every sample betrays itself.</param>
/// <param name="StandardError">Of a share of one half of as many rows: √(1 / (4 rows)).</param>
/// <param name="Rows">Rows it was tried on, samples and real ones.</param>
public readonly record struct TwoSampleResult(double Accuracy, double StandardError, int Rows);

/// <summary>
/// The classifier two-sample test (Lopez-Paz &amp; Oquab 2017, arXiv:1610.06545): a network with one hidden layer learns on half of the rows to tell samples from
/// real rows, a tenth chooses between epochs, and the rest say how well it does.
/// </summary>
public static class TwoSampleClassifier
{
    private const int Hidden = 64, BatchSize = 128, Epochs = 15, FewestSteps = 600;

    /// <summary>Trains and tries it.</summary>
    /// <param name="samples">At least ten rows.</param>
    /// <param name="real">At least ten rows, as many as there are samples.</param>
    /// <param name="seed">Divides the rows and starts the network.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <exception cref="ArgumentException">The sets are of different sizes, or too small.</exception>
    public static TwoSampleResult Test(PointSet samples, PointSet real, long seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(real);
        if (samples.Rows != real.Rows || samples.Columns != real.Columns || samples.Rows < 10)
        {
            throw new ArgumentException(
                $"two-sample test: expected two sets of as many rows, at least 10, got {samples.Rows} x {samples.Columns} and {real.Rows} x {real.Columns}.");
        }
        int width = samples.Columns + 1, total = 2 * samples.Rows;
        float[] rows = Labeled(samples, real);
        Shuffle(rows, width, total, new RandomStream(seed, "two-sample-order"));
        int train = total / 2, validation = total / 10;
        MatrixRows Part(int start, int count) => new(rows.AsMemory(start * width, count * width), width, "two-sample test");

        var network = new Network(samples.Columns, seed);
        int batch = Math.Min(BatchSize, train), steps = Math.Max(1, train / batch);
        var options = new TrainingOptions
        {
            Epochs = Math.Max(Epochs, FewestSteps / steps),
            BatchSize = batch,
            Rate = 3e-3,
            AverageDecay = 0.99,
            Patience = 8,
            WarmUpSteps = 10,
            WeightDecay = 0.01,
            Deterministic = true,
            Seed = seed,
        };
        new Trainer(network, Part(0, train), Part(train, validation), options).Run(cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();

        int start = train + validation, tried = total - start, right = 0;
        var tape = new Tape();
        using (tape.Evaluate())
        {
            var logits = network.Logits(Tensor.From(rows.AsSpan(start * width), tried, width)).AsSpan();
            for (int n = 0; n < tried; n++)
                right += (logits[n] > 0) == (rows[(start + n + 1) * width - 1] == 1) ? 1 : 0;
        }
        return new TwoSampleResult((double)right / tried, Math.Sqrt(0.25 / tried), tried);
    }

    // Features brought to mean 0 and deviation 1 over both sets, then 1 for a sample and 0 for a real row.
    private static float[] Labeled(PointSet samples, PointSet real)
    {
        int d = samples.Columns, total = 2 * samples.Rows;
        var rows = new float[total * (d + 1)];
        for (int n = 0; n < total; n++)
        {
            bool isSample = n < samples.Rows;
            (isSample ? samples.Row(n) : real.Row(n - samples.Rows)).CopyTo(rows.AsSpan(n * (d + 1)));
            rows[n * (d + 1) + d] = isSample ? 1 : 0;
        }
        for (int j = 0; j < d; j++)
        {
            double sum = 0, squares = 0;
            for (int n = 0; n < total; n++)
                sum += rows[n * (d + 1) + j];
            double mean = sum / total;
            for (int n = 0; n < total; n++)
                squares += (rows[n * (d + 1) + j] - mean) * (rows[n * (d + 1) + j] - mean);
            double deviation = Math.Sqrt(squares / total);
            for (int n = 0; n < total; n++)
                rows[n * (d + 1) + j] = deviation > 0 ? (float)((rows[n * (d + 1) + j] - mean) / deviation) : 0;
        }
        return rows;
    }

    private static void Shuffle(float[] rows, int width, int total, RandomStream random)
    {
        var spare = new float[width];
        for (int i = total - 1; i > 0; i--)
        {
            Span<float> a = rows.AsSpan(i * width, width), b = rows.AsSpan(random.NextInt32(i + 1) * width, width);
            a.CopyTo(spare);
            b.CopyTo(a);
            spare.CopyTo(b);
        }
    }

    private sealed class Network : ITrainable
    {
        private readonly Mlp _network;

        public Network(int columns, long seed) =>
            _network = new Mlp(Parameters, "two-sample", [columns, Hidden, 1], Activation.Relu, new RandomStream(seed, "two-sample-weights"));

        public ParameterSet Parameters { get; } = new();

        public Tensor Logits(Tensor rows) => _network.Forward(rows[.., ..^1]);

        public Tensor Losses(Batch batch) => -Logits(batch.Rows).BernoulliLogProb(batch.Rows[.., ^1..]);
    }
}
