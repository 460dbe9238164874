using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Benchmarks.Tensors;

/// <summary>One training step of NICE as published: four additive couplings of five hidden layers of 1000, logistic prior, Adam.</summary>
internal sealed class NiceStep
{
    private const int Pixels = 784, Hidden = 1000, Couplings = 4;

    private readonly ParameterSet _parameters = new();
    private readonly Mlp[] _couplings;
    private readonly Tensor _logScale;
    private readonly Adam _adam;
    private readonly Tensor _images;
    private readonly Tape _tape = new();

    public NiceStep(int batch)
    {
        var random = new RandomStream(0, "weights");
        int[] sizes = [Pixels / 2, Hidden, Hidden, Hidden, Hidden, Hidden, Pixels / 2];
        _couplings = [.. Enumerable.Range(0, Couplings).Select(i => new Mlp(_parameters, $"coupling.{i}", sizes, Activation.Relu, random))];
        _logScale = _parameters.Add("log-scale", Shape.Vector(Pixels), Initialization.Zero, decays: false);
        _adam = new Adam(_parameters);
        _images = Tensor.Uniform(batch, Pixels, new RandomStream(0, "images"));
    }

    public double Run()
    {
        using var _ = _tape.Record();
        var (still, moved) = (_images.EvenColumns(), _images.OddColumns());
        foreach (var coupling in _couplings)
            (still, moved) = (moved + coupling.Forward(still), still);
        var h = Tensor.InterleaveColumns(still, moved) * _logScale.Exp();
        var loss = -(h.StandardLogisticLogProb() + _logScale.Sum()).Mean();
        _tape.Backward(loss);
        _adam.Step(1e-3);
        return loss.ToScalar();
    }
}
