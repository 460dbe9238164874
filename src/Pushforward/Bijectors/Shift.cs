using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = x + b. Inverse x = y - b. log|det J| = 0, constant. Any real row. The translation of Dinh, Krueger &amp; Bengio 2014 (arXiv:1410.8516) without its network.
/// </summary>
public sealed class Shift : Bijector
{
    private readonly Tensor _offset;
    private readonly string _name;

    /// <summary>A fixed shift.</summary>
    /// <param name="offsets">b: one number for each column, or one for all.</param>
    /// <exception cref="ArgumentException">None, or one that is not finite.</exception>
    public Shift(params ReadOnlySpan<double> offsets)
    {
        if (offsets.IsEmpty)
            throw new ArgumentException("shift: expected at least one number, got none.");
        foreach (double offset in offsets)
            Given.Finite(offset, "shift");
        _offset = Given.Row(offsets);
        _name = Given.Call("shift", offsets);
        Features = offsets.Length == 1 ? null : offsets.Length;
    }

    /// <summary>A trained shift; begins at 0.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the parameter is called.</param>
    /// <param name="features">The number of columns.</param>
    public Shift(ParameterSet parameters, string name, int features)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _offset = parameters.Add(name, Shape.Vector(Given.AtLeast(1, features, "shift")), Initialization.Zero, decays: false);
        _name = $"shift '{name}'";
        Features = features;
    }

    /// <inheritdoc/>
    public override string Name => _name;

    /// <inheritdoc/>
    public override int? Features { get; }

    /// <inheritdoc/>
    public override bool IsLogDetConstant => true;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x) => (x + _offset, Tensor.Scalar(0));

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y) => (y - _offset, Tensor.Scalar(0));
}
