using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y1 = x1; each y2 a monotone rational-quadratic spline of its x2 whose knots and slopes m(x1) gives; the identity outside ±B. Inverse by a quadratic
/// equation. log|det J| = Σ log of the spline's slope. Any real row (Durkan, Bekasov, Murray &amp; Papamakarios 2019, arXiv:1906.04032).
/// </summary>
public sealed class SplineCoupling : Coupling
{
    private readonly RationalQuadraticSpline _spline;

    /// <summary>Makes a coupling around a network.</summary>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="network">m: from [rows, still columns] to [rows, moved columns x (3 bins - 1)]: widths, heights and inner slopes of the first column, then the next.</param>
    /// <param name="bins">Pieces of each spline, at least 2.</param>
    /// <param name="bound">B, greater than 0.</param>
    /// <exception cref="ArgumentException">The features do not split, or a number is out of range.</exception>
    public SplineCoupling(int features, CouplingSplit split, Func<Tensor, Tensor> network, int bins = 8, double bound = 4)
        : base(features, split, 3 * Given.AtLeast(2, bins, "spline coupling") - 1, network) =>
        _spline = new RationalQuadraticSpline(bins, Given.Positive(bound, "spline coupling"));

    /// <summary>Makes a coupling around dense layers with ReLU; begins at the identity.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="features">The number of columns, at least 2.</param>
    /// <param name="split">Which columns stay.</param>
    /// <param name="hidden">The sizes of the hidden layers.</param>
    /// <param name="random">Where the first weights come from.</param>
    /// <param name="bins">Pieces of each spline, at least 2.</param>
    /// <param name="bound">B, greater than 0.</param>
    /// <exception cref="ArgumentException">The features do not split, or a number is out of range.</exception>
    public SplineCoupling(
        ParameterSet parameters, string name, int features, CouplingSplit split, IReadOnlyList<int> hidden, RandomStream random, int bins = 8,
        double bound = 4)
        : this(features, split, Dense(parameters, name, features, split, 3 * bins - 1, hidden, random), bins, bound)
    {
    }

    /// <inheritdoc/>
    public override string Name => "spline coupling";

    /// <summary>The ends of the splines, where the slope is continuous and its derivative is not.</summary>
    public override IReadOnlyList<double> Kinks => [-_spline.Bound, _spline.Bound];

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) Move(Tensor moved, Tensor outputs) => Apply(moved, outputs, inverse: false);

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogSlope) MoveBack(Tensor moved, Tensor outputs) => Apply(moved, outputs, inverse: true);

    private (Tensor Value, Tensor LogSlope) Apply(Tensor moved, Tensor outputs, bool inverse)
    {
        var shape = moved.Shape;
        var (value, logSlope) = _spline.Apply(moved.AsVector(), outputs.Reshape(shape.Length, 3 * _spline.Bins - 1), inverse);
        logSlope = logSlope.Reshape(shape);
        return (value.Reshape(shape), inverse ? -logSlope : logSlope);
    }
}
