using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y1 = x1, y2 = x2 + m(x1). Inverse x1 = y1, x2 = y2 - m(y1). log|det J| = 0, constant. Any real row. The coupling of NICE (Dinh, Krueger &amp;
/// Bengio 2014, arXiv:1410.8516).
/// </summary>
public sealed class AdditiveCoupling : Coupling
{
    /// <summary>Makes a coupling around a network.</summary>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="network">m: from [rows, still columns] to [rows, moved columns].</param>
    /// <exception cref="ArgumentException">The features do not split.</exception>
    public AdditiveCoupling(int features, CouplingSplit split, Func<Tensor, Tensor> network)
        : base(features, split, 1, network)
    {
    }

    /// <summary>Makes a coupling around dense layers with ReLU; begins at the identity.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="hidden">The sizes of the hidden layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <exception cref="ArgumentException">The features do not split.</exception>
    public AdditiveCoupling(
        ParameterSet parameters, string name, int features, CouplingSplit split, IReadOnlyList<int> hidden, RandomStream random)
        : this(features, split, Dense(parameters, name, features, split, 1, hidden, random))
    {
    }

    /// <inheritdoc/>
    public override string Name => "additive coupling";

    /// <inheritdoc/>
    public override bool IsLogDetConstant => true;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) Move(Tensor moved, Tensor outputs) => (moved + outputs, Tensor.Scalar(0));

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) MoveBack(Tensor moved, Tensor outputs) => (moved - outputs, Tensor.Scalar(0));
}
