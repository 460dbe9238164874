using System.Numerics.Tensors;
using Pushforward.Numerics.Kernels;

namespace Pushforward.Numerics.Tensors;

/// <summary>
/// Stochastic gradient descent with momentum and decoupled weight decay: u = μ u + g, w = (1 - rate λ) w - rate u (Polyak 1964; decay as in
/// Loshchilov &amp; Hutter 2019, arXiv:1711.05101).
/// </summary>
public sealed class SgdMomentum : Optimizer
{
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly OptimizerState _velocity;
    private double _rate;

    /// <summary>Readies an optimizer; its state is one number for each parameter.</summary>
    /// <param name="parameters">What it changes; complete.</param>
    /// <param name="momentum">μ, in [0, 1); 0 is plain gradient descent.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <param name="team">The threads to use; null for the shared ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public SgdMomentum(ParameterSet parameters, double momentum = 0.9, double weightDecay = 0, ThreadTeam? team = null)
        : base(parameters, team)
    {
        if (momentum is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(momentum), momentum, $"momentum: expected a number in [0, 1), got {momentum} (SgdMomentum).");
        }
        if (!(weightDecay >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(weightDecay), weightDecay, $"weightDecay: expected a number of at least 0, got {weightDecay} (SgdMomentum).");
        }
        (_momentum, _weightDecay) = (momentum, weightDecay);
        _velocity = AddState("sgd.velocity");
    }

    private protected override void Prepare(double rate) => _rate = rate;

    private protected override void Update(Parameter parameter, int start, int count)
    {
        double rate = _rate * parameter.RateFactor;
        var w = Parameters.Values.Slice(start, count);
        var g = Parameters.Gradients.Slice(start, count);
        var u = _velocity.Values.Slice(start, count);
        TensorPrimitives.MultiplyAdd(u, (Real)_momentum, g, u);
        if (parameter.Decays && _weightDecay > 0)
            TensorPrimitives.Multiply(w, (Real)(1 - rate * _weightDecay), w);
        TensorPrimitives.MultiplyAdd(u, (Real)(-rate), w, w);
    }
}
