namespace Pushforward.Numerics.Kernels;

/// <summary>
/// How the operands of C[m, n] = op(A)[m, k] op(B)[k, n] lie in memory. All matrices are row-major; a letter per operand says whether it is
/// taken as stored (N) or transposed (T).
/// </summary>
public enum GemmLayout
{
    /// <summary>A stored [m, k], B stored [k, n]: a layer's forward pass, y = x W.</summary>
    NN,

    /// <summary>A stored [m, k], B stored [n, k]: the gradient of the input, dx = dy Wᵀ.</summary>
    NT,

    /// <summary>A stored [k, m], B stored [k, n]: the gradient of the weights, dW = xᵀ dy.</summary>
    TN,
}
