using MathNet.Numerics;
using Pushforward.Distributions;
using Pushforward.Numerics.Calculus;
using Pushforward.RandomVariables;
using static Pushforward.RandomVariables.RandomVariable;

namespace Pushforward.Tests.RandomVariables;

/// <summary>Closed forms from Springer 1979 and the field's classics.</summary>
public static class KnownLaws
{
    private static readonly double[] Unit = [1e-6, 0.1, 0.37, 0.5, 0.8, 0.999];
    private static readonly double[] Positive = [1e-5, 0.2, 0.7, 1.3, 3, 11];
    private static readonly double[] Real = [-9, -2.5, -0.7, -1e-3, 0.4, 1.2, 5];

    /// <summary>All cases.</summary>
    public static TheoryData<KnownLaw> All => [.. Each];

    private static IEnumerable<KnownLaw> Each => [.. Sums, .. Products, .. Ratios, .. Powers, .. Functions, .. Extremes];

    /// <summary>A case by its name.</summary>
    public static KnownLaw Named(string name) => Each.Single(law => law.Name == name);

    private static RandomVariable U => Of(new Uniform(0, 1));

    private static RandomVariable N => Of(new Normal(0, 1));

    private static RandomVariable C => Of(new Cauchy(0, 1));

    private static RandomVariable E => Of(new Exponential(1));

    private static IEnumerable<KnownLaw> Sums =>
    [
        new("U + U", () => U + U, z => z < 1 ? z : 2 - z, [1e-9, 0.3, 0.99, 1.4, 1.999], z => z < 1 ? z * z / 2 : 1 - (2 - z) * (2 - z) / 2),
        new("U - U", () => U - U, z => 1 - Math.Abs(z), [-0.99, -0.3, 1e-8, 0.6]),
        new("U + U + U", () => U + U + U, IrwinHall3, [0.001, 0.5, 1.5, 2.2, 2.99]),
        new("U + E", () => U + E, z => z < 1 ? -Elementary.ExpMinusOne(-z) : Math.Exp(-z) * (Math.E - 1), [1e-7, 0.5, 1.5, 20], z => z < 1 ? z + Elementary.ExpMinusOne(-z) : 1 - (Math.E - 1) * Math.Exp(-z)),
        KnownLaw.Is("E - E", () => E - E, new Laplace(0, 1), Real),
        KnownLaw.Is("E + E + E", () => E + E + E, new Gamma(3, 1), Positive),
        KnownLaw.Is("ten E", () => Sum(Enumerable.Range(0, 10).Select(_ => E)), new Gamma(10, 1), 0.1, 2, 9, 30),
        KnownLaw.Is("gamma(1/2) + gamma(5/2)", () => Of(new Gamma(0.5, 2)) + Of(new Gamma(2.5, 2)), new Gamma(3, 2), Positive),
        new("exponential(1) + exponential(2)", () => E + Of(new Exponential(2)), z => -2 * Math.Exp(-z) * Elementary.ExpMinusOne(-z), Positive, z => Elementary.ExpMinusOne(-z) * Elementary.ExpMinusOne(-z)),
        KnownLaw.Is("cauchy(-100,1) + cauchy(95,1)", () => Of(new Cauchy(-100, 1)) + Of(new Cauchy(95, 1)), new Cauchy(-5, 2), -1e6, -50, -5, -4.2, 30, 1e9),
        KnownLaw.Is("C - 3 C", () => C - 3 * C, new Cauchy(0, 4), Real),
        KnownLaw.Is("normal(400,1) + normal(400,1)", () => Of(new Normal(400, 1)) + Of(new Normal(400, 1)), new Normal(800, Math.Sqrt(2)), 780, 798, 800, 801.5, 815),
        KnownLaw.Is("normal(0,1) + normal(1, 0.001)", () => N + Of(new Normal(1, 0.001)), new Normal(1, Math.Sqrt(1.000001)), Real),
        new("laplace + laplace", () => Of(new Laplace(0, 1)) + Of(new Laplace(0, 1)), z => (1 + Math.Abs(z)) * Math.Exp(-Math.Abs(z)) / 4, Real),
        new("U + bernoulli", () => U + Of(new Bernoulli(0.25)), z => z < 1 ? 0.75 : 0.25, [0.2, 0.9, 1.1, 1.7]),
    ];

    private static IEnumerable<KnownLaw> Products =>
    [
        new("U U", () => U * U, z => -Math.Log(z), Unit, z => z - z * Math.Log(z)),
        // Next to the upper end the integral runs over the last few ulps of both factors.
        new("uniform(1/4,5/4) uniform(1/4,5/4)", () => Of(new Uniform(0.25, 1.25)) * Of(new Uniform(0.25, 1.25)), z => Math.Log(z < 0.3125 ? z / 0.0625 : 1.5625 / z), [0.0626, 0.1, 0.312, 0.313, 1, 1.5624]),
        new("U U U", () => U * U * U, z => Math.Log(z) * Math.Log(z) / 2, Unit, z => ProductCdf(z, 3)),
        new("five U", () => U * U * U * U * U, z => Math.Pow(-Math.Log(z), 4) / 24, [1e-100, 1e-6, 0.1, 0.5, 0.8, 0.99], z => ProductCdf(z, 5)),
        new("N N", () => N * N, z => SpecialFunctions.BesselK0(Math.Abs(z)) / Math.PI, Real),
        new("C C", () => C * C, LogQuotient, [-9, -2.5, -0.7, -1e-3, 0.4, 1.3, 5, 1e6]),
        new("E E", () => E * E, z => 2 * SpecialFunctions.BesselK0(2 * Math.Sqrt(z)), Positive),
        KnownLaw.Is("lognormal lognormal", () => Of(new LogNormal(0, 1)) * Of(new LogNormal(1, 2)), new LogNormal(1, Math.Sqrt(5)), Positive),
        KnownLaw.Is("U beta(2,1)", () => U * Of(new Beta(2, 1)), new Beta(1, 2), Unit),
        KnownLaw.Is("beta(3,2) beta(5,1)", () => Of(new Beta(3, 2)) * Of(new Beta(5, 1)), new Beta(3, 3), Unit),
        new("N^2 N^2", () => Pow(N, 2) * Pow(N, 2), z => SpecialFunctions.BesselK0(Math.Sqrt(z)) / (Math.PI * Math.Sqrt(z)), Positive),
        new("E beta(1,1)... = exponential integral", () => E * U, z => SpecialFunctions.ExponentialIntegral(z, 1), Positive),
    ];

    private static IEnumerable<KnownLaw> Ratios =>
    [
        new("U / U", () => U / U, z => z < 1 ? 0.5 : 0.5 / (z * z), [1e-6, 0.3, 0.99, 1.5, 100, 1e9], z => z < 1 ? z / 2 : 1 - 0.5 / z),
        new("C / C", () => C / C, LogQuotient, [-9, -2.5, -0.7, -1e-3, 0.4, 1.3, 5, 1e6]),
        KnownLaw.Is("N / N", () => N / N, new Cauchy(0, 1), [.. Real, 1e7]),
        new("(U + U) / (U + U)", () => (U + U) / (U + U), RatioOfSums, [1e-6, 0.3, 0.499, 0.501, 0.6, 0.9, 0.999, 1.001, 1.5, 1.999, 2.001, 7, 1e4], RatioOfSumsCdf),
        new("exponential(2) / exponential(3)", () => Of(new Exponential(2)) / Of(new Exponential(3)), z => 1.5 / ((z + 1.5) * (z + 1.5)), Positive, z => z / (z + 1.5)),
        new("|N| / |N|", () => Abs(N) / Abs(N), z => 2 / (Math.PI * (1 + z * z)), Positive, z => 2 / Math.PI * Math.Atan(z)),
        new("uniform(.02,.03) / uniform(.34,.35)", () => Of(new Uniform(0.02, 0.03)) / Of(new Uniform(0.34, 0.35)), NarrowRatio, [0.0575, 0.0585, 0.06, 0.07, 0.085, 0.087, 0.088]),
        KnownLaw.Is("t with 3 degrees, from normals", () => N / Sqrt((Pow(N, 2) + Pow(N, 2) + Pow(N, 2)) / 3), new StudentT(3), Real),
        KnownLaw.Is("t with 5 degrees, from chi-squared", () => N / Sqrt(Of(new ChiSquared(5)) / 5), new StudentT(5), Real),
        new("F(2, 4)", () => Of(new ChiSquared(2)) / 2 / (Of(new ChiSquared(4)) / 4), z => Math.Pow(1 + z / 2, -3), Positive, z => 1 - Math.Pow(1 + z / 2, -2)),
        new("F(1, 1)", () => Of(new ChiSquared(1)) / Of(new ChiSquared(1)), z => 1 / (Math.PI * Math.Sqrt(z) * (1 + z)), Positive, z => 2 / Math.PI * Math.Atan(Math.Sqrt(z))),
        new("x / (x + y), uniform", () => { var (x, y) = (U, U); return x / (x + y); }, z => z < 0.5 ? 0.5 / ((1 - z) * (1 - z)) : 0.5 / (z * z), Unit),
        KnownLaw.Is("x / (x + y), gamma", () => { var (x, y) = (Of(new Gamma(2, 1)), Of(new Gamma(3, 1))); return x / (x + y); }, new Beta(2, 3), Unit),
    ];

    private static IEnumerable<KnownLaw> Powers =>
    [
        new("sqrt(x^2 + y^2), uniform", () => Sqrt(Pow(U, 2) + Pow(U, 2)), Radius, [1e-6, 0.4, 0.999, 1.001, 1.2, 1.41], RadiusCdf),
        KnownLaw.Is("N^2", () => Pow(N, 2), new ChiSquared(1), Positive),
        KnownLaw.Is("sum of 4 N^2", () => Sum(Enumerable.Range(0, 4).Select(_ => Pow(N, 2))), new ChiSquared(4), Positive),
        new("sqrt(N^2 + N^2), Rayleigh", () => Sqrt(Pow(N, 2) + Pow(N, 2)), z => z * Math.Exp(-z * z / 2), Positive, z => -Elementary.ExpMinusOne(-z * z / 2)),
        new("sqrt(U)", () => Sqrt(U), z => 2 * z, Unit, z => z * z),
        new("U^3", () => Pow(U, 3), z => Math.Pow(z, -2.0 / 3) / 3, Unit, Math.Cbrt),
        KnownLaw.Is("1 / C", () => 1 / C, new Cauchy(0, 1), Real),
        new("1 / (1 + |N|)", () => 1 / (1 + Abs(N)), z => 2 / (z * z) * new Normal(0, 1).Density(1 / z - 1), [0.1, 0.3, 0.6, 0.99]),
        new("1 / U, Pareto", () => 1 / U, z => 1 / (z * z), [1.001, 2, 50, 1e10], z => 1 - 1 / z),
    ];

    private static IEnumerable<KnownLaw> Functions =>
    [
        KnownLaw.Is("exp(normal)", () => Exp(Of(new Normal(0.5, 0.8))), new LogNormal(0.5, 0.8), [-1, 0, .. Positive]),
        KnownLaw.Is("-ln U", () => -Log(U), new Exponential(1), Positive),
        KnownLaw.Is("ln(U / (1 - U))", () => { var u = U; return Log(u / (1 - u)); }, new Logistic(0, 1), Real),
        KnownLaw.Is("tan of a uniform angle, by its inverse", () => Atan(C), new Uniform(-Math.PI / 2, Math.PI / 2), -1.5, -0.3, 1e-3, 1.2),
        KnownLaw.Is("atan(N / N)", () => Atan(N / N), new Uniform(-Math.PI / 2, Math.PI / 2), -1.5, -0.3, 1e-3, 1.2),
        KnownLaw.Is("Box and Muller", () => Sqrt(-2 * Log(U)) * Cos(Of(new Uniform(0, 2 * Math.PI))), new Normal(0, 1), Real),
        new("sin of four periods", () => Sin(Of(new Uniform(0, 8 * Math.PI))), z => 1 / (Math.PI * Math.Sqrt((1 - z) * (1 + z))), [-0.999, -0.5, 0.01, 0.7], z => 0.5 + Math.Asin(z) / Math.PI),
        new("tanh(N)", () => Tanh(N), z => new Normal(0, 1).Density(Math.Atanh(z)) / ((1 - z) * (1 + z)), [-0.9, -0.2, 0.1, 0.999]),
        new("exp(E), Pareto", () => Exp(E), z => 1 / (z * z), [1.001, 2, 50, 1e10]),
        new("leaky-relu(N, 0.1)", () => LeakyRelu(N, 0.1), z => z > 0 ? new Normal(0, 1).Density(z) : 10 * new Normal(0, 1).Density(10 * z), [-0.8, -0.1, -1e-4, 1e-4, 0.5, 3], z => new Normal(0, 1).Cdf(z > 0 ? z : 10 * z)),
        new("relu(N)", () => Relu(N), z => z > 0 ? new Normal(0, 1).Density(z) : 0, [1e-4, 0.5, 3], new Normal(0, 1).Cdf),
        new("six relu(E - 1)", () => Sum(Enumerable.Range(0, 6).Select(_ => Relu(E - 1))), SixRectified, [0.01, 1, 2, 7, 30], SixRectifiedCdf),
    ];

    private static IEnumerable<KnownLaw> Extremes =>
    [
        KnownLaw.Is("max of 3 U", () => Max(U, Max(U, U)), new Beta(3, 1), Unit),
        KnownLaw.Is("min of 4 U", () => Min(Min(U, U), Min(U, U)), new Beta(1, 4), Unit),
        KnownLaw.Is("min of exponentials", () => Min(E, Of(new Exponential(2))), new Exponential(3), Positive),
        new("max of N", () => Max(N, N), z => 2 * new Normal(0, 1).Density(z) * new Normal(0, 1).Cdf(z), Real, z => Math.Pow(new Normal(0, 1).Cdf(z), 2)),
        new("range of two U", () => { var (x, y) = (U, U); return Max(x, y) - Min(x, y); }, z => 2 * (1 - z), Unit),
    ];

    private static double IrwinHall3(double z) =>
        z < 1 ? z * z / 2 : z < 2 ? (-2 * z * z + 6 * z - 3) / 2 : (3 - z) * (3 - z) / 2;

    private static double LogQuotient(double z) => 2 * Math.Log(Math.Abs(z)) / (Math.PI * Math.PI * (z - 1) * (z + 1));

    private static double RatioOfSums(double z) => z switch
    {
        < 0.5 => 7 * z / 6,
        < 1 => 8.0 / 3 - 1.5 * z - 2 / (3 * z * z) + 1 / (6 * z * z * z),
        < 2 => -2.0 / 3 + z / 6 + 8 / (3 * z * z) - 1.5 / (z * z * z),
        _ => 7 / (6 * z * z * z),
    };

    private static double Radius(double z) => z < 1
        ? Math.PI * z / 2
        : 2 * z * (Math.PI / 4 - Math.Atan(Math.Sqrt((z - 1) * (z + 1))));

    private static double RadiusCdf(double z) => z < 1
        ? Math.PI * z * z / 4
        : Math.PI * z * z / 4 - z * z * Math.Atan(Math.Sqrt((z - 1) * (z + 1))) + Math.Sqrt((z - 1) * (z + 1));

    private static double RatioOfSumsCdf(double z) => z switch
    {
        < 0.5 => 7 * z * z / 12,
        < 1 => 8 * z / 3 - 0.75 * z * z + 2 / (3 * z) - 1 / (12 * z * z) - 2,
        < 2 => -2 * z / 3 + z * z / 12 - 8 / (3 * z) + 0.75 / (z * z) + 3,
        _ => 1 - 7 / (12 * z * z),
    };

    // 1e4 times the integral of y dy over what [0.02 / z, 0.03 / z] and [0.34, 0.35] have in common
    private static double NarrowRatio(double z)
    {
        double lower = Math.Max(0.34, 0.02 / z), upper = Math.Min(0.35, 0.03 / z);
        return 5e3 * (upper - lower) * (upper + lower);
    }

    // -ln of a product of n is gamma(n, 1)
    private static double ProductCdf(double z, int n) => new Gamma(n, 1).ComplementaryCdf(-Math.Log(z));

    private static double SixRectified(double z) => Enumerable.Range(1, 6).Sum(k => RectifiedWeight(k) * new Gamma(k, 1).Density(z));

    private static double SixRectifiedCdf(double z) => RectifiedWeight(0) + Enumerable.Range(1, 6).Sum(k => RectifiedWeight(k) * new Gamma(k, 1).Cdf(z));

    // How likely k of six are above one
    private static double RectifiedWeight(int k) => SpecialFunctions.Binomial(6, k) * Math.Exp(-k) * Math.Pow(-Elementary.ExpMinusOne(-1), 6 - k);
}
