namespace Pushforward.Numerics.Kernels;

/// <summary>
/// Memory that a tile asks for while it computes, so that the operand packed next is in the second-level cache when its turn comes: at each p of k the
/// cache lines at First + p Step and, Pair values further on, one more. A hint: nothing is read, and any address is allowed.
/// </summary>
/// <param name="first">The address asked for at p = 0.</param>
/// <param name="step">How many values from p to p + 1.</param>
/// <param name="pair">How many values lie between the two lines.</param>
internal readonly unsafe struct GemmAhead(float* first, nint step, nint pair)
{
    public readonly float* First = first;
    public readonly nint Step = step, Pair = pair;
}
