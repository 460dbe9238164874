using Pushforward.Autoencoders;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Float64.Tests;

/// <summary>The bounds that autoencoders are trained on have the gradients that differences say.</summary>
public class AutoencoderGradientTests
{
    private const int Rows = 3, Columns = 5, Latent = 2;

    private static readonly RandomStream Random = new(17, "autoencoder");

    public static TheoryData<LayerKind, ObservationKind, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<LayerKind, ObservationKind, int, int>();
            foreach (int samples in new[] { 1, 3 })
            {
                cases.Add(LayerKind.Gated, ObservationKind.Bernoulli, samples, 0);
                cases.Add(LayerKind.Plain, ObservationKind.DiscretizedLogistic, samples, 0);
                cases.Add(LayerKind.Residual, ObservationKind.Gaussian, samples, 3);
                cases.Add(LayerKind.Gated, ObservationKind.Bernoulli, samples, 3);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_of_both_bounds_agree_with_differences(LayerKind layers, ObservationKind observation, int samples, int classes)
    {
        var vae = new Vae(new VaeArchitecture { Hidden = [4, 4], Latent = Latent, Layers = layers, Observation = observation }, Columns, classes, Random.At(0, 1));
        Check(vae, new VaeObjective { Samples = samples }, progress: 1);
    }

    [Theory]
    [InlineData(4.0, 0.0, 1.0)]
    [InlineData(1.0, 0.0, 0.04)]
    [InlineData(1.0, 0.1, 1.0)]
    public void So_do_those_with_beta_warm_up_and_free_bits(double beta, double freeBits, double progress)
    {
        var vae = new Vae(new VaeArchitecture { Hidden = [4], Latent = Latent }, Columns, 0, Random.At(0, 2));
        Check(vae, new VaeObjective { Beta = beta, FreeBits = freeBits }, progress);
    }

    private static void Check(Vae vae, VaeObjective objective, double progress)
    {
        // Biases begin at zero, where nothing would show a lost one.
        foreach (var parameter in vae.Parameters)
        {
            foreach (ref double value in parameter.Values)
                value += 0.1 * Random.NextNormal();
        }
        // Gray levels are levels, and nothing else has a probability.
        double[] levels = [.. Enumerable.Range(0, Rows * Columns).Select(_ => Random.NextInt32(256) / 255.0)];
        var x = Tensor.Wrap(vae.Architecture.Observation == ObservationKind.Bernoulli ? [.. levels.Select(level => Math.Round(level))] : levels, Shape.Matrix(Rows, Columns));
        var noise = Tensor.Normal(Rows * objective.Samples, Latent, Random.At(1, 1));
        Tensor? classes = vae.Classes == 0 ? null : Tensor.Wrap([1, 0, 0, 0, 0, 1, 0, 1, 0], Shape.Matrix(Rows, 3));
        GradientCheck.CheckParameters(vae.Parameters, () => objective.Losses(vae, x, noise, classes, progress).Losses.Mean());
    }
}
