using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>Which columns a coupling moves, counted from 0; the others pass and steer.</summary>
public enum Parity
{
    /// <summary>Columns 0, 2, 4, ...</summary>
    Even,

    /// <summary>Columns 1, 3, 5, ...</summary>
    Odd,
}

/// <summary>
/// y1 = x1, y2 = x2 + m(x1), where x2 are the even or the odd columns, x1 the others and m a network of ReLUs. Inverse x2 = y2 - m(y1). The Jacobian is
/// triangular with ones on its diagonal, so log|det J| = 0, constant. Any real row (Dinh, Krueger &amp; Bengio 2014, arXiv:1410.8516, section 3.2).
/// </summary>
public sealed class AdditiveCoupling : Bijector
{
    private readonly Mlp _network;
    private readonly Parity _moved;

    /// <summary>A coupling that begins as the identity: the network's last layer is zero.</summary>
    /// <param name="parameters">The model's parameters; adds "name.0.weight", "name.0.bias", "name.1.weight", ...</param>
    /// <param name="name">What it is called.</param>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="moved">Which columns it moves.</param>
    /// <param name="hidden">The sizes of m's hidden layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <exception cref="ArgumentException">There are too few columns to split, or a size is below 1.</exception>
    public AdditiveCoupling(ParameterSet parameters, string name, int features, Parity moved, ReadOnlySpan<int> hidden, RandomStream random)
    {
        if (features < 2)
            throw new ArgumentException($"coupling '{name}': expected at least 2 columns, one to move and one to steer, got {features}.");
        int even = (features + 1) / 2, odd = features / 2;
        int[] sizes = moved == Parity.Even ? [odd, .. hidden, even] : [even, .. hidden, odd];
        _network = new Mlp(parameters, name, sizes, Activation.Relu, random, startAtZero: true);
        (_moved, Features, Name) = (moved, features, $"additive coupling '{name}'");
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int? Features { get; }

    /// <inheritdoc/>
    public override bool IsLogDetConstant => true;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x)
    {
        var (x1, x2) = Split(x);
        return (Join(x1, x2 + _network.Forward(x1)), Tensor.Scalar(0));
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y)
    {
        var (y1, y2) = Split(y);
        return (Join(y1, y2 - _network.Forward(y1)), Tensor.Scalar(0));
    }

    private (Tensor Passed, Tensor Moved) Split(Tensor rows) =>
        _moved == Parity.Even ? (rows.OddColumns(), rows.EvenColumns()) : (rows.EvenColumns(), rows.OddColumns());

    private Tensor Join(Tensor passed, Tensor moved) =>
        _moved == Parity.Even ? Tensor.InterleaveColumns(moved, passed) : Tensor.InterleaveColumns(passed, moved);
}
