using Pushforward.Autoencoders;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.Tests.Autoencoders;

public class VaeTests
{
    private static readonly VaeArchitecture Small = new() { Hidden = [6, 6], Latent = 3 };

    [Fact]
    public void The_elbo_is_its_two_parts_and_each_is_what_its_definition_says()
    {
        var vae = new Vae(Small, 4, 0, new RandomStream(1, "weights"));
        var (x, noise) = (Bits(5, 4), Tensor.Normal(5, 3, new RandomStream(2, "noise")));
        var elbo = vae.Elbo(x, noise);
        var q = vae.Posterior(x);
        var z = q.Reparameterize(noise);
        var probabilities = vae.Likelihood(z).Mean;
        for (int n = 0; n < 5; n++)
        {
            double reconstruction = 0, divergence = 0;
            for (int d = 0; d < 4; d++)
                reconstruction += Math.Log(x.Row(n)[d] == 1 ? probabilities.Row(n)[d] : 1 - probabilities.Row(n)[d]);
            for (int j = 0; j < 3; j++)
            {
                double mean = q.Mean.Row(n)[j], variance = Math.Exp(q.LogVariance.Row(n)[j]);
                divergence += 0.5 * (mean * mean + variance - Math.Log(variance) - 1);
            }
            Assert.Equal(reconstruction, elbo.Reconstruction.AsSpan()[n], 1e-5);
            Assert.Equal(divergence, elbo.Divergence.AsSpan()[n], 1e-5);
            Assert.Equal(reconstruction - divergence, elbo.Value.AsSpan()[n], 1e-5);
            Assert.Equal(divergence, q.KlPerCoordinate().Row(n).ToArray().Sum(), 1e-5);
        }
    }

    [Fact]
    public void Weights_are_the_ratio_of_the_joint_law_to_the_proposal()
    {
        var vae = new Vae(Small, 4, 2, new RandomStream(3, "weights"));
        var (x, noise) = (Bits(3, 4), Tensor.Normal(6, 3, new RandomStream(4, "noise")));
        var classes = Tensor.From([1, 0, 0, 1, 1, 0], 3, 2);
        var weights = vae.Weigh(x, noise, classes);
        var q = vae.Posterior(x, classes).RepeatRows(2);
        var z = q.Reparameterize(noise);
        var expected = vae.Likelihood(z, classes.RepeatRows(2)).LogProb(x.RepeatRows(2)) + z.StandardNormalLogProb() - q.LogProb(z);
        for (int i = 0; i < 6; i++)
            Assert.Equal(expected.AsSpan()[i], weights.LogWeights.AsSpan()[i], 1e-4);
        for (int n = 0; n < 3; n++)
        {
            var row = weights.LogWeights.Row(n);
            Assert.Equal(Math.Log((Math.Exp(row[0]) + Math.Exp(row[1])) / 2), weights.Bound.AsSpan()[n], 1e-5);
        }
    }

    [Fact]
    public void Log_variances_are_bounded_whatever_the_encoder_computes()
    {
        var vae = new Vae(Small, 4, 0, new RandomStream(5, "weights"));
        foreach (float extreme in new[] { 1e30f, -1e30f })
        {
            vae.Parameters["posterior.log-variance.bias"].Values.Fill(extreme);
            var q = vae.Posterior(Bits(2, 4));
            Assert.All(q.LogVariance.AsSpan().ToArray(), v => Assert.Equal(Vae.LogVarianceBound * Math.Sign(extreme), v, 1e-5));
            var elbo = vae.Elbo(Bits(2, 4), Tensor.Normal(2, 3, new RandomStream(6, "noise")));
            Assert.All(elbo.Value.AsSpan().ToArray(), value => Assert.True(float.IsFinite(value)));
        }
    }

    [Fact]
    public void Free_bits_charge_every_coordinate_at_least_their_price_and_beta_multiplies()
    {
        var vae = new Vae(Small, 4, 0, new RandomStream(7, "weights"));
        var (x, noise) = (Bits(5, 4), Tensor.Normal(5, 3, new RandomStream(8, "noise")));
        var kl = vae.Posterior(x).KlPerCoordinate();
        var result = new VaeObjective { FreeBits = 0.2, Beta = 3, KlWarmUp = 0.5 }.Losses(vae, x, noise, progress: 0.25);
        for (int n = 0; n < 5; n++)
        {
            double cost = kl.Row(n).ToArray().Sum(nats => Math.Max(nats, 0.2));
            Assert.Equal(1.5 * cost - result.Elbo.Reconstruction.AsSpan()[n], result.Losses.AsSpan()[n], 1e-5);
        }
    }

    [Fact]
    public void The_decoder_begins_with_the_means_of_the_columns()
    {
        var vae = new Vae(Small, 3, 0, new RandomStream(9, "weights"));
        vae.StartAtMeans([0.25, 0, 1]);
        vae.Parameters["observation.weight"].Values.Clear();
        var mean = vae.Likelihood(Tensor.Zeros(1, 3)).Mean.AsSpan();
        Assert.Equal([0.25f, 0.001f, 0.999f], mean.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(ObservationKind.Bernoulli)]
    [InlineData(ObservationKind.DiscretizedLogistic)]
    [InlineData(ObservationKind.Gaussian)]
    public void Draws_have_the_mean_of_their_law(ObservationKind observation)
    {
        const int Draws = 4000;
        var vae = new Vae(Small with { Observation = observation }, 3, 0, new RandomStream(10, "weights"));
        vae.StartAtMeans([0.4, 0.5, 0.6]);
        var law = vae.Likelihood(Tensor.Zeros(1, 3));
        var (row, sums, squares) = (new float[3], new double[3], new double[3]);
        for (int n = 0; n < Draws; n++)
        {
            law.Draw(0, new RandomStream(11, "draw", 0, n), row);
            for (int d = 0; d < 3; d++)
                (sums[d], squares[d]) = (sums[d] + row[d], squares[d] + row[d] * row[d]);
            if (observation == ObservationKind.Bernoulli)
                Assert.All(row, value => Assert.True(value is 0 or 1));
            if (observation == ObservationKind.DiscretizedLogistic)
                Assert.All(row, value => Assert.Equal(Math.Round(value * 255), value * 255, 1e-4));
        }
        for (int d = 0; d < 3; d++)
        {
            double mean = sums[d] / Draws, error = Math.Sqrt((squares[d] / Draws - mean * mean) / Draws);
            Assert.True(Math.Abs(mean - law.Mean.AsSpan()[d]) < 4 * error, $"{mean} against {law.Mean.AsSpan()[d]}, standard error {error}");
        }
    }

    [Fact]
    public void Probabilities_of_gray_levels_add_up_to_one()
    {
        var vae = new Vae(Small with { Observation = ObservationKind.DiscretizedLogistic }, 1, 0, new RandomStream(12, "weights"));
        vae.StartAtMeans([0.3]);
        var z = Tensor.Normal(1, 3, new RandomStream(13, "z")).RepeatRows(256);
        float[] levels = [.. Enumerable.Range(0, 256).Select(v => v / 255f)];
        double total = 0;
        foreach (float logProb in vae.Likelihood(z).LogProb(Tensor.From(levels, 256, 1)).AsSpan())
            total += Math.Exp(logProb);
        Assert.Equal(1, total, 1e-4);
    }

    [Fact]
    public void What_cannot_be_is_refused_by_name()
    {
        void Refused(string says, Action act) => Assert.Contains(says, Assert.ThrowsAny<ArgumentException>(act).Message);

        var random = new RandomStream(14, "weights");
        var (x, noise) = (Bits(2, 4), Tensor.Zeros(2, 3));
        Refused("latent: expected a whole number from 1", () => _ = new Vae(Small with { Latent = 0 }, 4, 0, random));
        Refused("hidden:", () => _ = new Vae(Small with { Hidden = [5, 0] }, 4, 0, random));
        Refused("columns:", () => _ = new Vae(Small, 0, 0, random));
        Refused("classes:", () => _ = new Vae(Small, 4, 1, random));
        Refused("conditional on one of 3 classes", () => _ = new Vae(Small, 4, 3, random).Elbo(x, noise));
        Refused("not conditional", () => _ = new Vae(Small, 4, 0, random).Elbo(x, noise, Tensor.Zeros(2, 3)));
        Refused("samples: expected a whole number from 1", () => new VaeObjective { Samples = 0 }.Validate());
        Refused("samples: expected 1 with beta", () => new VaeObjective { Samples = 5, Beta = 2 }.Validate());
        Refused("beta:", () => new VaeObjective { Beta = -1 }.Validate());
        Refused("free-bits:", () => new VaeObjective { FreeBits = double.NaN }.Validate());
        Refused("kl-warm-up:", () => new VaeObjective { KlWarmUp = 2 }.Validate());
        Refused("samples: expected a whole number from 1", () => _ = new LikelihoodEstimator(new Vae(Small, 4, 0, random), 0));
        Refused("whole number of draws", () => _ = new Vae(Small, 4, 0, random).Weigh(x, Tensor.Zeros(3, 3)));
    }

    [Fact]
    public void A_pixel_outside_zero_and_one_is_no_bit_and_is_named()
    {
        var trainable = new VaeTrainable(new Vae(Small, 2, 0, new RandomStream(15, "weights")), new VaeObjective(), 0);
        foreach (float wrong in new[] { 1.5f, -0.1f, float.NaN })
        {
            var batch = new Batch(Tensor.From([0, 1, 0.5f, wrong], 2, 2), new[] { 7, 9 }, new RandomStream(0, "x"), 1, 0);
            Assert.Contains("row 9, column 1", Assert.Throws<InvalidDataException>(() => trainable.Losses(batch)).Message);
        }
    }

    [Fact]
    public void Bits_are_drawn_afresh_in_every_epoch_and_fixed_bits_stay()
    {
        var trainable = new VaeTrainable(new Vae(Small, 50, 0, new RandomStream(16, "weights")), new VaeObjective(), 0);
        float[] Drawn(int epoch, float value)
        {
            var rows = Tensor.Full(Shape.Matrix(1, 50), value);
            trainable.Losses(new Batch(rows, new[] { 3 }, new RandomStream(0, "x"), epoch, 0));
            return rows.AsSpan().ToArray();
        }
        Assert.All(Drawn(1, 0.5f), bit => Assert.True(bit is 0 or 1));
        Assert.Equal(Drawn(1, 0.5f), Drawn(1, 0.5f));
        Assert.NotEqual(Drawn(1, 0.5f), Drawn(2, 0.5f));
        Assert.All(Drawn(2, 1), bit => Assert.Equal(1, bit));
        Assert.All(Drawn(2, 0), bit => Assert.Equal(0, bit));
    }

    private static Tensor Bits(int rows, int columns)
    {
        var random = new RandomStream(20, "bits");
        return Tensor.From([.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextInt32(2))], rows, columns);
    }
}
