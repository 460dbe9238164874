using Pushforward.Bijectors;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Float64.Tests;

/// <summary>The hurdle coupling in double against its distribution function as it is written down.</summary>
public class HurdleCouplingTests
{
    private const double Bound = 5, First = -2;

    [Fact]
    public void It_is_the_logit_of_the_distribution_function_written_down()
    {
        var random = new RandomStream(3, "numbers");
        for (int trial = 0; trial < 200; trial++)
        {
            double t = 2 * random.NextNormal(), x = 2 * random.NextNormal();
            double[] m = [.. Enumerable.Range(0, 7).Select(_ => random.NextNormal())];
            double p = Sigmoid(t + m[0]), a = Math.Exp(m[1]), b = Math.Exp(m[2]);
            double Mixture(double w) => (a * Component(w, m[3] - 1, m[5]) + b * Component(w, m[4] + 1, m[6])) / (a + b);
            double F(double z)
            {
                if (z <= t)
                    return p * Sigmoid(z) / Sigmoid(t);
                // As far among what is above t as w is among what is above w0.
                double share = (Sigmoid(z) - Sigmoid(t)) / (1 - Sigmoid(t)), u = Sigmoid(First) + (1 - Sigmoid(First)) * share;
                return p + (1 - p) * (Mixture(Math.Log(u / (1 - u))) - Mixture(First)) / (1 - Mixture(First));
            }

            var coupling = Fixed(m, t, components: 2);
            var (y, logDet) = coupling.ForwardAndLogDet(Tensor.From([0, x], 1, 2));
            double expected = Math.Log(F(x) / (1 - F(x))), step = 1e-6 * (1 + Math.Abs(x - t));
            Assert.Equal(expected, y.AsSpan()[1], 1e-9 * (1 + Math.Abs(expected)));
            if (Math.Abs(x - t) > 2 * step)
            {
                double slope = (F(x + step) - F(x - step)) / (2 * step) / (F(x) * (1 - F(x)));
                Assert.Equal(Math.Log(slope), logDet.AsSpan()[0], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(-12)]
    [InlineData(0.5)]
    [InlineData(12)]
    public void With_one_component_and_a_silent_network_it_is_the_identity(double threshold)
    {
        var coupling = Fixed(new double[4], threshold, components: 1);
        foreach (double x in (double[])[-30, -12, -3, -1e-3, 0, 0.5, 0.5 + 1e-9, 3, 11.999, 12.001, 20])
        {
            var (y, logDet) = coupling.ForwardAndLogDet(Tensor.From([0, x], 1, 2));
            Assert.Equal(x, y.AsSpan()[1], 1e-6);
            Assert.Equal(0, logDet.AsSpan()[0], 1e-6);
            Assert.Equal(x, coupling.Inverse(y).AsSpan()[1], 1e-6);
        }
    }

    [Fact]
    public void Mirrored_it_is_minus_itself_of_minus_x()
    {
        double[] m = [-0.7, 0.3, -0.2, 0.5, -0.5, 0.1, -0.3];
        var (plain, mirrored) = (Fixed(m, 0.4, components: 2), Fixed(m, -0.4, components: 2, mirrored: true));
        foreach (double x in (double[])[-3, 0, 0.4, 0.41, 2])
        {
            var (y, logDet) = plain.ForwardAndLogDet(Tensor.From([0, x], 1, 2));
            var (other, otherLogDet) = mirrored.ForwardAndLogDet(Tensor.From([0, -x], 1, 2));
            Assert.Equal((-y.AsSpan()[1], logDet.AsSpan()[0]), (other.AsSpan()[1], otherLogDet.AsSpan()[0]));
            Assert.Equal(-x, mirrored.Inverse(other).AsSpan()[1], 1e-9);
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    public void A_network_that_is_sure_beyond_all_measure_leaves_numbers_finite(double logOdds)
    {
        var coupling = Fixed([logOdds, 0, 0, 0], 1, components: 1);
        foreach (double x in (double[])[-25, 0, 1, 1.0001, 4, 25])
        {
            var (y, logDet) = coupling.ForwardAndLogDet(Tensor.From([0, x], 1, 2));
            Assert.True(double.IsFinite(y.AsSpan()[1]) && double.IsFinite(logDet.AsSpan()[0]));
        }
    }

    [Fact]
    public void As_many_latent_numbers_lead_below_the_threshold_as_the_network_says()
    {
        const int Rows = 20_000;
        var coupling = Fixed([-0.7, 0.3, -0.2, 0.5, -0.5, 0.1, -0.3], 0.4, components: 2);
        var random = new RandomStream(9, "latent");
        var latent = new double[2 * Rows];
        for (int n = 0; n < Rows; n++)
        {
            double u = random.NextDouble();
            latent[2 * n + 1] = Math.Log(u / (1 - u));
        }
        var x = coupling.Inverse(Tensor.From(latent, Rows, 2)).AsSpan();
        int below = 0;
        for (int n = 0; n < Rows; n++)
            below += x[2 * n + 1] <= 0.4 ? 1 : 0;
        double p = Sigmoid(0.4 - 0.7);
        Assert.Equal(p, below / (double)Rows, 5 * Math.Sqrt(p * (1 - p) / Rows));
    }

    private static HurdleCoupling Fixed(double[] outputs, double threshold, int components, bool mirrored = false) => new(
        2, CouplingSplit.First, still => Tensor.From([.. Enumerable.Repeat(outputs, still.Rows).SelectMany(row => row)], still.Rows, outputs.Length), [threshold], components, Bound, mirrored);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Component(double w, double mean, double m) => Sigmoid((w - mean) * Math.Exp(-Bound * Math.Tanh(m / Bound)));
}
