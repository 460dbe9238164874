using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y_i = s_i x_i, s_i other than 0. Inverse x_i = y_i / s_i. log|det J| = Σ_i log|s_i|, constant. Any real row. Trained, s = e^l: the diagonal that ends
/// NICE (Dinh, Krueger &amp; Bengio 2014, arXiv:1410.8516, section 3.3).
/// </summary>
public sealed class Scale : Bijector
{
    private readonly Tensor? _logScale;
    private readonly Tensor _factor;
    private readonly double _logFactors;
    private readonly string _name;

    /// <summary>A fixed scale.</summary>
    /// <param name="factors">s: one number for each column, or one for all; negative ones flip.</param>
    /// <exception cref="ArgumentException">None, or one that is zero or not finite.</exception>
    public Scale(params ReadOnlySpan<double> factors)
    {
        if (factors.IsEmpty)
            throw new ArgumentException("scale: expected at least one number, got none.");
        foreach (double factor in factors)
            _logFactors += Math.Log(Math.Abs(Given.Normal(factor, "scale")));
        _factor = Given.Row(factors);
        _name = Given.Call("scale", factors);
        Features = factors.Length == 1 ? null : factors.Length;
    }

    /// <summary>A trained scale s = e^l; begins at 1.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the parameter l is called.</param>
    /// <param name="features">The number of columns.</param>
    /// <param name="rateFactor">What the optimizer's rate is multiplied by for l, which moves slowest of all otherwise.</param>
    public Scale(ParameterSet parameters, string name, int features, double rateFactor = 1)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _logScale = parameters.Add(
            name, Shape.Vector(Given.AtLeast(1, features, "scale")), Initialization.Zero, decays: false, rateFactor: rateFactor);
        _name = $"scale '{name}'";
        Features = features;
    }

    /// <inheritdoc/>
    public override string Name => _name;

    /// <inheritdoc/>
    public override int? Features { get; }

    /// <inheritdoc/>
    public override bool IsLogDetConstant => true;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x) => _logScale is { } l
        ? (x * l.Exp(), l.Sum())
        : (x * _factor, Tensor.Scalar(LogFactors(x.Columns)));

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y) => _logScale is { } l
        ? (y * (-l).Exp(), -l.Sum())
        : (y / _factor, Tensor.Scalar(-LogFactors(y.Columns)));

    private double LogFactors(int columns) => Features is null ? columns * _logFactors : _logFactors;
}
