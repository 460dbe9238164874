using FsCheck;
using FsCheck.Fluent;
using Pushforward.Distributions;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Distributions;

/// <summary>What every law must satisfy.</summary>
public class LawTests
{
    private static readonly Law[] Laws =
    [
        new Normal(0, 1), new Normal(-3, 0.01), new Normal(1e6, 2),
        new Uniform(0, 1), new Uniform(-7, 1e-3),
        new Exponential(1), new Exponential(250),
        new Cauchy(0, 1), new Cauchy(-100, 0.1),
        new Laplace(1, 2), new Logistic(1, 2), new LogNormal(1, 0.5),
        new Gamma(0.5, 3), new Gamma(2.5, 1), new Gamma(100, 2), new ChiSquared(3),
        new Beta(0.5, 0.5), new Beta(2, 3), new StudentT(3), new StudentT(30),
        new Mixture(new MixturePart(0.5, new Normal(-3, 1)), new MixturePart(0.5, new Normal(3, 1))),
        new Mixture(new MixturePart(0.25, new Gamma(0.5, 1)), new MixturePart(0.75, new Normal(5, 0.1))),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Laws.Length)];

    [Theory]
    [MemberData(nameof(Each))]
    public void Quantile_and_distribution_function_are_inverse(int index)
    {
        var law = Laws[index];
        Prop.ForAll(Arb.From(Gen.Choose(1, 999_999).Select(n => n / 1e6)), p =>
        {
            double x = law.Quantile(p), y = law.ComplementaryQuantile(p);
            // The conditioning of the round trip: a unit in the last place of x moves the distribution function by f(x) ulp(x).
            Assert.Equal(p, law.Cdf(x), 1e-14 * p + 8 * law.Density(x) * Ulp(x));
            Assert.Equal(p, law.ComplementaryCdf(y), 1e-14 * p + 8 * law.Density(y) * Ulp(y));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Distribution_function_and_complement_add_to_one(int index)
    {
        var law = Laws[index];
        foreach (double p in Probabilities)
        {
            double x = law.Quantile(p);
            Assert.Equal(1, law.Cdf(x) + law.ComplementaryCdf(x), 1e-15);
            Assert.Equal(Math.Log(law.Cdf(x)), law.LogCdf(x), 1e-14);
            Assert.Equal(Math.Log(law.ComplementaryCdf(x)), law.LogComplementaryCdf(x), 1e-14);
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Density_is_the_derivative_of_the_distribution_function(int index)
    {
        var law = Laws[index];
        foreach (double p in Probabilities)
        {
            double x = law.Quantile(p);
            double scale = (law.Quantile(0.75) - law.Quantile(0.25)) * Math.Min(p, 1 - p);
            double h = 1e-3 * law.Breakpoints.Select(point => Math.Abs(point.Location - x)).Append(scale).Min();
            if (law.Cdf(x - 2 * h) == 0 || law.ComplementaryCdf(x + 2 * h) == 0)
                continue;
            // Five-point difference: an error of h^4 f''''/30, and rounding of the distribution function over h.
            double slope = p < 0.5 ? Difference(law.Cdf, x, h) : -Difference(law.ComplementaryCdf, x, h);
            double rounding = (1e-15 * Math.Min(p, 1 - p) + law.Density(x) * Ulp(x)) / h;
            Assert.Equal(law.Density(x), slope, 1e-9 * law.Density(x) + 4 * rounding);
            Assert.Equal(law.Density(x), Math.Exp(law.LogDensity(x)), 1e-13 * law.Density(x));
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Outside_the_support_there_is_nothing(int index)
    {
        var law = Laws[index];
        if (double.IsFinite(law.Support.Lower))
        {
            double below = law.Support.Lower - 1;
            Assert.Equal((0, 0, 1, double.NegativeInfinity), (law.Density(below), law.Cdf(below), law.ComplementaryCdf(below), law.LogDensity(below)));
        }
        if (double.IsFinite(law.Support.Upper))
        {
            double above = law.Support.Upper + 1;
            Assert.Equal((0, 1, 0, double.NegativeInfinity), (law.Density(above), law.Cdf(above), law.ComplementaryCdf(above), law.LogDensity(above)));
        }
        Assert.Equal((law.Support.Lower, law.Support.Upper), (law.Quantile(0), law.Quantile(1)));
        Assert.Equal((law.Support.Upper, law.Support.Lower), (law.ComplementaryQuantile(0), law.ComplementaryQuantile(1)));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Samples_follow_the_law(int index)
    {
        var law = Laws[index];
        var sample = new double[5_000];
        law.Sample(sample, new RandomStream(0, "law-tests", 0, index));
        Array.Sort(sample);
        // Kolmogorov and Smirnov: D sqrt(n) exceeds 2.23 with probability 1e-4; the seed is fixed.
        double distance = 0;
        for (int i = 0; i < sample.Length; i++)
        {
            if (i + 1 < sample.Length && sample[i + 1] == sample[i])
                continue;
            distance = Math.Max(distance, Math.Abs(law.Cdf(sample[i]) - (i + 1.0) / sample.Length));
        }
        Assert.True(distance * Math.Sqrt(sample.Length) < 2.23, $"{law}: D sqrt(n) = {distance * Math.Sqrt(sample.Length)}");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_quantile_wants_a_probability(double p) =>
        Assert.Contains("expected a probability between 0 and 1", Assert.Throws<ArgumentException>(() => new Normal(0, 1).Quantile(p)).Message);

    private static double[] Probabilities => [1e-9, 1e-4, 0.01, 0.1, 0.3, 0.51, 0.8, 0.97, 0.9999];

    private static double Ulp(double x) => Math.BitIncrement(Math.Abs(x)) - Math.Abs(x);

    private static double Difference(Func<double, double> f, double x, double h) =>
        (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}
