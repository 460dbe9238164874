namespace Pushforward.Numerics.Kernels;

/// <content>The same functions for float64 builds, a value at a time on the calling thread.</content>
public static partial class Elementwise
{
    /// <summary>y = e^x.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Exp(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = Math.Exp(x[i]);
    }

    /// <summary>y = e^x - 1.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void ExpM1(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Expm1(x[i]);
    }

    /// <summary>y = log x.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Log(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = Math.Log(x[i]);
    }

    /// <summary>y = log(1 + x).</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Log1p(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Log1p(x[i]);
    }

    /// <summary>y = log(1 + e^x).</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Softplus(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Softplus(x[i]);
    }

    /// <summary>y = 1 / (1 + e^-x).</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Sigmoid(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Sigmoid(x[i]);
    }

    /// <summary>y = tanh x.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Tanh(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = Math.Tanh(x[i]);
    }

    /// <summary>y = max(x, 0).</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Relu(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] < 0 ? 0 : x[i];
    }

    /// <summary>y = x for x &gt; 0, e^x - 1 elsewhere.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Elu(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Elu(x[i]);
    }

    /// <summary>y = x for x &gt; 0, slope x elsewhere.</summary>
    /// <inheritdoc cref="LeakyRelu(ReadOnlySpan{float}, float, Span{float}, ThreadTeam?)"/>
    public static void LeakyRelu(ReadOnlySpan<double> x, double slope, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] < 0 ? slope * x[i] : x[i];
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

    private static void CheckLength(int x, int y)
    {
        if (y < x)
            throw new ArgumentException($"y in Elementwise: expected room for {x} values, got {y}.");
    }
}
