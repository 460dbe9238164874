using BenchmarkDotNet.Attributes;
using Pushforward.Distributions;
using Pushforward.RandomVariables;
using static Pushforward.RandomVariables.RandomVariable;

namespace Pushforward.Benchmarks;

/// <summary>Laws of functions of random variables, by quadrature alone. Wanted: the radius below 50 ms, fifty uniforms below 1 s.</summary>
public class RandomVariableBenchmarks
{
    internal static readonly CalculusOptions Numerically = new() { UseClosedForms = false };

    private static RandomVariable U => Of(new Uniform(0, 1));

    [Benchmark]
    public Law Radius() => Sqrt(Pow(U, 2) + Pow(U, 2)).LawOf(Numerically);

    [Benchmark]
    public Law FiftyUniforms() => Sum(Enumerable.Range(0, 50).Select(_ => U)).LawOf(Numerically);
}

/// <summary>One operation on two independent variables of smooth laws, by quadrature alone. Wanted: below 100 ms each.</summary>
public class TwoOperandBenchmarks
{
    [Params(
        "normal(0,1) + normal(0,1)",
        "cauchy(0,1) + cauchy(0,1)",
        "student-t(5) + laplace(0,1)",
        "gamma(2.5,1) + normal(0,1)",
        "exponential(1) - gamma(0.5,2)",
        "logistic(0,1) + lognormal(0,1)",
        "normal(0,1) * normal(0,1)",
        "cauchy(0,1) * cauchy(0,1)",
        "normal(5,1) * normal(3,2)",
        "beta(2,3) * uniform(0,1)",
        "lognormal(0,1) * normal(0,1)",
        "student-t(3) * laplace(0,1)",
        "normal(0,1) / normal(0,1)",
        "cauchy(0,1) / cauchy(0,1)",
        "gamma(2,1) / gamma(3,1)",
        "logistic(0,1) / normal(3,1)",
        "exponential(1) / uniform(0,1)",
        "chi-squared(3) / chi-squared(5)",
        "normal(1,1) / cauchy(1,2)",
        "max(normal(0,1), cauchy(0,1))",
        "min(gamma(2,1), logistic(0,1))")]
    public string Operation { get; set; } = "";

    [Benchmark]
    public Law Compute() => new VariableReader().Read(Operation).LawOf(RandomVariableBenchmarks.Numerically);
}
