using Pushforward.Numerics;

namespace Pushforward.Bijectors;

/// <summary>A bijector at one point: where it goes, how it stretches space there, and the way back.</summary>
/// <param name="Name">The bijector.</param>
/// <param name="Forward">y = f(x).</param>
/// <param name="Jacobian">dy_i/dx_j, by reverse-mode differentiation.</param>
/// <param name="Determinant">Of the Jacobian, with its sign.</param>
/// <param name="LogAbsDet">log|det J| as the bijector says.</param>
/// <param name="Inverse">f^-1(y).</param>
/// <param name="InverseLogAbsDet">log|det| of the inverse at y, as the bijector says.</param>
/// <param name="Check">Whether it all agrees, here and beside kinks and edges.</param>
public sealed record FlowAtPoint(
    string Name, double[] Forward, double[,] Jacobian, double Determinant, double LogAbsDet, double[] Inverse, double InverseLogAbsDet, BijectorReport Check)
{
    /// <summary>Looks at a bijector at a point.</summary>
    /// <param name="bijector">The map.</param>
    /// <param name="point">A base point.</param>
    /// <exception cref="ArgumentException">The point is not one the bijector maps.</exception>
    /// <exception cref="NumericalException">The image or its log-det overflows, or the image rounds to where there is no way back.</exception>
    public static FlowAtPoint Of(Bijector bijector, double[] point)
    {
        ArgumentNullException.ThrowIfNull(bijector);
        ArgumentNullException.ThrowIfNull(point);
        var (y, logDet) = bijector.ForwardAndLogDet(Rows.ToTensor([point]));
        var forward = Rows.ToArray(y.Row(0));
        double logAbsDet = logDet.AsSpan()[0];
        if (!forward.All(double.IsFinite) || !double.IsFinite(logAbsDet))
            throw new NumericalException($"{bijector.Name}: the image or its log-det overflows at this point; choose one of smaller values.");
        double[] back;
        double inverseLogAbsDet;
        try
        {
            var (x, inverseLogDet) = bijector.InverseAndLogDet(y);
            (back, inverseLogAbsDet) = (Rows.ToArray(x.Row(0)), inverseLogDet.AsSpan()[0]);
        }
        catch (ArgumentException error)
        {
            throw new NumericalException($"{bijector.Name}: the image of this point rounds to the edge of the range, so there is no way back: {error.Message}", error);
        }
        var jacobian = BijectorChecker.ExactJacobian(bijector, point);
        return new FlowAtPoint(
            bijector.Name, forward, jacobian, Square.Determinant(jacobian).Determinant, logAbsDet, back, inverseLogAbsDet, BijectorChecker.Check(bijector, [point]));
    }
}
