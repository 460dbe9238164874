using System.Runtime.CompilerServices;

namespace Pushforward.Numerics.Kernels;

/// <summary>
/// Element-wise functions over spans: y[i] = f(x[i]). Source and destination may be the same span; they must not overlap otherwise. NaN goes
/// in and comes out. Large spans are shared out over a team of threads.
/// </summary>
/// <remarks>
/// The float32 functions are <see cref="VectorMath"/>'s: a value gives the same bits wherever it stands in a span, on any number of threads and on
/// any processor. Errors are in units of the last place (ulp).
/// </remarks>
public static partial class Elementwise
{
    /// <summary>y = e^x, within 1.5 ulp; denormal results are right, +-infinity give infinity and 0.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">The results; at least as long as x.</param>
    /// <param name="team">The threads to use for large spans; null is <see cref="ThreadTeam.Shared"/>.</param>
    /// <exception cref="ArgumentException">y is too short, or overlaps x without being the same.</exception>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<ExpFunction>.Apply(default, x, y, team);

    /// <summary>y = e^x - 1, within 2 ulp also where x is tiny.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void ExpM1(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<ExpM1Function>.Apply(default, x, y, team);

    /// <summary>y = log x, within 1 ulp; -infinity at 0, NaN below, right for denormals.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Log(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<LogFunction>.Apply(default, x, y, team);

    /// <summary>y = log(1 + x), within 2 ulp also where x is tiny; -infinity at -1, NaN below.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Log1p(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<Log1pFunction>.Apply(default, x, y, team);

    /// <summary>y = log(1 + e^x), within 3 ulp, without overflow.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Softplus(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<SoftplusFunction>.Apply(default, x, y, team);

    /// <summary>y = 1 / (1 + e^-x), within 3 ulp, without overflow.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<SigmoidFunction>.Apply(default, x, y, team);

    /// <summary>y = tanh x, within 2 ulp.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<TanhFunction>.Apply(default, x, y, team);

    /// <summary>y = max(x, 0).</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Relu(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<ReluFunction>.Apply(default, x, y, team);

    /// <summary>y = x for x &gt; 0, e^x - 1 elsewhere, within 2 ulp.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float}, ThreadTeam?)"/>
    public static void Elu(ReadOnlySpan<float> x, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<EluFunction>.Apply(default, x, y, team);

    /// <summary>y = x for x &gt; 0, slope x elsewhere.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="slope">The slope below zero.</param>
    /// <param name="y">The results; at least as long as x.</param>
    /// <param name="team">The threads to use for large spans; null is <see cref="ThreadTeam.Shared"/>.</param>
    /// <exception cref="ArgumentException">y is too short, or overlaps x without being the same.</exception>
    public static void LeakyRelu(ReadOnlySpan<float> x, float slope, Span<float> y, ThreadTeam? team = null) =>
        ElementwiseDriver<LeakyReluFunction>.Apply(new LeakyReluFunction(slope), x, y, team);

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

    private static ArgumentOutOfRangeException Unknown(Activation activation) =>
        new(nameof(activation), activation, "activation: expected a member of Activation.");

    private readonly struct ExpFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => VectorMath.Exp(x);
    }

    private readonly struct ExpM1Function : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => VectorMath.ExpM1(x);
    }

    private readonly struct LogFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => VectorMath.Log(x);
    }

    private readonly struct Log1pFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => VectorMath.Log1p(x);
    }

    private readonly struct SoftplusFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => VectorMath.Softplus(x);
    }

    private readonly struct SigmoidFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => VectorMath.Sigmoid(x);
    }

    private readonly struct TanhFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => VectorMath.Tanh(x);
    }

    private readonly struct ReluFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => T.Select(T.Less(x, T.Fill(0)), T.Fill(0), x);
    }

    private readonly struct EluFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => T.Select(T.Less(T.Fill(0), x), x, VectorMath.ExpM1(x));
    }

    private readonly struct LeakyReluFunction(float slope) : IVectorFunction
    {
        private readonly float _slope = slope;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, IFloatLanes<T> => T.Select(T.Less(x, T.Fill(0)), x * T.Fill(_slope), x);
    }
}
