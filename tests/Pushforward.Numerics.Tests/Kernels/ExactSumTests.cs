using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tests.Kernels;

public class ExactSumTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(60_000)]
    [InlineData(1e-12)]
    [InlineData(3e300)]
    public void Sums_of_rounded_terms_do_not_depend_on_order(double bound)
    {
        var random = new System.Random(3);
        double[] terms = [.. Enumerable.Range(0, 1000).Select(_ => (random.NextDouble() - 0.5) * bound / 500)];
        var exact = new ExactSum(bound);
        double[] rounded = [.. terms];
        exact.Round(rounded);
        double forward = 0, backward = 0, pairs = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            Assert.Equal(exact.Round(terms[i]), rounded[i]);
            Assert.InRange(Math.Abs(rounded[i] - terms[i]), 0, exact.Quantum / 2);
            forward += rounded[i];
            backward += rounded[^(i + 1)];
        }
        for (int i = 0; i < terms.Length; i += 2)
            pairs += rounded[i] + rounded[i + 1];
        Assert.Equal(forward, backward);
        Assert.Equal(forward, pairs);
        Assert.InRange(exact.Quantum, 0, bound / (1L << 49));
    }

    [Fact]
    public void What_is_not_finite_stays_so()
    {
        var exact = new ExactSum(10);
        Assert.Equal(double.NaN, exact.Round(double.NaN));
        Assert.Equal(double.NegativeInfinity, exact.Round(double.NegativeInfinity));
        Assert.Equal(0, new ExactSum(0).Round(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExactSum(double.NaN));
    }
}
