using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = sinh(t (arsinh x + s)): skewness s bends the law to one side, tail weight t > 0 makes tails heavier (above 1) or lighter. Inverse
/// x = sinh(arsinh(y)/t - s). log f' = log t + log cosh(t (arsinh x + s)) - log cosh(arsinh x). Any real row (Jones &amp; Pewsey 2009, Biometrika 96).
/// </summary>
public sealed class SinhArcsinh : ElementwiseBijector
{
    private readonly double _skewness, _tailWeight;

    /// <summary>Makes the map; by default the identity.</summary>
    /// <param name="skewness">s.</param>
    /// <param name="tailWeight">t, greater than 0.</param>
    /// <exception cref="ArgumentException">A number is not finite, or the tail weight not above 0.</exception>
    public SinhArcsinh(double skewness = 0, double tailWeight = 1)
    {
        _skewness = Given.Finite(skewness, "sinh-arcsinh");
        _tailWeight = Given.Normal(Given.Positive(tailWeight, "sinh-arcsinh"), "sinh-arcsinh");
    }

    /// <inheritdoc/>
    public override string Name => Given.Call("sinh-arcsinh", _skewness, _tailWeight);

    /// <inheritdoc/>
    protected override Tensor Function(Tensor x) => Bend(x).Sinh();

    /// <inheritdoc/>
    protected override Tensor InverseFunction(Tensor y) => y.Asinh().Affine(1 / _tailWeight, -_skewness).Sinh();

    /// <inheritdoc/>
    protected override Tensor LogSlope(Tensor x, Tensor y) => LogCosh(Bend(x)) - LogCosh(x.Asinh()) + Math.Log(_tailWeight);

    private Tensor Bend(Tensor x) => x.Asinh().Affine(_tailWeight, _tailWeight * _skewness);

    // log cosh z = z + log(1 + e^-2z) - log 2, which holds for negative z as well and overflows nowhere.
    private static Tensor LogCosh(Tensor z) => z + (-2 * z).Softplus() - Math.Log(2);
}
