using BenchmarkDotNet.Attributes;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Benchmarks.Kernels;

/// <summary>Matrix products of the shapes that training makes, in each layout, on every kernel that the machine has.</summary>
[MemoryDiagnoser]
public class GemmBenchmarks
{
    private float[] _a = [], _b = [], _c = [];
    private GemmMicroKernel _kernel = GemmMicroKernel.Current;

    /// <summary>Rows, columns and inner size.</summary>
    [Params("512x512x512", "1024x1024x1024", "128x512x784", "1x512x784")]
    public string Shape { get; set; } = "";

    [ParamsAllValues]
    public GemmLayout Layout { get; set; }

    [ParamsAllValues]
    public InstructionSet Set { get; set; }

    private (int M, int N, int K) Sizes => Shape.Split('x').Select(int.Parse).ToArray() is [var m, var n, var k] ? (m, n, k) : default;

    [GlobalSetup]
    public void Setup()
    {
        var (m, n, k) = Sizes;
        _kernel = GemmMicroKernel.Supported.FirstOrDefault(kernel => kernel.InstructionSet == Set)
            ?? throw new NotSupportedException($"This machine has no {Set}.");
        var random = new System.Random(1);
        _a = [.. Enumerable.Range(0, m * k).Select(_ => random.NextSingle() - 0.5f)];
        _b = [.. Enumerable.Range(0, k * n).Select(_ => random.NextSingle() - 0.5f)];
        _c = new float[m * n];
    }

    [Benchmark]
    public void Multiply()
    {
        var (m, n, k) = Sizes;
        int lda = Layout == GemmLayout.TN ? m : k, ldb = Layout == GemmLayout.NT ? k : n;
        Gemm.MultiplyWith(_kernel, Layout, m, n, k, _a, lda, _b, ldb, _c, n, false, default, ThreadTeam.Shared);
    }
}
