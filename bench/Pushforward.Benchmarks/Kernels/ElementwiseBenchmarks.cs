using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Benchmarks.Kernels;

/// <summary>Element-wise functions over a million floats: here on one thread, here on the team, and TensorPrimitives' nearest.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class ElementwiseBenchmarks
{
    private const int Length = 1_000_000;

    private static readonly ThreadTeam One = new(1);

    private readonly float[] _x = new float[Length], _positive = new float[Length], _y = new float[Length];

    [GlobalSetup]
    public void Setup()
    {
        var random = new System.Random(1);
        for (int i = 0; i < Length; i++)
        {
            _x[i] = random.NextSingle() * 10 - 4;
            _positive[i] = Math.Abs(_x[i]) + 0.01f;
        }
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Copy")]
    public void Copy() => _x.CopyTo(_y, 0);

    [Benchmark(Baseline = true), BenchmarkCategory("Exp")]
    public void TensorPrimitivesExp() => TensorPrimitives.Exp(_x, _y);

    [Benchmark, BenchmarkCategory("Exp")]
    public void Exp() => Elementwise.Exp(_x, _y, One);

    [Benchmark, BenchmarkCategory("Exp")]
    public void ExpByTeam() => Elementwise.Exp(_x, _y);

    [Benchmark(Baseline = true), BenchmarkCategory("Log")]
    public void TensorPrimitivesLog() => TensorPrimitives.Log(_positive, _y);

    [Benchmark, BenchmarkCategory("Log")]
    public void Log() => Elementwise.Log(_positive, _y, One);

    [Benchmark, BenchmarkCategory("Log")]
    public void LogByTeam() => Elementwise.Log(_positive, _y);

    /// <summary>Two calls that overflow beyond 88: there is no softplus among the primitives.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Softplus")]
    public void TensorPrimitivesExpThenLog1p()
    {
        TensorPrimitives.Exp(_x, _y);
        TensorPrimitives.LogP1<float>(_y, _y);
    }

    [Benchmark, BenchmarkCategory("Softplus")]
    public void Softplus() => Elementwise.Softplus(_x, _y, One);

    [Benchmark, BenchmarkCategory("Softplus")]
    public void SoftplusByTeam() => Elementwise.Softplus(_x, _y);

    [Benchmark(Baseline = true), BenchmarkCategory("Sigmoid")]
    public void TensorPrimitivesSigmoid() => TensorPrimitives.Sigmoid(_x, _y);

    [Benchmark, BenchmarkCategory("Sigmoid")]
    public void Sigmoid() => Elementwise.Sigmoid(_x, _y, One);

    [Benchmark, BenchmarkCategory("Sigmoid")]
    public void SigmoidByTeam() => Elementwise.Sigmoid(_x, _y);

    [Benchmark(Baseline = true), BenchmarkCategory("Tanh")]
    public void TensorPrimitivesTanh() => TensorPrimitives.Tanh(_x, _y);

    [Benchmark, BenchmarkCategory("Tanh")]
    public void Tanh() => Elementwise.Tanh(_x, _y, One);

    [Benchmark, BenchmarkCategory("Tanh")]
    public void TanhByTeam() => Elementwise.Tanh(_x, _y);
}
