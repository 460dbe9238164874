using BenchmarkDotNet.Attributes;

namespace Pushforward.Benchmarks.Tensors;

/// <summary>Whole training steps: forward, backward and optimizer. The allocation column should stay at a few hundred bytes.</summary>
[MemoryDiagnoser]
public class TrainingStepBenchmarks
{
    private readonly VaeStep _vae = new(128);
    private readonly NiceStep _nice = new(200);

    [Benchmark]
    public double Vae() => _vae.Run();

    [Benchmark]
    public double Nice() => _nice.Run();
}
