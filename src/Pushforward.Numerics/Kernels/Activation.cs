namespace Pushforward.Numerics.Kernels;

/// <summary>An element-wise function that a matrix product can apply to its result while that is still in cache.</summary>
public enum Activation
{
    /// <summary>y = x.</summary>
    None,

    /// <summary>y = max(x, 0).</summary>
    Relu,

    /// <summary>y = x for x &gt; 0, slope x elsewhere.</summary>
    LeakyRelu,

    /// <summary>y = x for x &gt; 0, e^x - 1 elsewhere (Clevert, Unterthiner &amp; Hochreiter 2015).</summary>
    Elu,

    /// <summary>y = tanh x.</summary>
    Tanh,

    /// <summary>y = 1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>y = log(1 + e^x).</summary>
    Softplus,
}
