using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Bijectors;

/// <summary>
/// y = W x + b with W = P L U: a permutation, a lower triangle with ones on its diagonal, an upper triangle without zeros on its own. Inverse by two substitutions.
/// log|det J| = Σ_i log|U_ii|, constant. Any real row. Trained, P and the signs of the diagonal stay as they began (Kingma &amp; Dhariwal 2018,
/// arXiv:1807.03039, section 3.2).
/// </summary>
public sealed class LuAffine : Bijector
{
    private readonly Tensor? _transposed, _below, _above, _logDiagonal;
    private readonly Tensor _lower, _upper, _offset, _strict, _identity;
    private readonly int[] _places, _inversePlaces;
    private readonly double _logDet;

    /// <summary>A fixed map.</summary>
    /// <param name="matrix">W.</param>
    /// <param name="offsets">b; none for 0.</param>
    /// <exception cref="ArgumentException">W is not square or is singular; or b has another length.</exception>
    public LuAffine(double[,] matrix, params ReadOnlySpan<double> offsets)
    {
        int n = Square.Check(matrix, "affine");
        var (lower, upper, rows) = Square.Factorize(matrix);
        for (int i = 0; i < n; i++)
            _logDet += Math.Log(Math.Abs(upper[i, i]));
        (_lower, _upper) = (Given.Matrix(lower), Given.Matrix(upper));
        // Row i of L U is row rows[i] of W.
        (_inversePlaces, _places) = (rows, InverseOf(rows));
        _transposed = Given.Matrix(matrix).Transpose().Clone();
        _offset = Square.Offsets(offsets, n, "affine");
        Features = n;
        Name = Given.Call("affine", [.. matrix.Cast<double>()]);
    }

    /// <summary>A trained map; begins at a random permutation, so that neighbors mix.</summary>
    /// <param name="parameters">The model's parameters; adds "name.below", "name.above", "name.log-diagonal" and "name.shift".</param>
    /// <param name="name">What the bijector is called.</param>
    /// <param name="features">The number of columns.</param>
    /// <param name="random">Where the permutation comes from.</param>
    public LuAffine(ParameterSet parameters, string name, int features, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(random);
        Given.AtLeast(1, features, "affine");
        (_strict, _identity) = (Square.StrictlyLower(features), Square.Identity(features));
        _below = parameters.Add($"{name}.below", Shape.Matrix(features, features), Initialization.Zero);
        _above = parameters.Add($"{name}.above", Shape.Matrix(features, features), Initialization.Zero);
        _logDiagonal = parameters.Add($"{name}.log-diagonal", Shape.Vector(features), Initialization.Zero, decays: false);
        _offset = parameters.Add($"{name}.shift", Shape.Vector(features), Initialization.Zero, decays: false);
        _places = [.. Enumerable.Range(0, features)];
        for (int i = features - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (_places[i], _places[j]) = (_places[j], _places[i]);
        }
        _inversePlaces = InverseOf(_places);
        Features = features;
        Name = $"affine '{name}'";
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int? Features { get; }

    /// <inheritdoc/>
    public override bool IsLogDetConstant => true;

    // L, U and log|det U|.
    private (Tensor Lower, Tensor Upper, Tensor LogDet) Current => (_below, _above, _logDiagonal) is ({ } below, { } above, { } logDiagonal)
        ? (below * _strict + _identity, (above * _strict).Transpose() + _identity * logDiagonal.Exp(), logDiagonal.Sum())
        : (_lower, _upper, Tensor.Scalar(_logDet));

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapForward(Tensor x)
    {
        var (lower, upper, logDet) = Current;
        var product = _transposed is { } fixedMatrix
            ? x.MatMul(fixedMatrix)
            : x.MatMul(upper.Transpose()).MatMul(lower.Transpose()).GatherColumns(_places);
        return (product + _offset, logDet);
    }

    /// <inheritdoc/>
    protected override (Tensor Value, Tensor LogDet) MapInverse(Tensor y)
    {
        var (lower, upper, logDet) = Current;
        return ((y - _offset).GatherColumns(_inversePlaces).SolveTriangular(lower).SolveTriangular(upper, upper: true), -logDet);
    }

    private static int[] InverseOf(int[] places)
    {
        var inverse = new int[places.Length];
        for (int i = 0; i < places.Length; i++)
            inverse[places[i]] = i;
        return inverse;
    }
}
