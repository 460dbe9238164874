using BenchmarkDotNet.Attributes;
using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.Numerics.Random;

namespace Pushforward.Benchmarks;

/// <summary>A million rows of 16 bits, a flow learned on half of them, on one thread: below 100 ms is more than ten million rows a second.</summary>
public class DiscreteFlowBenchmarks
{
    private const int Rows = 1_000_000, Columns = 16;

    private readonly BitMatrix _rows = new(Rows, Columns);
    private DiscreteFlow _flow = null!;

    /// <summary>Rows whose columns copy each other, and a flow on them; its table is made by the first call.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1, "benchmark");
        for (int n = 0; n < Rows; n++)
        {
            for (int c = 0; c < Columns; c++)
                _rows[n, c] = c > 0 && random.NextDouble() < 0.7 ? _rows[n, c - 1] : random.NextDouble() < 0.3;
        }
        var train = new BitMatrix(20_000, Columns);
        for (int n = 0; n < train.Rows; n++)
            _rows.Row(n).CopyTo(train.MutableRow(n));
        _flow = DiscreteFlowTrainer.Fit(train, train, new DiscreteFlowOptions { Layers = 30, Proposals = 8 }).Flow;
    }

    [Benchmark]
    public BitMatrix Encode() => _flow.Encode(_rows);

    [Benchmark]
    public double[] LogProb() => _flow.LogProb(_rows);
}
