using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y1 = x1, y2 = x2 e^s + t with (s, t) = m(x1), s held within ±c by s = c tanh(m/c). Inverse x2 = (y2 - t) e^-s. log|det J| = Σ s. Any real
/// row. The coupling of RealNVP (Dinh, Sohl-Dickstein &amp; Bengio 2017, arXiv:1605.08803).
/// </summary>
public sealed class AffineCoupling : Coupling
{
    private readonly double _bound;

    /// <summary>Makes a coupling around a network.</summary>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="network">m: from [rows, still columns] to [rows, 2 x moved columns], all s before all t.</param>
    /// <param name="logScaleBound">c, greater than 0: what keeps the inverse within single precision.</param>
    /// <exception cref="ArgumentException">The features do not split, or the bound is not above 0.</exception>
    public AffineCoupling(int features, CouplingSplit split, Func<Tensor, Tensor> network, double logScaleBound = 3)
        : base(features, split, 2, network) => _bound = Given.Positive(logScaleBound, "affine coupling");

    /// <summary>Makes a coupling around dense layers with ReLU; begins at the identity.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="hidden">The sizes of the hidden layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <param name="logScaleBound">c, greater than 0.</param>
    /// <exception cref="ArgumentException">The features do not split, or the bound is not above 0.</exception>
    public AffineCoupling(
        ParameterSet parameters, string name, int features, CouplingSplit split, IReadOnlyList<int> hidden, RandomStream random, double logScaleBound = 3)
        : this(features, split, Dense(parameters, name, features, split, 2, hidden, random), logScaleBound)
    {
    }

    /// <inheritdoc/>
    public override string Name => "affine coupling";

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) Move(Tensor moved, Tensor outputs)
    {
        var (logScale, shift) = Read(outputs);
        return (moved * logScale.Exp() + shift, logScale);
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) MoveBack(Tensor moved, Tensor outputs)
    {
        var (logScale, shift) = Read(outputs);
        return ((moved - shift) * (-logScale).Exp(), -logScale);
    }

    private (Tensor LogScale, Tensor Shift) Read(Tensor outputs) =>
        ((outputs[.., ..MovedColumns] / _bound).Tanh() * _bound, outputs[.., MovedColumns..]);
}
