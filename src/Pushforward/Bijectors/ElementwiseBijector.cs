using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// A bijector that maps every coordinate by the same function of one number: y_i = f(x_i). Its Jacobian is diagonal, so
/// log|det J| = Σ_i log|f'(x_i)|, and the inverse's is minus that.
/// </summary>
public abstract class ElementwiseBijector : Bijector
{
    /// <summary>y = f(x), element by element.</summary>
    /// <param name="x">[rows, features], inside <see cref="Bijector.Domain"/>.</param>
    protected abstract Tensor Function(Tensor x);

    /// <summary>x = f^-1(y), element by element.</summary>
    /// <param name="y">[rows, features], inside <see cref="Bijector.Range"/>.</param>
    protected abstract Tensor InverseFunction(Tensor y);

    /// <summary>log|f'(x)|, element by element, from whichever of x and y = f(x) gives it best.</summary>
    /// <param name="x">[rows, features].</param>
    /// <param name="y">[rows, features].</param>
    protected abstract Tensor LogSlope(Tensor x, Tensor y);

    /// <inheritdoc/>
    protected sealed override (Tensor Value, Tensor LogDet) MapForward(Tensor x)
    {
        var y = Function(x);
        return (y, LogSlope(x, y).SumOverColumns());
    }

    /// <inheritdoc/>
    protected sealed override (Tensor Value, Tensor LogDet) MapInverse(Tensor y)
    {
        var x = InverseFunction(y);
        return (x, -LogSlope(x, y).SumOverColumns());
    }
}
