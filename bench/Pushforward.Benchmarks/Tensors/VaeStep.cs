using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Benchmarks.Tensors;

/// <summary>One training step of a variational autoencoder, 784-512-512-2x20 and back, ReLU, with fresh noise and Adam.</summary>
internal sealed class VaeStep
{
    private const int Pixels = 784, Hidden = 512, Latent = 20;

    private readonly ParameterSet _parameters = new();
    private readonly Mlp _encoder, _decoder;
    private readonly Adam _adam;
    private readonly Tensor _images;
    private readonly Tape _tape = new();
    private readonly RandomStream _noise = new(0, "noise");
    private int _step;

    public VaeStep(int batch)
    {
        var random = new RandomStream(0, "weights");
        _encoder = new Mlp(_parameters, "encoder", [Pixels, Hidden, Hidden, 2 * Latent], Activation.Relu, random);
        _decoder = new Mlp(_parameters, "decoder", [Latent, Hidden, Hidden, Pixels], Activation.Relu, random);
        _adam = new Adam(_parameters);
        _images = Tensor.Uniform(batch, Pixels, new RandomStream(0, "images"));
    }

    public double Run()
    {
        using var _ = _tape.Record();
        var q = _encoder.Forward(_images);
        var (mean, logVariance) = (q[.., ..Latent], q[.., Latent..]);
        var z = mean + (0.5 * logVariance).Exp() * Tensor.Normal(mean.Rows, Latent, _noise.At(_step++, 0));
        var elbo = _decoder.Forward(z).BernoulliLogProb(_images) - Tensor.KlToStandardNormal(mean, logVariance);
        var loss = -elbo.Mean();
        _tape.Backward(loss);
        _adam.Step(1e-3);
        return loss.ToScalar();
    }
}
