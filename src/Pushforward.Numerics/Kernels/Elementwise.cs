using System.Numerics.Tensors;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// Element-wise functions over spans: y[i] = f(x[i]). Source and destination may be the same span; they must not overlap otherwise. NaN goes
/// in and comes out. Large spans are shared out over a team of threads, which changes no bit of the result.
/// </summary>
public static class Elementwise
{
    /// <summary>y = e^x.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">The results; at least as long as x.</param>
    /// <param name="team">The threads to use for large spans; null is <see cref="ThreadTeam.Shared"/>.</param>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) => TensorPrimitives.Exp(x, y);

    /// <summary>y = log x; -infinity at 0, NaN below.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Log(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) => TensorPrimitives.Log(x, y);

    /// <summary>y = log(1 + x), exact to the last places also where x is tiny; -infinity at -1, NaN below.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Log1p(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = (float)ScalarFunctions.Log1p(x[i]);
    }

    /// <summary>y = log(1 + e^x), without overflow.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Softplus(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = (float)ScalarFunctions.Softplus(x[i]);
    }

    /// <summary>y = 1 / (1 + e^-x), without overflow.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = (float)ScalarFunctions.Sigmoid(x[i]);
    }

    /// <summary>y = tanh x.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) => TensorPrimitives.Tanh(x, y);

    /// <summary>y = max(x, 0).</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Relu(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) => TensorPrimitives.Max(x, 0f, y);

    /// <summary>y = x for x &gt; 0, slope x elsewhere.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="slope">The slope below zero.</param>
    /// <param name="y">The results; at least as long as x.</param>
    /// <param name="team">The threads to use for large spans; null is <see cref="ThreadTeam.Shared"/>.</param>
    public static void LeakyRelu(ReadOnlySpan<float> x, float slope, Span<float> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] > 0 ? x[i] : slope * x[i];
    }

    /// <summary>y = x for x &gt; 0, e^x - 1 elsewhere.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Elu(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = (float)ScalarFunctions.Elu(x[i]);
    }

    /// <summary>y = e^x.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Exp(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null) => TensorPrimitives.Exp(x, y);

    /// <summary>y = log x; -infinity at 0, NaN below.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Log(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null) => TensorPrimitives.Log(x, y);

    /// <summary>y = log(1 + x), exact to the last places also where x is tiny; -infinity at -1, NaN below.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Log1p(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Log1p(x[i]);
    }

    /// <summary>y = log(1 + e^x), without overflow.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Softplus(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Softplus(x[i]);
    }

    /// <summary>y = 1 / (1 + e^-x), without overflow.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Sigmoid(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Sigmoid(x[i]);
    }

    /// <summary>y = tanh x.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Tanh(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = Math.Tanh(x[i]);
    }

    /// <summary>y = max(x, 0).</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Relu(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null) => TensorPrimitives.Max(x, 0.0, y);

    /// <summary>y = x for x &gt; 0, slope x elsewhere.</summary>
    /// <inheritdoc cref="LeakyRelu(ReadOnlySpan{float}, float, Span{float}, ThreadTeam?)"/>
    public static void LeakyRelu(ReadOnlySpan<double> x, double slope, Span<double> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] > 0 ? x[i] : slope * x[i];
    }

    /// <summary>y = x for x &gt; 0, e^x - 1 elsewhere.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Elu(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Elu(x[i]);
    }

    /// <summary>The activation of a matrix product's epilogue, in place, on the calling thread.</summary>
    internal static void Apply(Activation activation, float slope, Span<float> x)
    {
        switch (activation)
        {
            case Activation.None: break;
            case Activation.Relu: Relu(x, x); break;
            case Activation.LeakyRelu: LeakyRelu(x, slope, x); break;
            case Activation.Elu: Elu(x, x); break;
            case Activation.Tanh: Tanh(x, x); break;
            case Activation.Sigmoid: Sigmoid(x, x); break;
            case Activation.Softplus: Softplus(x, x); break;
            default: throw Unknown(activation);
        }
    }

    /// <summary>The activation of a matrix product's epilogue, in place, on the calling thread.</summary>
    internal static void Apply(Activation activation, double slope, Span<double> x)
    {
        switch (activation)
        {
            case Activation.None: break;
            case Activation.Relu: Relu(x, x); break;
            case Activation.LeakyRelu: LeakyRelu(x, slope, x); break;
            case Activation.Elu: Elu(x, x); break;
            case Activation.Tanh: Tanh(x, x); break;
            case Activation.Sigmoid: Sigmoid(x, x); break;
            case Activation.Softplus: Softplus(x, x); break;
            default: throw Unknown(activation);
        }
    }

    private static ArgumentOutOfRangeException Unknown(Activation activation) =>
        new(nameof(activation), activation, "activation: expected a member of Activation.");
}
