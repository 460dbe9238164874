using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pushforward.Numerics.Kernels;

/// <content>
/// The same functions of doubles, on the calling thread: exp and log, which likelihoods need, a vector at a time, the others for float64 builds a value at a time.
/// </content>
public static partial class Elementwise
{
    /// <summary>y = e^x, within 1.5 units in the last place.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Exp(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        Loop(default(ExpOfDoubles), x, y);
    }

    /// <summary>y = e^x - 1.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void ExpM1(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = ScalarFunctions.Expm1(x[i]);
    }

    /// <summary>y = log x, within 1 unit in the last place.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Log(ReadOnlySpan<double> x, Span<double> y, ThreadTeam? team = null)
    {
        CheckLength(x.Length, y.Length);
        Loop(default(LogOfDoubles), x, y);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<TFunction>(TFunction function, ReadOnlySpan<double> x, Span<double> y)
        where TFunction : struct, IVectorFunctionOfDoubles
    {
        int width = Vector<double>.Count, i = 0;
        for (; i + width <= x.Length; i += width)
            function.Invoke(new Vector<double>(x.Slice(i, width))).CopyTo(y.Slice(i, width));
        if (i == x.Length)
            return;
        // As in ElementwiseDriver: the last values get the same bits as they would in the middle of a span.
        Span<double> edge = stackalloc double[width];
        edge.Clear();
        x[i..].CopyTo(edge);
        function.Invoke(new Vector<double>(edge)).CopyTo(edge);
        edge[..(x.Length - i)].CopyTo(y[i..]);
    }

    private static void CheckLength(int x, int y)
    {
        if (y < x)
            throw new ArgumentException($"y in Elementwise: expected room for {x} values, got {y}.");
    }

    private interface IVectorFunctionOfDoubles
    {
        Vector<double> Invoke(Vector<double> x);
    }

    private readonly struct ExpOfDoubles : IVectorFunctionOfDoubles
    {
        public Vector<double> Invoke(Vector<double> x) => VectorMath.Exp(x);
    }

    private readonly struct LogOfDoubles : IVectorFunctionOfDoubles
    {
        public Vector<double> Invoke(Vector<double> x) => VectorMath.Log(x);
    }
}
