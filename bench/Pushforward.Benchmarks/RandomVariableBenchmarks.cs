using BenchmarkDotNet.Attributes;
using Pushforward.Distributions;
using Pushforward.RandomVariables;
using static Pushforward.RandomVariables.RandomVariable;

namespace Pushforward.Benchmarks;

/// <summary>Laws of functions of random variables, by quadrature alone. Wanted: the radius below 50 ms, fifty uniforms below 1 s, two operands below 100 ms.</summary>
public class RandomVariableBenchmarks
{
    private static readonly CalculusOptions Numerically = new() { UseClosedForms = false };

    private static RandomVariable U => Of(new Uniform(0, 1));

    private static RandomVariable N => Of(new Normal(0, 1));

    private static RandomVariable C => Of(new Cauchy(0, 1));

    [Benchmark]
    public Law Radius() => Sqrt(Pow(U, 2) + Pow(U, 2)).LawOf(Numerically);

    [Benchmark]
    public Law FiftyUniforms() => Sum(Enumerable.Range(0, 50).Select(_ => U)).LawOf(Numerically);

    [Benchmark]
    public Law NormalPlusNormal() => (N + N).LawOf(Numerically);

    [Benchmark]
    public Law CauchyPlusCauchy() => (C + C).LawOf(Numerically);

    [Benchmark]
    public Law NormalTimesNormal() => (N * N).LawOf(Numerically);

    [Benchmark]
    public Law NormalOverNormal() => (N / N).LawOf(Numerically);

    [Benchmark]
    public Law CauchyTimesCauchy() => (C * C).LawOf(Numerically);
}
