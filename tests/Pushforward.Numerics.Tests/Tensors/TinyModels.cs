using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Numerics.Tests.Tensors;

/// <summary>A network that classifies: mean log-probability of labels.</summary>
public sealed class TinyClassifier
{
    private readonly Mlp _network;

    public TinyClassifier(int inputs, int hidden, int classes, Activation activation, RandomStream random)
    {
        _network = new Mlp(Parameters, "network", [inputs, hidden, hidden, classes], activation, random);
    }

    public ParameterSet Parameters { get; } = new();

    public Tensor Loss(Tensor x, int[] labels) => -_network.Forward(x).LogSoftmax().GatherFromRows(labels).Mean();
}

/// <summary>NICE: y1 = x1, y2 = x2 + m(x1), halves in turn, then scaled (Dinh, Krueger &amp; Bengio 2014, arXiv:1410.8516).</summary>
public sealed class TinyNice
{
    private readonly Mlp[] _couplings;
    private readonly Tensor _logScale;

    public TinyNice(int features, int hidden, int couplings, RandomStream random)
    {
        int half = features / 2;
        _couplings = [.. Enumerable.Range(0, couplings).Select(i => new Mlp(Parameters, $"coupling.{i}", [half, hidden, half], Activation.Relu, random))];
        _logScale = Parameters.Add("log-scale", Shape.Vector(features), Initialization.Normal(random, 0.1), decays: false, rateFactor: 10);
    }

    public ParameterSet Parameters { get; } = new();

    /// <summary>log p(x) = log p_H(h) + log|det dh/dx|.</summary>
    public Tensor LogProb(Tensor x)
    {
        var (still, moved) = (x.EvenColumns(), x.OddColumns());
        foreach (var coupling in _couplings)
            (still, moved) = (moved + coupling.Forward(still), still);
        var h = Tensor.InterleaveColumns(still, moved) * _logScale.Exp();
        return h.StandardLogisticLogProb() + _logScale.Sum();
    }
}

/// <summary>
/// VAE: ELBO(x) = E_q[log p(x|z)] - KL(q(z|x) || N(0, I)), z = mu + sigma eps (Kingma &amp; Welling 2013, arXiv:1312.6114).
/// </summary>
public sealed class TinyVae
{
    private readonly Mlp _encoder, _decoder;
    private readonly int _latent;

    public TinyVae(int features, int hidden, int latent, RandomStream random)
    {
        _latent = latent;
        _encoder = new Mlp(Parameters, "encoder", [features, hidden, hidden, 2 * latent], Activation.Tanh, random);
        _decoder = new Mlp(Parameters, "decoder", [latent, hidden, hidden, features], Activation.Tanh, random);
    }

    public ParameterSet Parameters { get; } = new();

    public Tensor Elbo(Tensor x, RandomStream random)
    {
        var q = _encoder.Forward(x);
        var (mean, logVariance) = (q[.., .._latent], q[.., _latent..]);
        var z = mean + (0.5 * logVariance).Exp() * Tensor.Normal(x.Rows, _latent, random);
        var logits = _decoder.Forward(z);
        return logits.BernoulliLogProb(x) - Tensor.KlToStandardNormal(mean, logVariance);
    }
}
