using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = x^p, p other than 0. Inverse x = y^(1/p). f' = p x^(p-1), so log|f'| = log|p| + (p - 1) log x. From (0, infinity) onto itself; falling for p &lt; 0.
/// </summary>
public sealed class Power : ElementwiseBijector
{
    private readonly double _exponent;

    /// <summary>Makes the map.</summary>
    /// <param name="exponent">p.</param>
    /// <exception cref="ArgumentException">p is zero or not finite.</exception>
    public Power(double exponent) => _exponent = Given.Normal(exponent, "power");

    /// <inheritdoc/>
    public override string Name => Given.Call("power", _exponent);

    /// <inheritdoc/>
    public override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    public override Domain Range => Domain.Positive;

    /// <inheritdoc/>
    public override bool IsLogDetConstant => _exponent == 1;

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => x.Pow(_exponent);

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => y.Pow(1 / _exponent);

    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y) => x.Log().Affine(_exponent - 1, Math.Log(Math.Abs(_exponent)));
}
