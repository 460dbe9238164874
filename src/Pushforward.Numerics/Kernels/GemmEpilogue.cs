namespace Pushforward.Numerics.Kernels;

/// <summary>
/// What happens to a finished matrix product while it is still in cache: C = activation(C + 1 biasᵀ). With accumulation, C is the sum of its
/// former value and the product. The default value does nothing.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct GemmEpilogue<T>
    where T : unmanaged
{
    /// <summary>Describes an epilogue.</summary>
    /// <param name="bias">A row vector of n values that is added to every row; empty for none.</param>
    /// <param name="activation">The function applied after the bias.</param>
    /// <param name="slope">The slope of <see cref="Kernels.Activation.LeakyRelu"/> below zero; the others ignore it.</param>
    public GemmEpilogue(ReadOnlySpan<T> bias, Activation activation = Activation.None, T slope = default)
    {
        Bias = bias;
        Activation = activation;
        Slope = slope;
    }

    /// <summary>The row vector added to every row, or empty.</summary>
    public ReadOnlySpan<T> Bias { get; }

    /// <summary>The function applied after the bias.</summary>
    public Activation Activation { get; }

    /// <summary>The slope of <see cref="Activation.LeakyRelu"/> below zero.</summary>
    public T Slope { get; }

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Bias.IsEmpty && Activation == Activation.None;
}
