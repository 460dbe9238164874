using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = L x + b with L lower triangular, no zero on its diagonal. Inverse by forward substitution. log|det J| = Σ_i log|L_ii|, constant. Any real row. Trained,
/// the diagonal is e^l.
/// </summary>
public sealed class TriangularAffine : Bijector
{
    private readonly Tensor? _below, _logDiagonal;
    private readonly Tensor _triangle, _offset, _strict, _identity;
    private readonly double _logDet;

    /// <summary>A fixed map.</summary>
    /// <param name="triangle">L; zero above the diagonal.</param>
    /// <param name="offsets">b; none for 0.</param>
    /// <exception cref="ArgumentException">L is not square, not lower triangular, or singular; or b has another length.</exception>
    public TriangularAffine(double[,] triangle, params ReadOnlySpan<double> offsets)
    {
        int n = Square.Check(triangle, "triangular");
        for (int i = 0; i < n; i++)
        {
            _logDet += Math.Log(Math.Abs(Given.Normal(triangle[i, i], "triangular", $"diagonal element {i + 1}")));
            for (int j = i + 1; j < n; j++)
            {
                if (triangle[i, j] != 0)
                    throw new ArgumentException($"triangular: expected zeros above the diagonal, got {triangle[i, j]} in row {i + 1}, column {j + 1}. Use LuAffine for a full matrix.");
            }
        }
        _triangle = Given.Matrix(triangle);
        _offset = Square.Offsets(offsets, n, "triangular");
        Features = n;
        Name = Given.Call("triangular", [.. Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, i + 1).Select(j => triangle[i, j]))]);
    }

    /// <summary>A trained map; begins at the identity.</summary>
    /// <param name="parameters">The model's parameters; adds "name.below", "name.log-diagonal" and "name.shift".</param>
    /// <param name="name">What the bijector is called.</param>
    /// <param name="features">The number of columns.</param>
    public TriangularAffine(ParameterSet parameters, string name, int features)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Given.AtLeast(1, features, "triangular");
        (_strict, _identity) = (Square.StrictlyLower(features), Square.Identity(features));
        _below = parameters.Add($"{name}.below", Shape.Matrix(features, features), Initialization.Zero);
        _logDiagonal = parameters.Add($"{name}.log-diagonal", Shape.Vector(features), Initialization.Zero, decays: false);
        _offset = parameters.Add($"{name}.shift", Shape.Vector(features), Initialization.Zero, decays: false);
        Features = features;
        Name = $"triangular '{name}'";
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int? Features { get; }

    /// <inheritdoc/>
    public override bool IsLogDetConstant => true;

    // L, and log|det L|.
    private (Tensor Triangle, Tensor LogDet) Current => (_below, _logDiagonal) is ({ } below, { } logDiagonal)
        ? (below * _strict + _identity * logDiagonal.Exp(), logDiagonal.Sum())
        : (_triangle, Tensor.Scalar(_logDet));

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x)
    {
        var (triangle, logDet) = Current;
        return (x.MatMul(triangle.Transpose()) + _offset, logDet);
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y)
    {
        var (triangle, logDet) = Current;
        return ((y - _offset).SolveTriangular(triangle), -logDet);
    }
}
