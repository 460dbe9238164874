using BenchmarkDotNet.Attributes;
using Pushforward.Numerics.Random;

namespace Pushforward.Benchmarks.Kernels;

/// <summary>A million random values of each law, on one thread.</summary>
public class RandomBenchmarks
{
    private const int Length = 1_000_000;

    private readonly RandomStream _stream = new(1, "benchmark");
    private readonly float[] _values = new float[Length], _probabilities = [.. Enumerable.Repeat(0.3f, Length)];
    private readonly uint[] _words = new uint[Length];

    [Benchmark(Baseline = true)]
    public void ScalarWords()
    {
        for (int i = 0; i < Length; i++)
            _words[i] = _stream.NextUInt32();
    }

    [Benchmark]
    public void Words() => _stream.FillUInt32(_words);

    [Benchmark]
    public void Uniform() => _stream.FillUniform(_values);

    [Benchmark]
    public void Normal() => _stream.FillNormal(_values);

    [Benchmark]
    public void Bernoulli() => _stream.FillBernoulli(_probabilities, _values);

    [Benchmark]
    public void Logistic() => _stream.FillLogistic(_values);

    [Benchmark]
    public void Gumbel() => _stream.FillGumbel(_values);
}
