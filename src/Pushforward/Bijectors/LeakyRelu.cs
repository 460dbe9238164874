using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = x for x >= 0, s x for x &lt; 0, with any slope s > 0. Inverse x = y or y / s by the sign of y, which is that of x. The Jacobian is diagonal with entries
/// 1 and s, so log|det J| = (number of negative entries) log s, and the inverse's is its negative. Any real row (Maas, Hannun &amp; Ng 2013).
/// </summary>
public sealed class LeakyRelu : Bijector
{
    private readonly double _slope, _logSlope;

    /// <summary>Makes the map.</summary>
    /// <param name="slope">s, greater than 0; 1 is the identity.</param>
    /// <exception cref="ArgumentException">The slope is zero, negative or not finite.</exception>
    public LeakyRelu(double slope = 0.01)
    {
        _slope = Given.Normal(Given.Positive(slope, "leaky-relu"), "leaky-relu");
        _logSlope = Math.Log(slope);
    }

    /// <inheritdoc/>
    public override string Name => Given.Call("leaky-relu", _slope);

    /// <inheritdoc/>
    public override IReadOnlyList<double> Kinks => [0];

    /// <inheritdoc/>
    public override bool IsLogDetConstant => _slope == 1;

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x)
    {
        var (slopes, logDet) = Slopes(x);
        return (x * slopes, logDet);
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y)
    {
        var (slopes, logDet) = Slopes(y);
        return (y / slopes, -logDet);
    }

    // The diagonal of the Jacobian, piecewise constant and so untracked; the kink belongs to the right-hand side.
    private (Tensor Slopes, Tensor LogDet) Slopes(Tensor z)
    {
        var slopes = Tensor.Full(z.Shape, 1);
        var logDet = Tensor.Zeros(Shape.Vector(z.Rows));
        for (int row = 0; row < z.Rows; row++)
        {
            var values = z.Row(row);
            var diagonal = slopes.Row(row);
            int negative = 0;
            for (int i = 0; i < values.Length; i++)
            {
                if (values[i] < 0)
                {
                    diagonal[i] = (Real)_slope;
                    negative++;
                }
            }
            logDet.AsSpan()[row] = (Real)(negative * _logSlope);
        }
        return (slopes, logDet);
    }
}
